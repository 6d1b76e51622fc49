package io.flipbook.tests.model;

import java.math.BigInteger;
import java.util.Optional;

/** The numbers of the scenario language: decimal with K, M, G or T, or hexadecimal, below 2^64. */
final class Number64 {
    /** 2^64, the first number that is not one. */
    static final BigInteger END = BigInteger.ONE.shiftLeft(64);

    private static final String SUFFIXES = "KMGT";

    private Number64() {}

    static Optional<BigInteger> read(String word) {
        BigInteger value;
        if (word.matches("0x[0-9a-fA-F]+")) {
            value = new BigInteger(word.substring(2), 16);
        } else if (word.matches("[0-9]+")) {
            value = new BigInteger(word);
        } else if (word.matches("[0-9]+[KMGT]")) {
            int last = word.length() - 1;
            int power = SUFFIXES.indexOf(word.charAt(last)) + 1;
            value = new BigInteger(word.substring(0, last)).shiftLeft(10 * power);
        } else {
            return Optional.empty();
        }
        return value.compareTo(END) < 0 ? Optional.of(value) : Optional.empty();
    }

    /** As offsets and sizes are in results. */
    static String hex(BigInteger value) {
        return "0x" + value.toString(16);
    }

    /** Decimal with the largest suffix that divides; hexadecimal if that has many digits. */
    static String readable(BigInteger value) {
        BigInteger head = value;
        String suffix = "";
        for (int i = 0; i < SUFFIXES.length() && value.signum() > 0 && head.getLowestSetBit() >= 10; i++) {
            head = head.shiftRight(10);
            suffix = SUFFIXES.substring(i, i + 1);
        }
        String decimal = head + suffix;
        return decimal.length() <= 6 ? decimal : hex(value);
    }
}
