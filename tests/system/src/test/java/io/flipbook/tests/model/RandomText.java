package io.flipbook.tests.model;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes statements down in all the ways that the language allows. */
final class RandomText {
    private final Dice dice;
    private final StringBuilder script = new StringBuilder();
    private int statements;

    RandomText(Dice dice) {
        this.dice = dice;
    }

    int statements() {
        return statements;
    }

    /** A number in one of its spellings. */
    String number(BigInteger value) {
        return switch (dice.below(8)) {
            case 0 -> value.toString();
            case 1 -> "0x" + value.toString(16).toUpperCase(Locale.ROOT);
            case 2 -> "00" + value;
            case 3, 4, 5 -> Number64.hex(value);
            default -> Number64.readable(value);
        };
    }

    void add(String... words) {
        statements++;
        if (dice.percent(3)) {
            script.append(dice.of(List.of("\n", "# region a 4K\n", " \t\n", "\r\n", "\t#=\r\n")));
        }
        script.append(dice.percent(3) ? dice.of(List.of(" ", "\t", "  \t ")) : "");
        script.append(String.join(dice.percent(5) ? dice.of(List.of("\t", "   ", " \t")) : " ", words));
        script.append(dice.percent(3) ? dice.of(List.of("# why", " # a = b", "#", " ", "\t", "## état")) : "");
        script.append(dice.percent(2) ? "\r\n" : "\n");
    }

    /** Adds a statement with its options, which may stand before, between and after its other words. */
    void shuffled(String op, List<String> words) {
        List<String> rest = new ArrayList<>(words);
        if (dice.percent(25)) {
            List<String> options =
                    rest.stream().filter(word -> word.contains("=")).toList();
            rest.removeAll(options);
            for (String option : options) {
                rest.add(dice.between(0, rest.size()), option);
            }
        }
        rest.add(0, op);
        add(rest.toArray(String[]::new));
    }

    @Override
    public String toString() {
        return script.toString();
    }
}
