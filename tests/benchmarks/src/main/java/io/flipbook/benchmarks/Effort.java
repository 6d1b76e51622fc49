package io.flipbook.benchmarks;

/**
 * How long all measurements take.
 *
 * @param trials how often each contestant is run, in turn with the others
 * @param divisor by which the work of each trial is divided
 */
public record Effort(int trials, int divisor) {
    /** What the table is made with. */
    public static final Effort FULL = new Effort(9, 1);
    /** Runs everything, and means nothing. */
    public static final Effort SMOKE = new Effort(2, 256);

    /** So much work, of what the table is made with. */
    int of(int work) {
        return Math.max(1, work / divisor);
    }
}
