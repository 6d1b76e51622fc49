package io.flipbook.engine.live;

import io.flipbook.engine.bitmap.LivePages;
import java.util.Arrays;

/**
 * The runs of a range of a region as they were at one moment. Belongs to its reader, which uses it for the next range.
 */
public final class RegionRuns {
    /** The most runs that are read at once; where there are more, {@link #endOffset} is before the end of the range. */
    public static final int MAX_RUNS = 1 << 16;

    private static final int FIRST_CAPACITY = 64;

    private long[] borders = new long[2 * FIRST_CAPACITY];
    private int count;
    private int pageShift;
    private long fromPage;
    private long endPage;
    private long sequence;
    private long digest;

    RegionRuns() {}

    /** Reads the runs of [from, to), so many at most; a number of pages, or {@link LivePages#TORN}. */
    long collect(LiveRegion region, boolean populated, long from, long to, long before, int limit) {
        LiveSource[] sources = region.sources(populated);
        pageShift = region.pageShift();
        fromPage = from;
        endPage = to;
        count = 0;
        long page = region.nextInAll(sources, from, to, before);
        while (page >= 0 && page < to) {
            if (count == limit) {
                endPage = page;
                return page - from;
            }
            long end = region.endInAll(sources, page, to);
            if (end <= page || !region.isStill(before)) {
                return LivePages.TORN;
            }
            add(page, end);
            page = end == to ? to : region.nextInAll(sources, end, to, before);
        }
        return page < 0 ? page : to - from;
    }

    private void add(long from, long to) {
        if (2 * count == borders.length) {
            borders = Arrays.copyOf(borders, 2 * borders.length);
        }
        borders[2 * count] = from;
        borders[2 * count + 1] = to;
        count++;
    }

    RegionRuns of(long sequenceRead, long digestRead) {
        sequence = sequenceRead;
        digest = digestRead;
        return this;
    }

    /** How many runs there are: maximal ones, ascending. */
    public int count() {
        return count;
    }

    /** Where a run begins in the region, in bytes; {@code index} is in [0, {@link #count}). */
    public long offset(int index) {
        return borders[2 * checked(index)] << pageShift;
    }

    /** How long a run is, in bytes. */
    public long sizeBytes(int index) {
        return borders[2 * checked(index) + 1] - borders[2 * index] << pageShift;
    }

    /** Where what was read ends: behind the range that was asked for, or before that, and then where a run begins. */
    public long endOffset() {
        return endPage << pageShift;
    }

    /** As {@link GuestReader#sequence}, of these runs. */
    public long sequence() {
        return sequence;
    }

    /** As {@link GuestReader#digest}, of these runs. */
    public long digest() {
        return digest;
    }

    /**
     * Copies what was read as bits, one a page, the first page of the range being bit 0 of the first word; what is
     * behind {@link #endOffset} is left as it is.
     *
     * @throws IllegalArgumentException if the words are too few
     */
    public void copyTo(long[] words) {
        long pages = endPage - fromPage;
        if (pages > (long) words.length << 6) {
            throw new IllegalArgumentException(words.length + " words for " + pages + " pages");
        }
        fill(words, 0, pages, false);
        for (int i = 0; i < count; i++) {
            fill(words, borders[2 * i] - fromPage, borders[2 * i + 1] - fromPage, true);
        }
    }

    private static void fill(long[] words, long from, long to, boolean value) {
        for (long bit = from; bit < to; bit = (bit | 63) + 1) {
            long mask = -1L << bit & -1L >>> 63 - (Math.min(to - 1, bit | 63) & 63);
            int word = (int) (bit >>> 6);
            words[word] = value ? words[word] | mask : words[word] & ~mask;
        }
    }

    private int checked(int index) {
        if (index < 0 || index >= count) {
            throw new IndexOutOfBoundsException("run " + index + " of " + count);
        }
        return index;
    }
}
