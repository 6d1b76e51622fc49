package io.flipbook.tests.model;

import java.util.ArrayList;
import java.util.List;

/** Scripts of which one line, mostly, does not parse; one seed fixes each. */
final class BrokenScenario {
    private static final List<String> BAD_NUMBERS = List.of(
            "12Q",
            "0x",
            "0xg",
            "0X10",
            "0x1K",
            "-1",
            "+1",
            "1.5K",
            "1k",
            "K",
            "1KK",
            "18446744073709551616",
            "0x10000000000000000",
            "16777216T",
            "18014398509481984K",
            "0x0ffffffffffffffff",
            "\u0661");
    private static final List<String> BAD_NAMES = List.of("a/b", "\u00e4", "a:b", "a,b", "a*", "\"a\"");

    private BrokenScenario() {}

    static String script(long seed, int statements) {
        Dice dice = new Dice(~seed);
        List<String> lines =
                new ArrayList<>(List.of(RandomScenario.script(seed, statements).split("\n", -1)));
        int line = dice.below(lines.size());
        lines.set(line, broken(dice, new ArrayList<>(NaiveScript.wordsOf(lines.get(line)))));
        return String.join("\n", lines);
    }

    private static String broken(Dice dice, List<String> words) {
        int at = words.size() < 2 ? -1 : dice.between(1, words.size() - 1);
        int kind = dice.below(12);
        if (at < 0 || kind == 0) {
            return dice.of(List.of(
                    "State ram", "to-share ram 0 4K", "page=4K", "restart now", "region", "policy x", "restart a=b"));
        }
        String word = words.get(at);
        String key = word.contains("=") ? word.substring(0, word.indexOf('=') + 1) : "";
        switch (kind) {
            case 1 -> words.remove(at);
            case 2 -> words.add(at, word);
            case 3 -> words.add("x=1");
            case 4 -> words.add("=");
            case 5 -> words.set(at, key);
            case 6 -> words.set(at, dice.of(BAD_NAMES));
            case 7 -> words.set(at, word + "=");
            case 8 -> words.add(dice.of(List.of("limit=3", "kind=type2", "veto=0:EIO", "veto=1,:EIO", "veto=1:eio")));
            case 9 -> words.set(at, word + "\r");
            default -> words.set(at, key + dice.of(BAD_NUMBERS));
        }
        return String.join(" ", words);
    }
}
