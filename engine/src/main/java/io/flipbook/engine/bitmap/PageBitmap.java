package io.flipbook.engine.bitmap;

import io.flipbook.journal.SnapshotInput;
import io.flipbook.journal.SnapshotOutput;
import org.agrona.UnsafeApi;

/**
 * One bit a page, off heap, with summaries above it, so that neither a change nor a search ever loops over pages.
 *
 * <p>Level 0 is the bits themselves, 64 pages a word. A word of level <i>k</i> above it describes 64 words of the level
 * below with two bits each:
 *
 * <pre>
 *   any full   the 64^k pages below this entry
 *    0    0    all clear; the words below are not looked at and may hold anything
 *    1    1    all set;   the words below are not looked at and may hold anything
 *    1    0    mixed;     the word below says which
 * </pre>
 *
 * <p>A word counts only while the entry above it is mixed, so a uniform range is written high up and touches no bits: a
 * bitmap of 2<sup>32</sup> pages opens at once; the memory of a level (uninitialised) is asked for when its first word
 * counts, and used only where pages really differ. Levels are laid out as {@code any, full} pairs of 8 bytes, the words
 * of a level side by side.
 *
 * <p>One thread writes. Pages at and beyond the page count are never set.
 */
public final class PageBitmap implements AutoCloseable {
    /** The most pages that a bitmap can hold: 2<sup>32</sup>, 16 TiB of 4 KiB pages. */
    public static final long MAX_PAGES = 1L << 32;

    /** Returned by the searches when there is no such page. */
    public static final long NONE = -1;

    private static final int WORD_SHIFT = 6;
    private static final int ENTRY_MASK = 63;
    private static final int BITS_SHIFT = 3;
    private static final int PAIR_SHIFT = 4;
    private static final long ALL = -1L;

    private final int topLevel;
    private final long[] addresses;
    /** 0 once this is closed: every access is to a word of a page before it, so none is to memory that was freed. */
    private long pageCount;

    /** The last range that {@link #isAll} found to be uniform, and at which level; mostly it is changed next. */
    private long seenFrom = NONE;

    private long seenTo;
    private boolean seenSet;
    private int seenLevel;

    /** Makes a bitmap with every page clear. */
    public PageBitmap(long pageCount) {
        if (pageCount < 1 || pageCount > MAX_PAGES) {
            throw new IllegalArgumentException("page count not in [1, 2^32]: " + pageCount);
        }
        this.pageCount = pageCount;
        int top = 0;
        while (wordsAt(top) > 1) {
            top++;
        }
        topLevel = top;
        addresses = new long[top + 1];
        fillWord(top, 0, false);
    }

    /** How many pages it has. */
    public long pageCount() {
        return pageCount;
    }

    /** Whether a page is set; false of one beyond the page count. */
    public boolean get(long page) {
        return next(true, page) == page;
    }

    /** For those who look for pages on other threads; see there what it takes. */
    public LivePages live() {
        return new LivePages(pageCount, addresses);
    }

    /** Sets or clears the pages in [from, to). */
    public void set(long from, long to, boolean value) {
        checkRange(from, to);
        if (from == to) {
            return;
        }
        int level = from == seenFrom && to == seenTo && value != seenSet ? seenLevel : topLevel;
        seenFrom = NONE;
        while (level > 0 && isInside(level, from, to)) {
            long entry = from >>> level * WORD_SHIFT;
            boolean any = (any(level, entry >>> WORD_SHIFT) >>> entry & 1) != 0;
            if (any == ((full(level, entry >>> WORD_SHIFT) >>> entry & 1) != 0)) {
                if (any == value) {
                    return;
                }
                fillWord(level - 1, entry, any);
            }
            level--;
        }
        change(level, from >>> (level + 1) * WORD_SHIFT, from, to, value);
        summarise(level, from >>> (level + 1) * WORD_SHIFT);
    }

    /** Sets or clears the pages in [from, to) if all of them differ from that; whether they did. */
    public boolean flip(long from, long to, boolean value) {
        if (!isAll(!value, from, to)) {
            return false;
        }
        set(from, to, value);
        return true;
    }

    /** Whether all pages in [from, to) are set (or clear). */
    public boolean isAll(boolean set, long from, long to) {
        checkRange(from, to);
        if (from == to) {
            return true;
        }
        int spread = (Long.SIZE - 1 - Long.numberOfLeadingZeros(from ^ to - 1)) / WORD_SHIFT;
        for (int level = topLevel; level > spread; level--) { // one entry describes them all, and others
            long entry = from >>> level * WORD_SHIFT;
            if ((mixed(level, entry >>> WORD_SHIFT) >>> entry & 1) == 0) {
                return (any(level, entry >>> WORD_SHIFT) >>> entry & 1) != 0 == set && see(set, from, to, level);
            }
        }
        long first = from >>> spread * WORD_SHIFT;
        long word = first >>> WORD_SHIFT;
        long mask = mask((int) first & ENTRY_MASK, (int) (to - 1 >>> spread * WORD_SHIFT) & ENTRY_MASK);
        if ((certain(spread, word, set) & mask) == mask) {
            return see(set, from, to, spread);
        }
        if (spread == 0 || (candidates(spread, word, set) & mask) != mask) {
            return false;
        }
        long found = next(!set, from);
        return found == NONE || found >= to;
    }

