package io.flipbook.replay.check;

import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.bitmap.PageBitmap;
import java.util.ArrayList;
import java.util.List;

/** What a listener holds by what it was told, and where somebody has to look again. */
final class HeldPages implements AutoCloseable {
    private static final int MAX_RANGES = 16;

    private final ListenerSpec spec;
    private final RegionSpec region;
    private final int pageShift;
    private final long fromPage;
    private final long toPage;
    private final PageBitmap held;
    private final PageBitmap explained;
    private final List<long[]> touched = new ArrayList<>();
    private long[] toldTwice;
    private long lostPages;

    HeldPages(ListenerSpec spec, RegionSpec region) {
        this.spec = spec;
        this.region = region;
        pageShift = Long.numberOfTrailingZeros(region.pageBytes());
        long pageCount = region.sizeBytes() >>> pageShift;
        fromPage = spec.watchesWholeRegion() ? 0 : spec.offset() >>> pageShift;
        toPage = spec.watchesWholeRegion() ? pageCount : fromPage + (spec.sizeBytes() >>> pageShift);
        held = new PageBitmap(pageCount);
        explained = new PageBitmap(pageCount);
    }

    ListenerSpec spec() {
        return spec;
    }

    RegionSpec region() {
        return region;
    }

    int pageShift() {
        return pageShift;
    }

    void populate(long offset, long sizeBytes) {
        long from = offset >>> pageShift;
        long to = from + (sizeBytes >>> pageShift);
        long again = next(held, true, from, to);
        if (again < to && toldTwice == null) {
            toldTwice = new long[] {again, next(held, false, again, to)};
        }
        held.set(from, to, true);
        explained.set(from, to, false);
        touch(from, to);
    }

    void discard(long offset, long sizeBytes) {
        long from = offset >>> pageShift;
        long to = from + (sizeBytes >>> pageShift);
        held.set(from, to, false);
        touch(from, to);
    }

    /** Of a kind that maps, all of the call is unmapped, what it held before too. */
    void refuse(long offset, long sizeBytes) {
        if (spec.kind().maps()) {
            discard(offset, sizeBytes);
        } else {
            long from = offset >>> pageShift;
            touch(from, from + (sizeBytes >>> pageShift));
        }
    }

    /** Somebody has to look at a range, as far as it is in the section. */
    void touch(long from, long to) {
        long start = Math.max(from, fromPage);
        long end = Math.min(to, toPage);
        if (start >= end) {
            return;
        }
        if (touched.size() < MAX_RANGES) {
            touched.add(new long[] {start, end});
        } else {
            long[] last = touched.get(MAX_RANGES - 1);
            last[0] = Math.min(last[0], start);
            last[1] = Math.max(last[1], end);
        }
    }

    /** The ranges to look at; of one that maps, with what a mapping may reach beyond them. Forgets them. */
    List<long[]> takeTouched() {
        List<long[]> ranges = new ArrayList<>(touched);
        touched.clear();
        long granule = Math.max(1, spec.granuleBytes() >>> pageShift);
        if (spec.kind().maps() && granule > 1) {
            for (long[] range : ranges) {
                range[0] = Math.max(fromPage, range[0] / granule * granule);
                range[1] = Math.min(toPage, (range[1] + granule - 1) / granule * granule);
            }
        }
        return ranges;
    }

    boolean isTouched() {
        return !touched.isEmpty();
    }

    /** The run that it was told of twice since this was asked last; null if there is none. */
    long[] takeToldTwice() {
        long[] taken = toldTwice;
        toldTwice = null;
        return taken;
    }

    long nextHeld(long from, long limit) {
        return next(held, true, from, limit);
    }

    long nextFree(long from, long limit) {
        return next(held, false, from, limit);
    }

    /** The first page in [from, limit) whose absence nothing on record explains, or {@code limit}. */
    long nextUnexplained(long from, long limit) {
        return next(explained, false, from, limit);
    }

    long nextExplained(long from, long limit) {
        return next(explained, true, from, limit);
    }

    void explain(long from, long to, boolean isExplained) {
        explained.set(from, to, isExplained);
    }

    /** Whether more pages are out of reach than when this was asked last. */
    boolean lostMore(long nowLostPages) {
        boolean more = nowLostPages > lostPages;
        lostPages = nowLostPages;
        return more;
    }

    @Override
    public void close() {
        held.close();
        explained.close();
    }

    private static long next(PageBitmap bits, boolean set, long from, long limit) {
        if (from >= limit) {
            return limit;
        }
        long page = bits.next(set, from);
        return page == PageBitmap.NONE ? limit : Math.min(page, limit);
    }
}
