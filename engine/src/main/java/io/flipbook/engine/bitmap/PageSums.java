package io.flipbook.engine.bitmap;

/**
 * What the units of a bitmap that are set come to: how many they are, and what their pages add to a digest. Both are
 * sums over the borders of runs, so one pass over the words finds the borders, and these are added up in batches. There
 * is no search, and a word costs the same whatever its bits are, unless it has many runs.
 */
public final class PageSums {
    private static final int BATCH = 128;
    /** So many borders of a word are written down, true or not; what is too many is overwritten. */
    private static final int MOSTLY = 2;

    private final PageDigest digest;
    private final long pagesPerUnit;
    private final long[] starts = new long[BATCH + Long.SIZE];
    private final long[] ends = new long[BATCH + Long.SIZE];
    private int startCount;
    private int endCount;
    /** 1 if the unit before the next one is set, else 0. */
    private long before;

    private long units;
    private long sum;

    PageSums(PageDigest digest, long pagesPerUnit) {
        this.digest = digest;
        this.pagesPerUnit = pagesPerUnit;
    }

    /** How many units are set. */
    public long units() {
        return units;
    }

    /** What their pages add to the digest. */
    public long digest() {
        return sum;
    }

    /** The next units, from one on, are all set (or clear). */
    void addAll(boolean set, long unit) {
        if (set && before == 0) {
            starts[startCount++] = unit;
        } else if (!set && before != 0) {
            ends[endCount++] = unit;
        }
        before = set ? 1 : 0;
        addUpFull();
    }

    /** The next units, 64 for each word. */
    void addWords(long[] words, int count, long firstUnit) {
        long unit = firstUnit;
        for (int i = 0; i < count; i++) {
            long bits = words[i];
            long shifted = bits << 1 | before;
            before = bits >>> Long.SIZE - 1;
            startCount = note(bits & ~shifted, unit, starts, startCount);
            endCount = note(~bits & shifted, unit, ends, endCount);
            addUpFull();
            unit += Long.SIZE;
        }
    }

    /** There are no more units than so many: this is all. */
    PageSums end(long unitCount) {
        addAll(false, unitCount);
        addUp();
        return this;
    }

    /** Writes down the places of bits without a branch that depends on how many there are, up to a few. */
    private static int note(long bits, long firstUnit, long[] into, int count) {
        long left = bits;
        for (int i = 0; i < MOSTLY; i++) {
            into[count + i] = firstUnit + Long.numberOfTrailingZeros(left);
            left &= left - 1;
        }
        for (int i = count + MOSTLY; left != 0; i++) {
            into[i] = firstUnit + Long.numberOfTrailingZeros(left);
            left &= left - 1;
        }
        return count + Long.bitCount(bits);
    }

    private void addUpFull() {
        if (startCount >= BATCH || endCount >= BATCH) {
            addUp();
        }
    }

    private void addUp() {
        sum += digest.ofBorders(ends, endCount, pagesPerUnit) - digest.ofBorders(starts, startCount, pagesPerUnit);
        units += total(ends, endCount) - total(starts, startCount);
        startCount = 0;
        endCount = 0;
    }

    private static long total(long[] values, int count) {
        long total = 0;
        for (int i = 0; i < count; i++) {
            total += values[i];
        }
        return total;
    }
}
