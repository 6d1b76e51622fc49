package io.flipbook.replay.scenario;

import io.flipbook.replay.trace.Excerpt;

/**
 * The numbers of scenarios and of the command line, unsigned 64-bit values held in a {@code long}.
 *
 * <p>Decimal digits, then perhaps one of K, M, G, T (powers of 1024), or {@code 0x} and hexadecimal digits. Leading
 * zeros are fine; a sign is not.
 */
public final class UnsignedNumber {
    private static final String SUFFIXES = "KMGT";
    private static final String TOO_LARGE = "is over 2^64 - 1";
    private static final String NO_NUMBER = "is no number";

    private UnsignedNumber() {}

    /**
     * The number that the whole text is.
     *
     * @throws IllegalArgumentException when it is none or over 2^64 - 1, with a message for the user in one line
     */
    public static long parse(String text) {
        if (text.startsWith("0x")) {
            return digits(text, 2, text.length(), 16);
        }
        int power = text.isEmpty() ? 0 : SUFFIXES.indexOf(text.charAt(text.length() - 1)) + 1;
        long value = digits(text, 0, power == 0 ? text.length() : text.length() - 1, 10);
        if (power != 0 && value >>> (Long.SIZE - 10 * power) != 0) {
            throw bad(text, TOO_LARGE);
        }
        return value << (10 * power);
    }

    /** The larger of two numbers. */
    public static long max(long a, long b) {
        return Long.compareUnsigned(a, b) >= 0 ? a : b;
    }

    /** The smaller of two numbers. */
    public static long min(long a, long b) {
        return Long.compareUnsigned(a, b) <= 0 ? a : b;
    }

    private static long digits(String text, int from, int to, int base) {
        if (from == to) {
            throw bad(text, NO_NUMBER);
        }
        long highest = Long.divideUnsigned(-1L, base);
        long lastDigit = Long.remainderUnsigned(-1L, base);
        long value = 0;
        boolean tooLarge = false;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            int digit = c < 0x80 ? Character.digit(c, base) : -1;
            if (digit < 0) {
                throw bad(text, NO_NUMBER);
            }
            int order = Long.compareUnsigned(value, highest);
            tooLarge |= order > 0 || (order == 0 && digit > lastDigit);
            value = value * base + digit;
        }
        if (tooLarge) {
            throw bad(text, TOO_LARGE);
        }
        return value;
    }

    private static IllegalArgumentException bad(String text, String why) {
        return new IllegalArgumentException("'" + Excerpt.of(text) + "' " + why);
    }
}
