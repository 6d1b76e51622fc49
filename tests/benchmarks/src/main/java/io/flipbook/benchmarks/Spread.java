package io.flipbook.benchmarks;

import java.util.Arrays;
import java.util.Locale;

/** The median of some results, and the two quartiles beside it. */
public record Spread(double low, double median, double high) {
    /** Of results in any order; those of two contestants, divided trial by trial. */
    public static Spread of(double... results) {
        double[] sorted = results.clone();
        Arrays.sort(sorted);
        return new Spread(quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75));
    }

    /** The least of some results, and how far they reach. */
    public static Spread leastOf(double... results) {
        double[] sorted = results.clone();
        Arrays.sort(sorted);
        return new Spread(sorted[0], sorted[0], sorted[sorted.length - 1]);
    }

    private static double quantile(double[] sorted, double part) {
        double place = part * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
    }

    static String number(double value) {
        String format = value >= 100 || value == 0 ? "%.0f" : value >= 10 ? "%.1f" : value >= 0.095 ? "%.2f" : "%.4f";
        return String.format(Locale.ROOT, format, value);
    }

    @Override
    public String toString() {
        return number(median) + " (" + number(low) + "-" + number(high) + ")";
    }
}
