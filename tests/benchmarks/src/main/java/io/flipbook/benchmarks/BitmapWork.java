package io.flipbook.benchmarks;

import io.flipbook.engine.bitmap.PageBitmap;
import io.flipbook.engine.bitmap.PageDigest;
import org.agrona.UnsafeApi;

/**
 * Sets and clears ranges of a guest of 1 TiB, summary and digest kept; and finds the next shared page in an almost
 * empty region of 16 TiB. Laps that set and laps that clear come by turns, all over the memory, so that each operation
 * changes all its pages.
 */
public final class BitmapWork implements AutoCloseable {
    public static final long PAGES = 1L << 28;
    public static final long PAGES_OF_2_MIB = 1L << 9;
    public static final long PAGES_OF_1_GIB = 1L << 18;

    /** Odd, so that a lap visits all places once, far from one another. */
    private static final long STRIDE = 20_021;

    private static final long BYTES_OF_1_GIB = PAGES_OF_1_GIB / Byte.SIZE;
    private static final long SHARED_PAGES = 1000;

    private final PageDigest digestOfRuns = new PageDigest("ram", "shared");
    private final PageBitmap guest = new PageBitmap(PAGES);
    private final PageBitmap almostEmpty = new PageBitmap(PageBitmap.MAX_PAGES);
    private final long bytes = UnsafeApi.allocateMemory(PAGES / Byte.SIZE);
    private long operation;
    private long digest;

    BitmapWork() {
        for (long page = 0; page < SHARED_PAGES; page++) {
            long at = page * (PageBitmap.MAX_PAGES / SHARED_PAGES) + page;
            almostEmpty.set(at, at + 1, true);
        }
        UnsafeApi.setMemory(bytes, PAGES / Byte.SIZE, (byte) 0);
    }

    /** Changes so many ranges of so many pages each, all over the memory. */
    long change(long pages, int count) {
        return change(pages, STRIDE, count);
    }

    /** As {@link #change}, each range behind the one before. */
    long changeInOrder(long pages, int count) {
        return change(pages, 1, count);
    }

    private long change(long pages, long stride, int count) {
        long places = PAGES / pages;
        for (int i = 0; i < count; i++) {
            long from = (operation * stride & places - 1) * pages;
            boolean value = (operation++ & places) == 0;
            if (!guest.isAll(!value, from, from + pages)) {
                throw new IllegalStateException("not all pages from " + from + " on differ");
            }
            long delta = digestOfRuns.of(from, from + pages);
            guest.set(from, from + pages, value);
            digest += value ? delta : -delta;
        }
        return digest;
    }

    /** The floor: as many bytes as one bit for each page of 1 GiB takes, and neither summary nor digest. */
    void fill(int count) {
        long places = PAGES / PAGES_OF_1_GIB;
        for (int i = 0; i < count; i++) {
            long place = operation * STRIDE & places - 1;
            UnsafeApi.setMemory(
                    bytes + place * BYTES_OF_1_GIB, BYTES_OF_1_GIB, (operation++ & places) == 0 ? (byte) -1 : 0);
        }
    }

    /** Finds the next shared page from so many places. */
    long search(int count) {
        long found = 0;
        for (int i = 0; i < count; i++) {
            long from = (operation++ * STRIDE << 16) & PageBitmap.MAX_PAGES - 1;
            found += almostEmpty.next(true, from);
        }
        return found;
    }

    @Override
    public void close() {
        guest.close();
        almostEmpty.close();
        UnsafeApi.freeMemory(bytes);
    }
}
