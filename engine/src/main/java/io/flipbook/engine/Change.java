package io.flipbook.engine;

import io.flipbook.engine.bitmap.PinCounts;
import java.util.Arrays;

/**
 * A request that was looked at: whether it may be tried, and which pages of which regions it would change. Made by
 * {@link RequestJudge}, told by {@link ListenerRound}, applied by {@link GuestMemory}; one object is used for all.
 *
 * <p>A change sets one source (what is shared, what is plugged, or one that was added) to one value over one or more
 * <i>parts</i>: ranges of pages, each in one region, in the order of the request.
 */
final class Change {
    private boolean sharing;
    private boolean plugging;
    private Source added;
    private boolean value;
    private boolean pageByPage;
    private boolean cutOff;
    private int partCount;
    private Region[] regions = new Region[4];
    private long[] fromPages = new long[4];
    private long[] toPages = new long[4];
    /** How many pages of each part were counted, or changed, the last time. */
    private long[] partPages = new long[4];

    private long pages;
    private long digestDelta;
    private long totalPages;
    private long walkedPages;

    void begin(Operation operation) {
        plugging = operation.isAboutPlugging();
        sharing = !plugging && !operation.isAboutAddedSource();
        added = null;
        value = operation.populates();
        pageByPage = false;
        cutOff = false;
        pages = 0;
        digestDelta = 0;
        dropParts();
    }

    void dropParts() {
        Arrays.fill(regions, 0, partCount, null);
        partCount = 0;
        totalPages = 0;
    }

    void addPart(Region region, long fromPage, long toPage) {
        if (partCount == regions.length) {
            regions = Arrays.copyOf(regions, partCount * 2);
            fromPages = Arrays.copyOf(fromPages, partCount * 2);
            toPages = Arrays.copyOf(toPages, partCount * 2);
            partPages = Arrays.copyOf(partPages, partCount * 2);
        }
        regions[partCount] = region;
        fromPages[partCount] = fromPage;
        toPages[partCount] = toPage;
        totalPages += toPage - fromPage;
        partCount++;
    }

    /** Says of which added source of its only region it is. */
    void setSource(Source source) {
        added = source;
    }

    /** Counts the pages that differ from what is wanted, and what changing them does to the digest. */
    void measure() {
        digestDelta = walk(Long.MAX_VALUE, false);
        pages = walkedPages;
    }

    /** What changing the first {@code limit} pages that differ does to the digest. */
    long digestDelta(long limit) {
        return limit == pages ? digestDelta : walk(limit, false);
    }

    /** Changes the first {@code limit} pages that differ, in order of the parts. */
    void apply(long limit) {
        if (limit < pages) {
            walk(limit, true);
        } else {
            for (int part = 0; part < partCount; part++) {
                source(part).set(fromPages[part], toPages[part], value);
            }
        }
        if (sharing) {
            for (int part = 0; part < partCount; part++) {
                regions[part].live().addSharedPages(value ? partPages[part] : -partPages[part]);
            }
        }
    }

    /** From now on, or no more, readers wait for what is changed in its regions. */
    void setChanging(boolean changing) {
        for (int part = 0; part < partCount; part++) {
            if (changing) {
                regions[part].live().beginChange();
            } else {
                regions[part].live().endChange();
            }
        }
    }

    /** How many pages differ from the first one up to but without {@code page} of a part. */
    long pagesBefore(int lastPart, long page) {
        long count = 0;
        for (int part = 0; part <= lastPart; part++) {
            long end = part == lastPart ? page : toPages[part];
            Source source = source(part);
            long start = source.next(!value, fromPages[part]);
            while (start < end) {
                long runEnd = Math.min(end, source.next(value, start));
                count += runEnd - start;
                start = runEnd < end ? source.next(!value, runEnd) : end;
            }
        }
        return count;
    }

    /** The first page of a part that is pinned and would change, or -1. */
    long firstPinned(int part) {
        PinCounts pins = regions[part].pins();
        Source source = source(part);
        long page = pins.firstPinned(fromPages[part], toPages[part]);
        while (page >= 0) {
            long differing = source.next(!value, page);
            if (differing == page) {
                return page;
            }
            page = differing < toPages[part] ? pins.firstPinned(differing, toPages[part]) : -1;
        }
        return -1;
    }

    private long walk(long limit, boolean write) {
        long delta = 0;
        long left = limit;
        for (int part = 0; part < partCount; part++) {
            Source source = source(part);
            long start = fromPages[part];
            long end = toPages[part];
            if (!write && end - start <= left && source.isAll(!value, start, end)) { // mostly so: one search, not two
                delta += source.digestOf(start, end);
                left -= end - start;
                partPages[part] = end - start;
                continue;
            }
            long leftBefore = left;
            long page = source.next(!value, start);
            while (page < end && left > 0) {
                long runEnd = Math.min(Math.min(end, source.next(value, page)), page + Math.min(left, end - page));
                delta += source.digestOf(page, runEnd);
                if (write) {
                    source.set(page, runEnd, value);
                }
                left -= runEnd - page;
                page = runEnd < end ? source.next(!value, runEnd) : end;
            }
            partPages[part] = leftBefore - left;
        }
        walkedPages = limit - left;
        return value ? delta : -delta;
    }

