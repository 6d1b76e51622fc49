package io.flipbook.replay.report;

import io.flipbook.engine.RegionSpec;
import java.util.BitSet;

/**
 * Where in a region something began or ended that a history is about: between two of these places all pages were always
 * treated alike, so a row of a picture may end there and nowhere else. In bounded memory: of a region of more than
 * {@value #MAX_UNITS} pages, several are taken for one.
 */
final class PlaceEdges {
    static final int MAX_UNITS = 1 << 18;

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
        add(from + (sizeBytes >>> pageShift));
    }

    private void add(long page) {
        if (page < pages) {
            edges.set((int) (page >>> unitShift));
        }
    }

    /** The first page of each row, ascending from 0, at most so many; of too many places, every so many-th. */
    long[] rowStarts(int maxRows) {
        edges.set(0);
        int count = edges.cardinality();
        int step = (count + maxRows - 1) / maxRows;
        long[] starts = new long[(count + step - 1) / step];
        int seen = 0;
        for (int unit = 0; unit >= 0; unit = edges.nextSetBit(unit + 1)) {
            if (seen % step == 0) {
                starts[seen / step] = (long) unit << unitShift;
            }
            seen++;
        }
        return starts;
    }
}
