package io.flipbook.tests.model;

import java.util.stream.LongStream;

/**
 * Seeds to try, one after the other.
 *
 * @param first the first seed
 * @param last the last seed, included
 */
public record SeedRange(long first, long last) {
    /** The system property that names other seeds: {@code 17} or {@code 1..5000}. */
    public static final String PROPERTY = "flipbook.seeds";

    /**
     * These seeds, or those that the system property {@value #PROPERTY} asks for.
     *
     * @return one of the two
     * @throws IllegalArgumentException if the property holds anything but {@code A} or {@code A..B}
     */
    public SeedRange orAsAskedFor() {
        String asked = System.getProperty(PROPERTY);
        return asked == null || asked.isEmpty() ? this : parse(asked);
    }

    static SeedRange parse(String asked) {
        if (!asked.matches("-?[0-9]{1,18}(\\.\\.-?[0-9]{1,18})?")) {
            throw new IllegalArgumentException(PROPERTY + " is A or A..B, not " + asked);
        }
        String[] ends = asked.split("\\.\\.");
        return new SeedRange(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1]));
    }

    /** All of them, ascending. */
    public LongStream seeds() {
        return LongStream.rangeClosed(first, last);
    }
}
