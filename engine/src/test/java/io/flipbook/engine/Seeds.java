package io.flipbook.engine;

import java.util.Random;
import java.util.function.BiConsumer;

/** Runs a check with one seed after the other; a failure says which seed it was and how to run that one alone. */
public final class Seeds {
    private static final String PROPERTY = "flipbook.seeds";

    private Seeds() {}

    /** Runs the check with {@code count} seeds from 1 on, or with the only one that the system property names. */
    public static void each(int count, BiConsumer<Long, Random> check) {
        Long only = Long.getLong(PROPERTY);
        long first = only == null ? 1 : only;
        long last = only == null ? count : only;
        for (long seed = first; seed <= last; seed++) {
            try {
                check.accept(seed, new Random(seed));
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + " (-D" + PROPERTY + "=" + seed + "): " + e.getMessage(), e);
            }
        }
    }

    /** A number in [0, bound). */
    public static long below(Random random, long bound) {
        return Math.floorMod(random.nextLong(), bound);
    }
}
