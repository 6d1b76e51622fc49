package io.flipbook.tests.model;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** What the generator remembers of a region that it has declared: its layout, and the ranges used before. */
final class RandomRegion {
    final String name;
    final BigInteger page;
    final int pages;
    /** Pages of a plug block; 0 without plug blocks. */
    final int blockPages;

    final boolean inPlace;
    private final Dice dice;
    private final List<RandomRange> used = new ArrayList<>();
    private final List<RandomRange> pinned = new ArrayList<>();

    RandomRegion(Dice dice, String name) {
        this.dice = dice;
        this.name = name;
        int kind = dice.below(20);
        if (kind < 12) {
            page = BigInteger.valueOf(4096);
            pages = dice.of(List.of(1, 2, 3, 8, 8, 12, 16, 24, 32, 63, 64, 65, 130));
        } else if (kind < 16) {
            page = BigInteger.valueOf(65536);
            pages = dice.of(List.of(1, 2, 4, 8, 12, 16));
        } else if (kind < 19) {
            page = BigInteger.ONE.shiftLeft(21);
            pages = dice.of(List.of(1, 2, 4, 8, 12, 16));
        } else {
            // Pages so large that offsets in the region need all of the 64 bits.
            page = BigInteger.ONE.shiftLeft(dice.of(List.of(45, 57, 60, 62)));
            pages = 3;
        }
        blockPages = dice.percent(40) ? divisor() : 0;
        inPlace = dice.percent(45);
    }

    /** A count of pages that divides the region. */
    int divisor() {
        List<Integer> divisors = new ArrayList<>();
        for (int count : List.of(1, 2, 3, 4, 8)) {
            if (pages % count == 0) {
                divisors.add(count);
            }
        }
        return dice.of(divisors);
    }

    BigInteger size() {
        return page.multiply(BigInteger.valueOf(pages));
    }

    BigInteger block() {
        return page.multiply(BigInteger.valueOf(Math.max(1, blockPages)));
    }

    /** A range for a statement: mostly right, often one used before or next to it. */
    RandomRange range() {
        if (dice.percent(5)) {
            return RandomRange.wrong(dice, page, size());
        }
        RandomRange range = !used.isEmpty() && dice.percent(45) ? nearby(dice.of(used)) : fresh(page, pages);
        used.add(range);
        if (used.size() > 6) {
            used.remove(0);
        }
        return range;
    }

    /** A range that was used before, as it was. */
    RandomRange usedRange() {
        return used.isEmpty() ? range() : used.get(used.size() - 1 - dice.below(Math.min(3, used.size())));
    }

    /** Takes note of a pin. */
    void pinned(RandomRange range) {
        pinned.add(range);
    }

    /** A range that may be pinned: mostly one that is noted, which is forgotten then. */
    RandomRange unpinned() {
        return pinned.isEmpty() || dice.percent(35) ? range() : pinned.remove(pinned.size() - 1);
    }

    /** A range for plug and unplug. */
    RandomRange blockRange() {
        if (dice.percent(6)) {
            return RandomRange.wrong(dice, block(), size());
        }
        int blocks = pages / Math.max(1, blockPages);
        RandomRange range =
                dice.percent(50) ? RandomRange.ofUnits(block(), dice.below(blocks), 1) : fresh(block(), blocks);
        used.add(range);
        return range;
    }

    private RandomRange fresh(BigInteger unit, int units) {
        int first = dice.percent(30) ? 0 : dice.below(units);
        int count = dice.percent(30) ? units - first : dice.between(1, units - first);
        if (dice.percent(30)) {
            count = Math.min(count, dice.between(1, 3));
        }
        return RandomRange.ofUnits(unit, first, count);
    }

    private RandomRange nearby(RandomRange range) {
        BigInteger offset = range.offset();
        BigInteger size = range.size();
        return switch (dice.below(6)) {
            case 0 -> new RandomRange(offset, page);
            case 1 -> new RandomRange(offset.add(size).subtract(page).mod(Number64.END), page);
            case 2 -> new RandomRange(offset, size.add(page).mod(Number64.END));
            case 3 -> new RandomRange(offset.add(size).mod(Number64.END), page);
            default -> range;
        };
    }
}