    private boolean see(boolean set, long from, long to, int level) {
        seenFrom = from;
        seenTo = to;
        seenSet = set;
        seenLevel = level;
        return true;
    }

    /**
     * The first page at or after {@code from} that is set (or clear), or {@link #NONE}. A search for a clear page may
     * return one beyond the page count: callers that have a limit compare with it anyway.
     */
    public long next(boolean set, long from) {
        if (from < 0 || from >= pageCount) {
            return NONE;
        }
        long page = from;
        int level = topLevel;
        while (true) {
            int shift = level * WORD_SHIFT;
            long word = page >>> shift + WORD_SHIFT;
            long later = candidates(level, word, set) & ALL << (page >>> shift);
            if (later != 0) {
                long entry = (word << WORD_SHIFT) + Long.numberOfTrailingZeros(later);
                page = Math.max(page, entry << shift);
                if (level == 0 || (certain(level, word, set) >>> entry & 1) != 0) {
                    return page;
                }
                level--;
            } else { // on with the word behind this one, which may be below another word too
                page = word + 1 << shift + WORD_SHIFT;
                do {
                    if (level++ == topLevel) {
                        return NONE;
                    }
                } while ((page >>> level * WORD_SHIFT & ENTRY_MASK) == 0);
            }
        }
    }

    /** The last page at or before {@code from} that is set (or clear), or {@link #NONE}. */
    public long previous(boolean set, long from) {
        if (from < 0 || pageCount == 0) {
            return NONE;
        }
        return findBackward(topLevel, 0, Math.min(from, pageCount - 1), set);
    }

    /**
     * Writes the words that count, from the top down, each word's mixed entries in their order behind it. Equal bits
     * give equal bytes, and a uniform range takes none of its own.
     */
    public void write(SnapshotOutput out) {
        checkOpen();
        new BitmapWords(this).write(out, topLevel, 0);
    }

    /**
     * Makes the bits those that were written.
     *
     * @throws IllegalArgumentException if nobody writes such words for a bitmap of this size
     */
    public void read(SnapshotInput in) {
        checkOpen();
        new BitmapWords(this).read(in, topLevel, 0);
    }

    /** Adds up all bits that are set, each of which stands for so many pages of the digest. */
    public PageSums sums(PageDigest digest, long pagesPerUnit) {
        checkOpen();
        PageSums sums = new PageSums(digest, pagesPerUnit);
        new BitmapWords(this).addUp(sums, topLevel, 0);
        return sums.end(pageCount);
    }

    @Override
    public void close() {
        pageCount = 0;
        for (int level = 0; level <= topLevel; level++) {
            if (addresses[level] != 0) {
                UnsafeApi.freeMemory(addresses[level]);
                addresses[level] = 0;
            }
        }
    }

    /** Whether one entry describes all pages in [from, to) and others too. */
    private static boolean isInside(int level, long from, long to) {
        int shift = level * WORD_SHIFT;
        return from >>> shift == to - 1 >>> shift && to - from < 1L << shift;
    }

    /** Says anew above a word what is in it, as far up as that is news. */
    private void summarise(int fromLevel, long fromWord) {
        long word = fromWord;
        for (int level = fromLevel; level < topLevel; level++) {
            boolean any = any(level, word) != 0;
            boolean full = full(level, word) == ALL;
            long above = word >>> WORD_SHIFT;
            if (any == ((any(level + 1, above) >>> word & 1) != 0)
                    && full == ((full(level + 1, above) >>> word & 1) != 0)) {
                return;
            }
            putEntries(level + 1, above, 1L << word, any, full);
            word = above;
        }
    }

    /** Makes a word count. */
    void putWord(int level, long word, long any, long full) {
        allocate(level);
        if (level == 0) {
            UnsafeApi.putLong(addresses[0] + (word << BITS_SHIFT), any);
        } else {
            long at = addresses[level] + (word << PAIR_SHIFT);
            UnsafeApi.putLong(at, any);
            UnsafeApi.putLong(at + Long.BYTES, full);
        }
    }

    /** Where a word of the lowest level lies, and those behind it. */
    long lowest(long word) {
        allocate(0);
        return addresses[0] + (word << BITS_SHIFT);
    }

    /** The entries below which pages differ. */
    long mixed(int level, long word) {
        return any(level, word) & ~full(level, word);
    }

    /** The first word of a level brings its memory. */
    private void allocate(int level) {
        if (addresses[level] == 0) {
            addresses[level] = UnsafeApi.allocateMemory(wordsAt(level) << (level == 0 ? BITS_SHIFT : PAIR_SHIFT));
        }
    }

