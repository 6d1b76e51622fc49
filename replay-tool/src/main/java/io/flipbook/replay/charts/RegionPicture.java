package io.flipbook.replay.charts;

import io.flipbook.engine.GuestMemory;
import io.flipbook.engine.RegionSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * What one region was like over time, in cells: how much of a row's pages was shared, and plugged, at the end of a
 * column's time; and where requests were refused.
 */
final class RegionPicture {
    static final int MAX_ROWS = 120;
    /** Shades between nothing and all. */
    static final int SHADES = 8;

    /** A request that was refused, at a time and a place. */
    record Refusal(double seconds, long offset) {}

    private final RegionSpec region;
    private final long rowBytes;
    private final int columns;
    private final byte[][] shared;
    private final byte[][] plugged;
    private final long[] bytes;
    private final List<Refusal> refusals = new ArrayList<>();
    private final BitSet refused = new BitSet();

    RegionPicture(RegionSpec region, int columns) {
        this.region = region;
        this.columns = columns;
        long pages = region.sizeBytes() / region.pageBytes();
        rowBytes = (pages + MAX_ROWS - 1) / MAX_ROWS * region.pageBytes();
        int rows = (int) ((region.sizeBytes() + rowBytes - 1) / rowBytes);
        shared = new byte[rows][columns];
        plugged = new byte[rows][columns];
        bytes = new long[rows];
    }

    RegionSpec region() {
        return region;
    }

    int rows() {
        return shared.length;
    }

    long rowBytes() {
        return rowBytes;
    }

    /** How much of a row was shared at the end of a column, up to {@link #SHADES}. */
    int shared(int row, int column) {
        return shared[row][column];
    }

    int plugged(int row, int column) {
        return plugged[row][column];
    }

    /** At most one in each cell. */
    List<Refusal> refusals() {
        return refusals;
    }

    /** Draws the state into the columns [from, to). */
    void draw(GuestMemory memory, int from, int to) {
        memory.visitShared(region.name(), this::add);
        fill(shared, from, to);
        if (region.pluggable()) {
            memory.visitPlugged(region.name(), this::add);
            fill(plugged, from, to);
        }
    }

    void refuse(double seconds, int column, long offset) {
        int row = (int) Math.min(rows() - 1, Math.max(0, offset / rowBytes));
        if (!refused.get(row * columns + column)) {
            refused.set(row * columns + column);
            refusals.add(new Refusal(seconds, offset));
        }
    }

    private boolean add(long offset, long sizeBytes) {
        long end = offset + sizeBytes;
        for (int row = (int) (offset / rowBytes); row < rows() && row * rowBytes < end; row++) {
            bytes[row] += Math.min(end, (row + 1) * rowBytes) - Math.max(offset, row * rowBytes);
        }
        return true;
    }

    private void fill(byte[][] cells, int from, int to) {
        for (int row = 0; row < rows(); row++) {
            long all = Math.min(rowBytes, region.sizeBytes() - row * rowBytes);
            byte shade = (byte) Math.ceil((double) bytes[row] * SHADES / all);
            Arrays.fill(cells[row], from, to, shade);
            bytes[row] = 0;
        }
    }
}
