package io.flipbook.replay.report;

import io.flipbook.engine.GuestMemory;
import io.flipbook.engine.RegionSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What one region was like over time: for each frame and row how much was shared and plugged at its end, how many
 * requests touched it, and how many of them somebody refused; for each row which ones.
 */
final class RegionReel {
    /** The shade of a row that is all shared, or plugged; only one with nothing at all has 0. */
    static final int SHADES = 16;

    /** That of a row of a region that is not there. */
    private static final int NOT_THERE = -1;

    private static final int MAX_TOUCHES = 24_576;
    private static final int MAX_ROW_TOUCHES = 512;

    /** What is drawn of one frame, row by row. */
    record Frame(int[] shared, int[] plugged, int[] touched, int[] refused, long sharedBytes, long pluggedBytes) {}

    private final RegionSpec region;
    private final int pageShift;
    private final long[] starts;
    private final long[] shared;
    private final long[] plugged;
    private final long[] sharedBefore;
    private final long[] pluggedBefore;
    private final RowTouches[] touches;
    private final List<Frame> frames = new ArrayList<>();
    private int[] touched;
    private int[] refused;
    private int firstFrame = -1;
    private boolean isThere;

    /** Is drawn in rows that begin at these pages; of so many in all pictures. */
    RegionReel(RegionSpec region, long[] starts, int allRows) {
        this.region = region;
        this.starts = starts;
        pageShift = Long.numberOfTrailingZeros(region.pageBytes());
        shared = new long[starts.length];
        plugged = new long[starts.length];
        sharedBefore = new long[starts.length];
        pluggedBefore = new long[starts.length];
        touches = new RowTouches[starts.length];
        int limit = Math.min(MAX_ROW_TOUCHES, MAX_TOUCHES / allRows);
        Arrays.setAll(touches, row -> new RowTouches(limit));
        beginCounts();
    }

    RegionSpec region() {
        return region;
    }

    int rows() {
        return starts.length;
    }

    /** Where a row begins, in bytes. */
    long offset(int row) {
        return starts[row] << pageShift;
    }

    /** How many pages a row has. */
    long pages(int row) {
        long end = row + 1 == starts.length ? region.sizeBytes() >>> pageShift : starts[row + 1];
        return end - starts[row];
    }

    /** The row that holds an offset; the last one for what lies behind. */
    int rowAt(long offset) {
        int found = Arrays.binarySearch(starts, offset >>> pageShift);
        return found >= 0 ? found : -found - 2;
    }

    RowTouches touches(int row) {
        return touches[row];
    }

    /** The first frame in which the region is there; -1 where it never is. */
    int firstFrame() {
        return firstFrame;
    }

    /** From the first one on. */
    List<Frame> frames() {
        return frames;
    }

    /** How many bytes are shared now. */
    long sharedBytes() {
        return bytes(shared);
    }

    private long bytes(long[] counts) {
        return Arrays.stream(counts).sum() << pageShift;
    }

    /** Whether the region is there now. */
    boolean isThere() {
        return isThere;
    }

    /** Whether the region was there in any frame. */
    boolean wasThere() {
        return firstFrame >= 0;
    }

    /** Whether the region was there at the end of a frame, or something touched it there. */
    boolean isIn(int frame) {
        int index = frame - firstFrame;
        return wasThere()
                && index >= 0
                && index < frames.size()
                && Arrays.stream(frames.get(index).touched()).anyMatch(count -> count != NOT_THERE);
    }

    /** The region has gone; with {@code isShown}, in a frame. */
    void leave(boolean isShown) {
        isThere = false;
        Arrays.fill(shared, 0);
        Arrays.fill(plugged, 0);
        if (!isShown) {
            firstFrame = -1;
        }
    }

    /** The region is there, from a frame on if it was not before, or what it is like is to be found out anew. */
    void look(GuestMemory guest, int frame) {
        firstFrame = wasThere() ? firstFrame : frame;
        isThere = true;
        Arrays.fill(shared, 0);
        guest.visitShared(region.name(), (offset, sizeBytes) -> add(shared, offset, sizeBytes, 1));
        Arrays.fill(plugged, 0);
        if (region.pluggable()) {
            guest.visitPlugged(region.name(), (offset, sizeBytes) -> add(plugged, offset, sizeBytes, 1));
        }
    }

    /** A run of pages comes to be shared, or plugged; or is so no longer. */
    void change(boolean isPlugging, boolean populated, long offset, long sizeBytes) {
        add(isPlugging ? plugged : shared, offset, sizeBytes, populated ? 1 : -1);
    }

    /** A request over a range is to be done next. */
    void expect(long offset, long sizeBytes) {
        int from = rowAt(offset);
        int to = rowAt(offset + sizeBytes - 1) + 1;
        System.arraycopy(shared, from, sharedBefore, from, to - from);
        System.arraycopy(plugged, from, pluggedBefore, from, to - from);
    }

    /** That request was done, or not. */
    void touch(NotedRequest noted, long offset, long sizeBytes) {
        boolean isRefused =
                noted.outcome() != null && !noted.outcome().refusals().isEmpty();
        int last = rowAt(offset + sizeBytes - 1);
        for (int row = rowAt(offset); row <= last; row++) {
            if (!touches[row].endsWith(noted)) {
                touched[row]++;
                refused[row] += isRefused ? 1 : 0;
                touches[row].add(
                        new RowTouches.Touch(noted, sharedBefore[row], shared[row], pluggedBefore[row], plugged[row]));
            }
        }
    }

    /** Its last frame has ended. */
    void endFrame() {
        if (wasThere()) {
            if (!isThere) {
                Arrays.setAll(touched, row -> touched[row] == 0 ? NOT_THERE : touched[row]);
            }
            frames.add(new Frame(shades(shared), shades(plugged), touched, refused, bytes(shared), bytes(plugged)));
            beginCounts();
        }
    }

    private void beginCounts() {
        touched = new int[starts.length];
        refused = new int[starts.length];
    }

    private boolean add(long[] counts, long offset, long sizeBytes, int sign) {
        long page = offset >>> pageShift;
        long end = page + (sizeBytes >>> pageShift);
        for (int row = rowAt(offset); row < starts.length && starts[row] < end; row++) {
            long rowEnd = starts[row] + pages(row);
            counts[row] += sign * (Math.min(end, rowEnd) - Math.max(page, starts[row]));
        }
        return true;
    }

    private int[] shades(long[] counts) {
        int[] shades = new int[counts.length];
        if (!isThere) {
            Arrays.fill(shades, NOT_THERE);
            return shades;
        }
        for (int row = 0; row < counts.length; row++) {
            long all = pages(row);
            boolean isMixed = counts[row] > 0 && counts[row] < all;
            shades[row] = isMixed
                    ? (int) Math.max(1, Math.min(SHADES - 1, counts[row] * SHADES / all))
                    : counts[row] == 0 ? 0 : SHADES;
        }
        return shades;
    }
}