    private void change(int level, long word, long from, long to, boolean value) {
        int shift = level * WORD_SHIFT;
        int first = (int) (from >>> shift) & ENTRY_MASK;
        int last = (int) ((to - 1) >>> shift) & ENTRY_MASK;
        if (level == 0) {
            long mask = mask(first, last);
            long at = addresses[0] + (word << BITS_SHIFT);
            long bits = UnsafeApi.getLong(at);
            UnsafeApi.putLong(at, value ? bits | mask : bits & ~mask);
            return;
        }
        long base = word << (WORD_SHIFT + shift);
        int firstWhole = first;
        int lastWhole = last;
        if (from != base + ((long) first << shift)) {
            long end = base + ((long) (first + 1) << shift);
            changeEntry(level, word, first, from, Math.min(to, end), value);
            firstWhole++;
        }
        if (to != base + ((long) (last + 1) << shift) && firstWhole <= last) {
            long start = base + ((long) last << shift);
            changeEntry(level, word, last, Math.max(from, start), to, value);
            lastWhole--;
        }
        if (firstWhole <= lastWhole) {
            putEntries(level, word, mask(firstWhole, lastWhole), value, value);
        }
    }

    /** Changes a part of what one entry describes, and says anew what is below it. */
    private void changeEntry(int level, long word, int entry, long from, long to, boolean value) {
        long bit = 1L << entry;
        boolean any = (any(level, word) & bit) != 0;
        boolean full = (full(level, word) & bit) != 0;
        if (any == full) {
            if (any == value) {
                return;
            }
            fillWord(level - 1, (word << WORD_SHIFT) + entry, any);
        }
        long below = (word << WORD_SHIFT) + entry;
        change(level - 1, below, from, to, value);
        putEntries(level, word, bit, any(level - 1, below) != 0, full(level - 1, below) == ALL);
    }

    private long findBackward(int level, long word, long from, boolean set) {
        int shift = level * WORD_SHIFT;
        int entry = (int) (from >>> shift) & ENTRY_MASK;
        long candidates = candidates(level, word, set) & (ALL >>> (ENTRY_MASK - entry));
        if (level == 0) {
            return candidates == 0 ? NONE : (word << WORD_SHIFT) + ENTRY_MASK - Long.numberOfLeadingZeros(candidates);
        }
        long certain = certain(level, word, set);
        if ((candidates >>> entry & 1) != 0) {
            if ((certain >>> entry & 1) != 0) {
                return from;
            }
            long found = findBackward(level - 1, (word << WORD_SHIFT) + entry, from, set);
            if (found != NONE) {
                return found;
            }
        }
        long earlier = candidates & ~(1L << entry);
        if (earlier == 0) {
            return NONE;
        }
        int next = ENTRY_MASK - Long.numberOfLeadingZeros(earlier);
        long below = (word << WORD_SHIFT) + next;
        long end = ((below + 1) << shift) - 1;
        return (certain >>> next & 1) != 0 ? end : findBackward(level - 1, below, end, set);
    }

    /** The entries below which there is at least one such page. */
    private long candidates(int level, long word, boolean set) {
        return set ? any(level, word) : ~full(level, word);
    }

    /** The entries below which all pages are such. */
    private long certain(int level, long word, boolean set) {
        return set ? full(level, word) : ~any(level, word);
    }

    long any(int level, long word) {
        return UnsafeApi.getLong(addresses[level] + (word << (level == 0 ? BITS_SHIFT : PAIR_SHIFT)));
    }

    long full(int level, long word) {
        return level == 0 ? any(0, word) : UnsafeApi.getLong(addresses[level] + (word << PAIR_SHIFT) + Long.BYTES);
    }

    private void putEntries(int level, long word, long mask, boolean any, boolean full) {
        long at = addresses[level] + (word << PAIR_SHIFT);
        long anyBits = UnsafeApi.getLong(at);
        long fullBits = UnsafeApi.getLong(at + Long.BYTES);
        UnsafeApi.putLong(at, any ? anyBits | mask : anyBits & ~mask);
        UnsafeApi.putLong(at + Long.BYTES, full ? fullBits | mask : fullBits & ~mask);
    }

    private void fillWord(int level, long word, boolean value) {
        putWord(level, word, value ? ALL : 0, value ? ALL : 0);
    }

    private long wordsAt(int level) {
        int shift = (level + 1) * WORD_SHIFT;
        return (pageCount + (1L << shift) - 1) >>> shift;
    }

    private void checkOpen() {
        if (pageCount == 0) {
            throw new IllegalStateException("the bitmap is closed");
        }
    }

    private void checkRange(long from, long to) {
        if (from < 0 || from > to || to > pageCount) {
            throw new IllegalArgumentException("pages [" + from + ", " + to + ") not in [0, " + pageCount + ")");
        }
    }

    private static long mask(int first, int last) {
        return (ALL << first) & (ALL >>> (ENTRY_MASK - last));
    }
}
