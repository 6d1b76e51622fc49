package io.flipbook.replay.report;

import io.flipbook.engine.RegionSpec;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Where in a region something began or ended that a history is about: between two of these places all pages were always
 * treated alike, so a row of a picture may end there and nowhere else. In bounded memory: of a region of more than
 * {@value #MAX_UNITS} pages, several are taken for one.
 */
final class PlaceEdges {
    static final int MAX_UNITS = 1 << 18;
    /** One in so many rows is for stretches without any place; each has two ends. */
    private static final int GAPS_SHARE = 8;

    private record Stretch(int from, int to, int units) {}

    private final RegionSpec region;
    private final int pageShift;
    private final long pages;
    private final int unitShift;
    private final BitSet edges = new BitSet();
    private long touches;

    PlaceEdges(RegionSpec region) {
        this.region = region;
        pageShift = Long.numberOfTrailingZeros(region.pageBytes());
        pages = region.sizeBytes() >>> pageShift;
        int shift = 0;
        while (pages - 1 >>> shift >= MAX_UNITS) {
            shift++;
        }
        unitShift = shift;
    }

    RegionSpec region() {
        return region;
    }

    /** How many requests were about it. */
    long touches() {
        return touches;
    }

    /** A request is about a range, in bytes. */
    void touch(long offset, long sizeBytes) {
        touches++;
        addRun(offset, sizeBytes);
    }

    /** A range differs from what is beside it. */
    void addRun(long offset, long sizeBytes) {
        long from = offset >>> pageShift;
        add(from);
        add(from + (sizeBytes >>> pageShift) + (1L << unitShift) - 1);
    }

    private void add(long page) {
        if (page < pages) {
            edges.set((int) (page >>> unitShift));
        }
    }

    /**
     * The first page of each row, ascending from 0, at most so many. Of too many places every so many-th, and those on
     * either side of the longest stretches without any: what nothing touched is not to be one row with what was.
     */
    long[] rowStarts(int maxRows) {
        edges.set(0);
        BitSet starts = edges.cardinality() <= maxRows ? edges : thinned(maxRows);
        return starts.stream().mapToLong(unit -> (long) unit << unitShift).toArray();
    }

    private BitSet thinned(int maxRows) {
        BitSet starts = new BitSet();
        longestStretches(maxRows / GAPS_SHARE).forEach(stretch -> {
            starts.set(stretch.from());
            starts.set(stretch.to());
        });
        starts.set(0);
        int left = Math.max(1, maxRows - starts.cardinality());
        int step = (edges.cardinality() + left - 1) / left;
        int seen = 0;
        for (int unit = 0; unit >= 0; unit = edges.nextSetBit(unit + 1)) {
            if (seen++ % step == 0) {
                starts.set(unit);
            }
        }
        return starts;
    }

    /** Between a place and the next one; the last ends with the region, where no row begins. */
    private Collection<Stretch> longestStretches(int count) {
        PriorityQueue<Stretch> longest = new PriorityQueue<>(
                Comparator.comparingInt(Stretch::units).thenComparing(Stretch::from, Comparator.reverseOrder()));
        for (int unit = 0; unit >= 0; unit = edges.nextSetBit(unit + 1)) {
            int next = edges.nextSetBit(unit + 1);
            longest.add(
                    next < 0
                            ? new Stretch(unit, unit, (int) (pages - 1 >>> unitShift) + 1 - unit)
                            : new Stretch(unit, next, next - unit));
            if (longest.size() > count) {
                longest.remove();
            }
        }
        return longest;
    }
}
