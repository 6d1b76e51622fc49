package io.flipbook.tests.model;

import java.math.BigInteger;
import java.util.List;

/** The options of listeners that map: kinds, limits, granules, containers; now and then what cannot be. */
final class RandomDevices {
    private static final List<String> KINDS = List.of("type1", "type1", "type1", "type1-v1", "iommufd", "iommufd");

    private final Dice dice;
    private final RandomText text;

    RandomDevices(Dice dice, RandomText text) {
        this.dice = dice;
        this.text = text;
    }

    /** Adds the options of a kind that maps. */
    void describe(RandomRegion region, List<String> words) {
        String kind = dice.of(KINDS);
        words.add("kind=" + kind);
        boolean contained = dice.percent(30);
        if (!kind.equals("iommufd") && dice.percent(contained ? 30 : 75)) {
            int most = dice.of(List.of(0, 1, 2, 3, 5, region.pages / 2, region.pages - 1, region.pages, 65535));
            words.add("limit=" + text.number(BigInteger.valueOf(most)));
        }
        if (kind.equals("iommufd") && dice.percent(60)) {
            words.add("large-pages=" + dice.of(List.of("on", "off")));
        }
        if (dice.percent(45)) {
            words.add("granule=" + text.number(granule(region.page)));
        }
        if (contained) {
            words.add("container=" + dice.of(List.of("c", "d")));
        }
    }

    private BigInteger granule(BigInteger page) {
        if (dice.percent(8)) {
            return dice.of(List.of(
                    BigInteger.ZERO,
                    BigInteger.ONE,
                    page.shiftRight(1),
                    page.multiply(BigInteger.valueOf(3)).mod(Number64.END),
                    BigInteger.ONE.shiftLeft(63)));
        }
        return page.shiftLeft(dice.below(5)).mod(Number64.END);
    }
}
