package io.flipbook.tests.model;

import java.math.BigInteger;
import java.util.List;

/**
 * An offset and a size, in bytes, that may well be wrong.
 *
 * @param offset where it begins
 * @param size how long it is
 */
record RandomRange(BigInteger offset, BigInteger size) {

    /** One of the ranges that every check of a range is there for. */
    static RandomRange wrong(Dice dice, BigInteger unit, BigInteger end) {
        BigInteger last = Number64.END.subtract(unit);
        return dice.of(List.of(
                        new RandomRange(end.subtract(unit), BigInteger.ZERO),
                        new RandomRange(BigInteger.ZERO, BigInteger.ZERO),
                        new RandomRange(BigInteger.ONE, unit),
                        new RandomRange(BigInteger.ONE, BigInteger.ZERO),
                        new RandomRange(BigInteger.ONE, end),
                        new RandomRange(end.add(BigInteger.ONE), unit),
                        new RandomRange(unit.shiftRight(1), unit),
                        new RandomRange(BigInteger.ZERO, unit.add(BigInteger.ONE)),
                        new RandomRange(BigInteger.ZERO, unit.shiftRight(1)),
                        new RandomRange(end, unit),
                        new RandomRange(end.subtract(unit), unit.shiftLeft(1)),
                        new RandomRange(BigInteger.ZERO, end.add(unit)),
                        new RandomRange(last, unit),
                        new RandomRange(last, unit.shiftLeft(1)),
                        new RandomRange(unit, last),
                        new RandomRange(unit, Number64.END.subtract(BigInteger.ONE)),
                        new RandomRange(last, last),
                        new RandomRange(end, BigInteger.ZERO)))
                .below(Number64.END);
    }

    private RandomRange below(BigInteger bound) {
        return new RandomRange(offset.mod(bound), size.mod(bound));
    }

    static RandomRange ofUnits(BigInteger unit, int first, int count) {
        return new RandomRange(unit.multiply(BigInteger.valueOf(first)), unit.multiply(BigInteger.valueOf(count)));
    }
}
