package io.flipbook.benchmarks;

/**
 * What a number should be.
 *
 * @param bound the most or the least that it may be
 * @param isMost which of the two
 * @param text as it is printed
 */
public record Goal(double bound, boolean isMost, String text) {
    /** A number that stands beside the others, and has no goal. */
    public static final Goal NONE = new Goal(0, false, "");

    /** At most so much. */
    public static Goal atMost(double bound) {
        return new Goal(bound, true, "<= " + Spread.number(bound));
    }

    /** At least so much. */
    public static Goal atLeast(double bound) {
        return new Goal(bound, false, ">= " + Spread.number(bound));
    }

    String judge(double value) {
        if (text.isEmpty()) {
            return "";
        }
        return (isMost ? value <= bound : value >= bound) ? "met" : "missed";
    }
}
