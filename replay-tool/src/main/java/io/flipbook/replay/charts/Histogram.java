package io.flipbook.replay.charts;

/** How often values occur, by powers of two; with smallest, largest and sum, which are exact. */
final class Histogram {
    private static final int BUCKETS = Long.SIZE + 1;

    private final long[] counts = new long[BUCKETS];
    private long count;
    private long min = Long.MAX_VALUE;
    private long max;
    private double sum;

    /** Counts a value; one below 0 counts as 0. */
    void add(long value) {
        long counted = Math.max(0, value);
        counts[bucketOf(counted)]++;
        count++;
        min = Math.min(min, counted);
        max = Math.max(max, counted);
        sum += counted;
    }

    long count() {
        return count;
    }

    /** The smallest value; 0 where there is none. */
    long min() {
        return count == 0 ? 0 : min;
    }

    long max() {
        return max;
    }

    /** The mean, rounded down; 0 where there is no value. */
    long mean() {
        return count == 0 ? 0 : (long) (sum / count);
    }

    /** A bound that so many of a hundred values do not exceed: the upper end of their power of two, or the largest. */
    long percentile(double percent) {
        long rank = (long) Math.ceil(count * percent / 100);
        long seen = 0;
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            seen += counts[bucket];
            if (seen >= rank && seen > 0) {
                return Math.min(max, last(bucket));
            }
        }
        return max;
    }

    /** Is shown the powers of two. */
    @FunctionalInterface
    interface BucketVisitor {
        void onBucket(long first, long last, long count);
    }

    /** Shows each power of two in which a value is, ascending. */
    void forEach(BucketVisitor visitor) {
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            if (counts[bucket] > 0) {
                visitor.onBucket(first(bucket), last(bucket), counts[bucket]);
            }
        }
    }

    /** 0 alone, then 1, 2 to 3, 4 to 7 and so on. */
    private static int bucketOf(long value) {
        return Long.SIZE - Long.numberOfLeadingZeros(value);
    }

    private static long first(int bucket) {
        return bucket == 0 ? 0 : 1L << (bucket - 1);
    }

    private static long last(int bucket) {
        return bucket == 0 ? 0 : (1L << (bucket - 1)) - 1 + (1L << (bucket - 1));
    }
}