    /** Says that the pages that differ are converted one by one. */
    void setPageByPage() {
        pageByPage = true;
    }

    boolean isPageByPage() {
        return pageByPage;
    }

    /** Whether it changes what is plugged, which comes in blocks of pages. */
    boolean isAboutPlugging() {
        return plugging;
    }

    /** How many pages of a part change together: a block of its source. */
    long unitPages(int part) {
        return source(part).pagesPerUnit();
    }

    /** Whether it is to shared, and no page of it is referenced, which could not become private. */
    boolean canTurnPrivate() {
        for (int part = 0; part < partCount; part++) {
            if (regions[part].pins().firstPinned(fromPages[part], toPages[part]) >= 0) {
                return false;
            }
        }
        return sharing && value;
    }

    /** Makes it the change to private over the same parts, run by run. */
    void turnPrivate() {
        value = false;
        pageByPage = false;
        measure();
    }

    /** Says that only its first part was looked up, yet all of it is to change: nobody is told. */
    void setCutOff() {
        cutOff = true;
    }

    boolean isCutOff() {
        return cutOff;
    }

    /** Whether pages become populated by it, for the holders of the shared side; else they stop being so. */
    boolean populates() {
        return value;
    }

    /** Whether the holders of a side gain pages by it; else they lose some. */
    boolean populates(Side side) {
        return sharing && side == Side.PRIVATE ? !value : value;
    }

    /** Whether it is about what is shared, not about what is plugged. */
    boolean isAboutSharing() {
        return sharing;
    }

    long pages() {
        return pages;
    }

    /** Whether some of the pages, but not all, are in the wanted state already. */
    boolean isMixed() {
        return pages > 0 && pages < totalPages;
    }

    int partCount() {
        return partCount;
    }

    Region region(int part) {
        return regions[part];
    }

    long fromPage(int part) {
        return fromPages[part];
    }

    long toPage(int part) {
        return toPages[part];
    }

    /** The first page of a part, in [from, limit), that flips for the holders of a side; or {@code limit}. */
    long nextFlip(int part, Side side, long from, long limit) {
        return flipsWhole(part)
                ? Math.min(from, limit)
                : regions[part].nextFlip(source(part), value, side, from, limit);
    }

    /** The first page of a part, in [from, limit), that flips for anybody; or {@code limit}. */
    long nextFlip(int part, long from, long limit) {
        long onShared = nextFlip(part, Side.SHARED, from, limit);
        return sharing ? onShared : Math.min(onShared, nextFlip(part, Side.PRIVATE, from, limit));
    }

    /** Where the run of flipping pages that begins at {@code from} ends, at most {@code limit}. */
    long flipEnd(int part, Side side, long from, long limit) {
        return flipsWhole(part) ? limit : regions[part].flipEnd(source(part), value, side, from, limit);
    }

    /** The last page of a part, in [floor, from], that flips; or -1. */
    long previousFlip(int part, Side side, long from, long floor) {
        return regions[part].previousFlip(source(part), value, side, from, floor);
    }

    /** Where the run of flipping pages that ends with {@code from} begins, at least {@code floor}. */
    long flipStart(int part, Side side, long from, long floor) {
        return regions[part].flipStart(source(part), value, side, from, floor);
    }

    /** The first page of a part, in [from, limit), that differs from what is wanted; or {@code limit}. */
    long nextDiffering(int part, long from, long limit) {
        return Math.min(limit, source(part).next(!value, from));
    }

    /** Where the run of differing pages that begins at {@code from} ends, at most {@code limit}. */
    long differingEnd(int part, long from, long limit) {
        return Math.min(limit, source(part).next(value, from));
    }

    /** The last page of a part, in [floor, from], that differs; or -1. */
    long previousDiffering(int part, long from, long floor) {
        long page = source(part).previous(!value, from);
        return page < floor ? -1 : page;
    }

    /** Where the run of differing pages that ends with {@code from} begins, at least {@code floor}. */
    long differingStart(int part, long from, long floor) {
        return Math.max(floor, source(part).previous(value, from) + 1);
    }

    /** Every page differs, and there is no other source to ask: mostly so, and then nothing need be searched for. */
    private boolean flipsWhole(int part) {
        return pages == totalPages && regions[part].sourceCount() == 1;
    }

    private Source source(int part) {
        if (sharing) {
            return regions[part].shared();
        }
        return plugging ? regions[part].plugged() : added;
    }
}
