package io.flipbook.engine.backing;

import io.flipbook.engine.device.Errno;

/**
 * Memory with a side for shared pages and one for private pages, as a RAM block with a guest_memfd beside it has. A
 * page has memory on a side from the conversion to that side on until the side is discarded; one that was never
 * converted has none, for nobody has touched it.
 *
 * <p>The order of QEMU's {@code kvm_convert_memory} is kept: when all agreed, the other side's memory is discarded,
 * except that a shared side of hugetlb pages is kept when a range becomes private. Without a discard both sides are
 * kept, so that the guest costs its memory twice: what cloud-hypervisor's pull request 8501 changes.
 */
public final class TwoSidedMemory implements MemoryBacking {
    private final int pageShift;
    private final boolean keepsShared;
    private final boolean discards;
    private final Half shared;
    private final Half hidden;
    private final CountedPages fresh;
    private long peakPages;
    private long refusedAt;

    /** A model of pages of a power of two bytes, as the specification says. */
    public TwoSidedMemory(long pageCount, long pageBytes, BackingSpec spec) {
        this(pageCount, pageBytes, spec, SideMemory.MODEL, SideMemory.MODEL);
    }

    /** Made of the memory of two sides, which are closed with it. */
    TwoSidedMemory(long pageCount, long pageBytes, BackingSpec spec, SideMemory sharedSide, SideMemory privateSide) {
        pageShift = Long.numberOfTrailingZeros(pageBytes);
        keepsShared = spec.hugetlbShared();
        discards = spec.discards();
        shared = new Half(pageCount, sharedSide);
        hidden = new Half(pageCount, privateSide);
        fresh = new CountedPages(pageCount);
    }

    @Override
    public Errno convert(boolean toShared, long offset, long sizeBytes) {
        Half gaining = toShared ? shared : hidden;
        long to = page(offset + sizeBytes - 1) + 1;
        long from = gaining.pages.next(false, page(offset), to);
        while (from < to) {
            long end = gaining.pages.next(true, from, to);
            gaining.pages.set(from, end, true);
            fresh.set(from, end, true);
            Errno errno = gaining.memory.populate(bytes(from), bytes(end - from));
            if (errno != Errno.NONE) {
                refusedAt = bytes(from);
                undo(toShared, offset, bytes(end) - offset);
                return errno;
            }
            from = gaining.pages.next(false, end, to);
        }
        peakPages = Math.max(peakPages, shared.pages.count() + hidden.pages.count());
        return Errno.NONE;
    }

    @Override
    public long refusedAt() {
        return refusedAt;
    }

    /** What had memory on both sides before the conversion keeps it. */
    @Override
    public void undo(boolean toShared, long offset, long sizeBytes) {
        Half gained = toShared ? shared : hidden;
        long to = page(offset + sizeBytes - 1) + 1;
        long from = fresh.next(true, page(offset), to);
        while (from < to) {
            long end = fresh.next(false, from, to);
            fresh.set(from, end, false);
            gained.drop(from, end);
            from = fresh.next(true, end, to);
        }
    }

    @Override
    public void finish(boolean toShared, long offset, long sizeBytes) {
        long from = page(offset);
        long to = page(offset + sizeBytes - 1) + 1;
        fresh.set(from, to, false);
        if (discards && (toShared || !keepsShared)) {
            (toShared ? hidden : shared).dropAll(from, to);
        }
    }

    /** Bytes of the shared side, of the private side, and of both at most; and what the sides measure. */
    @Override
    public void cost(CostVisitor visitor) {
        visitor.bytes("shared", bytes(shared.pages.count()));
        visitor.bytes("private", bytes(hidden.pages.count()));
        visitor.bytes("peak", bytes(peakPages));
        shared.memory.cost("shared", visitor);
        hidden.memory.cost("private", visitor);
    }

    @Override
    public void close() {
        fresh.close();
        shared.close();
        hidden.close();
    }

    private long page(long offset) {
        return offset >>> pageShift;
    }

    private long bytes(long pages) {
        return pages << pageShift;
    }

    /** One of the sides. */
    private final class Half implements AutoCloseable {
        private final CountedPages pages;
        private final SideMemory memory;

        Half(long pageCount, SideMemory memory) {
            pages = new CountedPages(pageCount);
            this.memory = memory;
        }

        void drop(long from, long to) {
            pages.set(from, to, false);
            memory.discard(bytes(from), bytes(to - from));
        }

        void dropAll(long from, long to) {
            long page = pages.next(true, from, to);
            while (page < to) {
                long end = pages.next(false, page, to);
                drop(page, end);
                page = pages.next(true, end, to);
            }
        }

        @Override
        public void close() {
            pages.close();
            memory.close();
        }
    }
}
