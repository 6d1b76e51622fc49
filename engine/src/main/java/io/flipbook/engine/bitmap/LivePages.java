package io.flipbook.engine.bitmap;

import org.agrona.UnsafeApi;

/**
 * Searches a {@link PageBitmap} while the thread that owns it may be changing it.
 *
 * <p>What is found counts only if nothing was changed meanwhile; who asks has to find that out by a version. Until
 * then any word may be old, half of a change, or memory that nobody has written to yet. So each answer is found in a
 * fixed number of steps, no position leaves the bitmap whatever the words say, and a level without memory is no place
 * to look. That the memory is not freed meanwhile is up to who asks, too.
 *
 * <p>Holds no state of its own: any number of threads may ask.
 */
public final class LivePages {
    /** Returned where the words contradict each other: something was changed meanwhile. */
    public static final long TORN = -2;

    private static final int WORD_SHIFT = 6;
    private static final int ENTRY_MASK = 63;
    private static final int PAIR_SHIFT = 4;
    private static final long ALL = -1L;
    /** A search goes down once, and at most once more from behind each word that it leaves, one a level. */
    private static final int MAX_DESCENTS = 8;

    private final long pageCount;
    private final long[] addresses;

    LivePages(long pageCount, long[] addresses) {
        this.pageCount = pageCount;
        this.addresses = addresses;
    }

    /** The first page at or after {@code from} that is set (or clear), {@link PageBitmap#NONE} or {@link #TORN}. */
    public long next(boolean set, long from) {
        long page = from;
        for (int i = 0; i < MAX_DESCENTS; i++) {
            if (page >= pageCount) {
                return PageBitmap.NONE;
            }
            int level = addresses.length;
            long later;
            do {
                int shift = --level * WORD_SHIFT;
                long address = addresses[level];
                if (address == 0) {
                    return TORN;
                }
                long word = page >>> shift + WORD_SHIFT;
                later = candidates(address, level, word, set) & ALL << (page >>> shift);
                if (later == 0) {
                    page = word + 1 << shift + WORD_SHIFT;
                } else {
                    long entry = (word << WORD_SHIFT) + Long.numberOfTrailingZeros(later);
                    page = Math.max(page, entry << shift);
                    if (page >= pageCount) {
                        return PageBitmap.NONE;
                    }
                    if (level == 0 || (candidates(address, level, word, !set) >>> entry & 1) == 0) {
                        return page;
                    }
                }
            } while (later != 0);
        }
        return TORN;
    }

    /** The last page at or before {@code from} that is set (or clear), {@link PageBitmap#NONE} or {@link #TORN}. */
    public long previous(boolean set, long from) {
        long page = Math.min(from, pageCount - 1);
        for (int i = 0; i < MAX_DESCENTS; i++) {
            if (page < 0) {
                return PageBitmap.NONE;
            }
            int level = addresses.length;
            long earlier;
            do {
                int shift = --level * WORD_SHIFT;
                long address = addresses[level];
                if (address == 0) {
                    return TORN;
                }
                long word = page >>> shift + WORD_SHIFT;
                earlier = candidates(address, level, word, set) & ALL >>> (ENTRY_MASK - (page >>> shift & ENTRY_MASK));
                if (earlier == 0) {
                    page = (word << shift + WORD_SHIFT) - 1;
                } else {
                    long entry = (word << WORD_SHIFT) + ENTRY_MASK - Long.numberOfLeadingZeros(earlier);
                    page = Math.min(page, (entry + 1 << shift) - 1);
                    if (level == 0 || (candidates(address, level, word, !set) >>> entry & 1) == 0) {
                        return page;
                    }
                }
            } while (earlier != 0);
        }
        return TORN;
    }

    /** The entries below which there is at least one such page; {@code word} is that of a page that there is. */
    private static long candidates(long address, int level, long word, boolean set) {
        if (level == 0) {
            long bits = UnsafeApi.getLong(address + (word << 3));
            return set ? bits : ~bits;
        }
        long pair = address + (word << PAIR_SHIFT);
        return set ? UnsafeApi.getLong(pair) : ~UnsafeApi.getLong(pair + Long.BYTES);
    }
}
