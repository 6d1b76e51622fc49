package io.flipbook.engine;

import io.flipbook.engine.bitmap.PageBitmap;
import io.flipbook.engine.device.Errno;
import io.flipbook.engine.device.RegionListener;

/**
 * A listener of a kind that the engine knows: it behaves as its specification says, from its first call on, so the same
 * calls get the same answers in every replay.
 *
 * <p>A plain one takes everything. One of type 1 holds one mapping a page, as VFIO maps in pieces of the minimum
 * granularity so that each can be unmapped alone, and has no room (ENOSPC) for more mappings than its limit; to unmap
 * what is not mapped succeeds. A call that is listed to be refused is refused before anything else is looked at.
 */
final class ModelListener implements RegionListener, AutoCloseable {
    private final ListenerSpec spec;
    private final Region region;
    private final PageBitmap mapped;
    private long mappings;
    private long populateCalls;

    ModelListener(ListenerSpec spec, Region region) {
        this.spec = spec;
        this.region = region;
        mapped = spec.kind() == ListenerSpec.Kind.TYPE1 ? new PageBitmap(region.pageCount()) : null;
    }

    /** How many mappings it holds; -1 if it is of a kind that counts none. */
    long mappings() {
        return mapped == null ? -1 : mappings;
    }

    @Override
    public Errno populate(long offset, long sizeBytes) {
        populateCalls++;
        if (spec.vetoesCall(populateCalls)) {
            return spec.vetoErrno();
        }
        if (mapped == null) {
            return Errno.NONE;
        }
        long from = region.toPage(offset);
        long to = from + region.toPage(sizeBytes);
        long after = mappings + count(false, from, to);
        if (Long.compareUnsigned(after, spec.limit()) > 0) {
            return Errno.ENOSPC;
        }
        mapped.set(from, to, true);
        mappings = after;
        return Errno.NONE;
    }

    @Override
    public void discard(long offset, long sizeBytes) {
        if (mapped != null) {
            long from = region.toPage(offset);
            long to = from + region.toPage(sizeBytes);
            mappings -= count(true, from, to);
            mapped.set(from, to, false);
        }
    }

    @Override
    public void close() {
        if (mapped != null) {
            mapped.close();
        }
    }

    private long count(boolean set, long from, long to) {
        long count = 0;
        long page = mapped.next(set, from);
        while (page != PageBitmap.NONE && page < to) {
            long next = mapped.next(!set, page);
            long end = next == PageBitmap.NONE ? to : Math.min(to, next);
            count += end - page;
            page = end < to ? mapped.next(set, end) : PageBitmap.NONE;
        }
        return count;
    }
}
