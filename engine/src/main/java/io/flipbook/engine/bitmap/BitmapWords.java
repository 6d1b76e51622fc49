package io.flipbook.engine.bitmap;

import io.flipbook.journal.SnapshotInput;
import io.flipbook.journal.SnapshotOutput;
import org.agrona.UnsafeApi;

/**
 * The words of a {@link PageBitmap} that count, from the top down, each word's mixed entries in their order behind it:
 * how they are written, read, and added up. The 64 words below one are taken at once where all of them count.
 */
final class BitmapWords {
    private static final int WORD_SHIFT = 6;
    private static final int ENTRY_MASK = 63;
    private static final long ALL = -1L;

    private final PageBitmap bitmap;
    private final long[] words = new long[Long.SIZE];

    BitmapWords(PageBitmap bitmap) {
        this.bitmap = bitmap;
    }

    void write(SnapshotOutput out, int level, long word) {
        out.putLong(bitmap.any(level, word));
        if (level > 0) {
            out.putLong(bitmap.full(level, word));
            for (long mixed = bitmap.mixed(level, word); mixed != 0; mixed &= mixed - 1) {
                write(out, level - 1, (word << WORD_SHIFT) + Long.numberOfTrailingZeros(mixed));
            }
        }
    }

    void read(SnapshotInput in, int level, long word) {
        int shift = level * WORD_SHIFT;
        long pages = bitmap.pageCount() - (word << (WORD_SHIFT + shift));
        long any = in.readLong();
        long full = level == 0 ? any : in.readLong();
        long begun = (pages + (1L << shift) - 1) >>> shift;
        if ((any & ~firstEntries(begun)) != 0 || (full & ~(any & firstEntries(pages >>> shift))) != 0) {
            throw new IllegalArgumentException("bits of pages that there are not");
        }
        bitmap.putWord(level, word, any, full);
        long mixed = any & ~full;
        if (level == 1 && mixed == ALL && pages >= 1L << 2 * WORD_SHIFT) {
            readLowest(in, word << WORD_SHIFT);
            return;
        }
        for (; mixed != 0; mixed &= mixed - 1) {
            long below = (word << WORD_SHIFT) + Long.numberOfTrailingZeros(mixed);
            read(in, level - 1, below);
            checkMixed(bitmap.any(level - 1, below), bitmap.full(level - 1, below));
        }
    }

    /** 64 words of the lowest level, all of whose pages there are. */
    private void readLowest(SnapshotInput in, long first) {
        in.readLongs(words, words.length);
        for (int i = 0; i < words.length; i++) {
            checkMixed(words[i], words[i]);
        }
        long at = bitmap.lowest(first);
        for (int i = 0; i < words.length; i++) {
            UnsafeApi.putLong(at + (long) i * Long.BYTES, words[i]);
        }
    }

    private static void checkMixed(long any, long full) {
        if (any == 0 || full == ALL) {
            throw new IllegalArgumentException("a range that is called mixed and is not");
        }
    }

    private static long firstEntries(long count) {
        return count > ENTRY_MASK ? ALL : (1L << count) - 1;
    }

    /** Adds up what is below a word. */
    void addUp(PageSums sums, int level, long word) {
        if (level == 0) {
            words[0] = bitmap.any(0, word);
            sums.addWords(words, 1, word << WORD_SHIFT);
            return;
        }
        long mixed = bitmap.mixed(level, word);
        if (level == 1 && mixed == ALL) {
            long at = bitmap.lowest(word << WORD_SHIFT);
            for (int i = 0; i < words.length; i++) {
                words[i] = UnsafeApi.getLong(at + (long) i * Long.BYTES);
            }
            sums.addWords(words, words.length, word << 2 * WORD_SHIFT);
            return;
        }
        long full = bitmap.full(level, word);
        for (int entry = 0; entry <= ENTRY_MASK; entry++) {
            long below = (word << WORD_SHIFT) + entry;
            if ((mixed >>> entry & 1) != 0) {
                addUp(sums, level - 1, below);
            } else {
                sums.addAll((full >>> entry & 1) != 0, below << level * WORD_SHIFT);
            }
        }
    }
}
