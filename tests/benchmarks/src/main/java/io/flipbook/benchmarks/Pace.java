package io.flipbook.benchmarks;

/**
 * How much of a contestant is run in one trial, and between which two readings of the clock.
 *
 * @param group the operations between two readings; a trial's result is the median over groups
 * @param groups how many groups are timed in a trial
 * @param settling operations before the first group, which are not timed
 */
public record Pace(int group, int groups, int settling) {
    /** Of what takes a part of a microsecond: groups so short that the median has no fault of a page in it. */
    public static final Pace SHORT = new Pace(8, 1 << 14, 1 << 15);

    /** A pace whose result is the mean of all operations between the first and the last. */
    public static Pace whole(int operations) {
        return new Pace(operations, 1, operations / 4);
    }

    Pace over(int divisor) {
        return divisor == 1
                ? this
                : new Pace(
                        Math.max(1, groups > 1 ? group : group / divisor),
                        Math.max(1, groups / divisor),
                        settling / divisor);
    }
}
