package io.flipbook.engine.backing;

import io.flipbook.engine.bitmap.PinCounts;
import io.flipbook.engine.device.Errno;

/**
 * Memory of one side that is converted in place, as a guest_memfd whose attributes say which pages are private.
 *
 * <p>A page that somebody references, whom the engine need not know, cannot become private: the conversion fails as a
 * whole with EAGAIN and the offset of the first such page, and nothing is converted (KVM's attributes of a
 * guest_memfd). Private pages are not in the host's direct map.
 *
 * <p>It is made of folios, of a page, 2 MiB or 1 GiB. One that is shared in part is split into its pages, and merged
 * when it is whole again. A whole shared folio is one entry of the direct map; of a split one each shared page is.
 */
public final class InPlaceMemory implements MemoryBacking {
    private final int pageShift;
    private final long pageCount;
    private final long folioPages;
    private final CountedPages shared;
    private final CountedPages fresh;
    private final PinCounts references = new PinCounts();
    private long splitNow;
    private long splits;
    private long merges;
    private long entries;
    private long refusedAt;

    /** Pages of a power of two bytes, all private, in folios as the specification says. */
    public InPlaceMemory(long pageCount, long pageBytes, BackingSpec spec) {
        this.pageCount = pageCount;
        pageShift = Long.numberOfTrailingZeros(pageBytes);
        folioPages = spec.folioBytes() == 0 ? 1 : spec.folioBytes() >>> pageShift;
        shared = new CountedPages(pageCount);
        fresh = new CountedPages(pageCount);
    }

    @Override
    public Errno convert(boolean toShared, long offset, long sizeBytes) {
        long from = page(offset);
        long to = page(offset + sizeBytes - 1) + 1;
        if (!toShared && !references.isEmpty()) {
            long referenced = references.firstPinned(from, to);
            if (referenced != PinCounts.NONE) {
                refusedAt = bytes(referenced);
                return Errno.EAGAIN;
            }
        }
        long page = shared.next(!toShared, from, to);
        while (page < to) {
            long end = shared.next(toShared, page, to);
            fresh.set(page, end, true);
            page = shared.next(!toShared, end, to);
        }
        change(from, to, toShared);
        return Errno.NONE;
    }

    @Override
    public long refusedAt() {
        return refusedAt;
    }

    @Override
    public void undo(boolean toShared, long offset, long sizeBytes) {
        long to = page(offset + sizeBytes - 1) + 1;
        long from = fresh.next(true, page(offset), to);
        while (from < to) {
            long end = fresh.next(false, from, to);
            fresh.set(from, end, false);
            change(from, end, !toShared);
            from = fresh.next(true, end, to);
        }
    }

    /** There is no other side to give back. */
    @Override
    public void finish(boolean toShared, long offset, long sizeBytes) {
        fresh.set(page(offset), page(offset + sizeBytes - 1) + 1, false);
    }

    /** Whether every page of a range is shared, so that somebody can reference it. */
    public boolean isShared(long offset, long sizeBytes) {
        long to = page(offset + sizeBytes - 1) + 1;
        return shared.next(false, page(offset), to) == to;
    }

    /** Whether every page of a range is referenced. */
    public boolean isReferenced(long offset, long sizeBytes) {
        return references.allPinned(page(offset), page(offset + sizeBytes - 1) + 1);
    }

    /** Somebody takes a reference on each page of a range; all of it is to be shared. */
    public void reference(long offset, long sizeBytes) {
        references.add(page(offset), page(offset + sizeBytes - 1) + 1, 1);
    }

    /** Somebody drops a reference on each page of a range; all of it is to be referenced. */
    public void release(long offset, long sizeBytes) {
        references.add(page(offset), page(offset + sizeBytes - 1) + 1, -1);
    }

    /**
     * Bytes that are shared and that are private; how many folios there are, how many are split now, how often one was
     * split and merged; entries and bytes of the host's direct map.
     */
    @Override
    public void cost(CostVisitor visitor) {
        visitor.bytes("shared", bytes(shared.count()));
        visitor.bytes("private", bytes(pageCount - shared.count()));
        visitor.count("folios", pageCount / folioPages);
        visitor.count("split", splitNow);
        visitor.count("splits", splits);
        visitor.count("merges", merges);
        visitor.count("direct-map-entries", entries);
        visitor.bytes("direct-map", bytes(shared.count()));
    }

    @Override
    public void close() {
        shared.close();
        fresh.close();
    }

    private long page(long offset) {
        return offset >>> pageShift;
    }

    private long bytes(long pages) {
        return pages << pageShift;
    }

    /** The folio that begins before the range, those that are in it, and the one that ends behind it. */
    private void change(long from, long to, boolean toShared) {
        long firstWhole = Math.min(to, roundUp(from));
        changeFolios(from, firstWhole, toShared);
        long lastWhole = Math.max(firstWhole, to - to % folioPages);
        changeFolios(firstWhole, lastWhole, toShared);
        changeFolios(lastWhole, to, toShared);
    }

    /** A range that is part of one folio, or whole folios: there at most one is split, or none. */
    private void changeFolios(long from, long to, boolean toShared) {
        if (from == to) {
            return;
        }
        long first = from - from % folioPages;
        long end = roundUp(to);
        long splitBefore = walk(first, end, -1);
        shared.set(from, to, toShared);
        long splitAfter = walk(first, end, 1);
        splitNow += splitAfter - splitBefore;
        splits += Math.max(0, splitAfter - splitBefore);
        merges += Math.max(0, splitBefore - splitAfter);
    }

    /** Adds the entries of whole folios to those there are, {@code sign} times; returns how many are split. */
    private long walk(long from, long to, int sign) {
        long split = 0;
        long page = from;
        while (page < to) {
            boolean isShared = shared.next(true, page, to) == page;
            long uniformEnd = shared.next(!isShared, page, to);
            uniformEnd -= uniformEnd % folioPages;
            if (uniformEnd > page) {
                entries += isShared ? sign * ((uniformEnd - page) / folioPages) : 0;
                page = uniformEnd;
            } else {
                split++;
                entries += sign * shared.countIn(page, page + folioPages);
                page += folioPages;
            }
        }
        return split;
    }

    private long roundUp(long page) {
        long over = page % folioPages;
        return over == 0 ? page : page - over + folioPages;
    }
}
