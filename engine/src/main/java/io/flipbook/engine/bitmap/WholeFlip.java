package io.flipbook.engine.bitmap;

/** Changes a range all of which differs, in one descent: what is looked at is what is changed. */
final class WholeFlip {
    private static final int WORD_SHIFT = 6;

    private WholeFlip() {}

    /** Sets or clears the pages in [from, to), which are some; false, and nothing is changed, if not all differ. */
    static boolean flip(PageBitmap bitmap, long from, long to, boolean value) {
        for (int level = bitmap.topLevel(); ; level--) {
            int shift = level * WORD_SHIFT;
            long first = from >>> shift;
            long last = to - 1 >>> shift;
            long word = first >>> WORD_SHIFT;
            boolean isWhole = ((from | to) & (1L << shift) - 1) == 0;
            if (isWhole && word == last >>> WORD_SHIFT) {
                long mask = PageBitmap.mask((int) first, (int) last);
                if ((bitmap.certain(level, word, !value) & mask) != mask) {
                    return false;
                }
                if (level == 0) {
                    bitmap.putWord(0, word, bitmap.any(0, word) ^ mask, 0);
                } else {
                    bitmap.putEntries(level, word, mask, value, value);
                }
                bitmap.summarise(level, word);
                return true;
            }
            if (first != last || (bitmap.mixed(level, word) >>> first & 1) == 0) { // of several words, or new ones
                if (!bitmap.isAll(!value, from, to)) {
                    return false;
                }
                bitmap.set(from, to, value);
                return true;
            }
        }
    }
}
