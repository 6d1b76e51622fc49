package io.flipbook.engine.device;

import io.flipbook.engine.bitmap.PageBitmap;
import io.flipbook.journal.SnapshotInput;
import io.flipbook.journal.SnapshotOutput;

/**
 * The mappings of one address space: ranges of pages that do not overlap, each with its own beginning and end.
 *
 * <p>Two bits a page, which say that it is mapped and that a mapping begins with it. So a mapping costs no memory of
 * its own and a long one no more than a short one, and nothing is allocated after the first. A third bit says that the
 * page's mapping is of memory that is gone: it points to what the page was before.
 */
final class MappingTable implements AutoCloseable {
    private final long pageCount;
    private final PageBitmap mapped;
    private final PageBitmap starts;
    private final PageBitmap outlived;
    private long count;
    private long peak;
    private long mappedPages;

    MappingTable(long pageCount) {
        this.pageCount = pageCount;
        mapped = new PageBitmap(pageCount);
        starts = new PageBitmap(pageCount);
        outlived = new PageBitmap(pageCount);
    }

    long pageCount() {
        return pageCount;
    }

    /** How many mappings there are. */
    long count() {
        return count;
    }

    /** How many there were at most. */
    long peak() {
        return peak;
    }

    /** How many pages are mapped. */
    long mappedPages() {
        return mappedPages;
    }

    /** The first page in [from, limit) that is mapped, or {@code limit}. */
    long nextMapped(long from, long limit) {
        return next(mapped, true, from, limit);
    }

    /** The first page in [from, limit) that is not mapped, or {@code limit}. */
    long nextFree(long from, long limit) {
        return next(mapped, false, from, limit);
    }

    boolean isFree(long from, long to) {
        return nextMapped(from, to) == to;
    }

    /** Whether a mapping goes on over the boundary before {@code page}: it is neither its beginning nor its end. */
    boolean isInside(long page) {
        return page > 0 && page < pageCount && mapped.get(page) && !starts.get(page);
    }

    /** Where the mapping that holds {@code page} begins. */
    long startOf(long page) {
        return starts.previous(true, page);
    }

    /** Where the mapping that holds {@code page} ends. */
    long endOf(long page) {
        long free = nextFree(page + 1, pageCount);
        return next(starts, true, page + 1, free);
    }

    /** Adds one mapping of pages that are free. */
    void add(long from, long to) {
        mapped.set(from, to, true);
        mappedPages += to - from;
        starts.set(from, from + 1, true);
        count++;
        peak = Math.max(peak, count);
    }

    /** Adds mappings of free pages, each up to the next multiple of {@code granule} pages. */
    void addPieces(long from, long to, long granule) {
        mapped.set(from, to, true);
        mappedPages += to - from;
        if (granule == 1) {
            starts.set(from, to, true);
        } else {
            for (long page = from; page < to; page = pieceEnd(page, to, granule)) {
                starts.set(page, page + 1, true);
            }
        }
        count += pieces(from, to, granule);
        peak = Math.max(peak, count);
    }

    /** Takes away all mappings in [from, to), none of which goes over its ends, and says how many pages they had. */
    long remove(long from, long to) {
        long pages = countSet(mapped, from, to);
        count -= countSet(starts, from, to);
        mappedPages -= pages;
        mapped.set(from, to, false);
        starts.set(from, to, false);
        outlived.set(from, to, false);
        return pages;
    }

    /** The memory of [from, to) is gone; says how many pages of it are still mapped, to what it was. */
    long outlive(long from, long to) {
        long pages = 0;
        long page = nextMapped(from, to);
        while (page < to) {
            long end = nextFree(page, to);
            outlived.set(page, end, true);
            pages += end - page;
            page = nextMapped(end, to);
        }
        return pages;
    }

    /** The first page in [from, limit) whose mapping has outlived its memory, or has not; or {@code limit}. */
    long nextOutlived(boolean whether, long from, long limit) {
        return next(outlived, whether, from, limit);
    }

    /** Makes two mappings of the one that goes over the boundary before {@code page}. */
    void split(long page) {
        starts.set(page, page + 1, true);
        count++;
        peak = Math.max(peak, count);
    }

    /** Writes all of it. */
    void write(SnapshotOutput out) {
        out.putLong(peak);
        mapped.write(out);
        starts.write(out);
        outlived.write(out);
    }

    /**
     * Reads the same, in place of what is there.
     *
     * @throws IllegalArgumentException if nobody writes that
     */
    void read(SnapshotInput in) {
        peak = in.readLong();
        mapped.read(in);
        starts.read(in);
        outlived.read(in);
        count = countSet(starts, 0, pageCount);
        mappedPages = countSet(mapped, 0, pageCount);
        for (long page = nextMapped(0, pageCount); page < pageCount; page = nextMapped(page, pageCount)) {
            if (!starts.get(page)) {
                throw new IllegalArgumentException("pages are mapped by no mapping");
            }
            page = nextFree(page, pageCount);
        }
        if (peak < count) {
            throw new IllegalArgumentException("more mappings than there ever were");
        }
    }

    @Override
    public void close() {
        mapped.close();
        starts.close();
        outlived.close();
    }

    /** How many pieces {@link #addPieces} makes. */
    static long pieces(long from, long to, long granule) {
        return (to - 1) / granule - from / granule + 1;
    }

    static long pieceEnd(long page, long to, long granule) {
        return Math.min(to, (page / granule + 1) * granule);
    }

    private static long countSet(PageBitmap bits, long from, long to) {
        long sum = 0;
        long page = next(bits, true, from, to);
        while (page < to) {
            long end = next(bits, false, page, to);
            sum += end - page;
            page = next(bits, true, end, to);
        }
        return sum;
    }

    private static long next(PageBitmap bits, boolean set, long from, long limit) {
        if (from >= limit) {
            return limit;
        }
        long page = bits.next(set, from);
        return page == PageBitmap.NONE ? limit : Math.min(page, limit);
    }
}
