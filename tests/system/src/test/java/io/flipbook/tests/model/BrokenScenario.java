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
    private static final List<String> BAD_LINES = List.of(
            "State ram",
            "to-share ram 0 4K",
            "page=4K region ram 4K",
            "restart now",
            "restart a=b",
            "region ram 4K initial=none",
            "policy segments",
            "policy mixed=keep",
            "convert 0 4K Shared",
            "discard acquire nothing",
            "listener l ram 0",
            "listener l ram limit=3",
            "listener l ram limit=3 kind=plain",
            "listener l ram kind=type2",
            "listener l ram veto=0:EIO",
            "listener l ram veto=1,:EIO",
            "listener l ram veto=1:eio",
            "listener l ram veto=1",
            "listener l ram veto=1:EIO veto=1:EIO");
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
        if (at < 0 || kind < 4) {
            return dice.of(List.of("unmap " + dice.of(BAD_NUMBERS), "state " + dice.of(BAD_NAMES), dice.of(BAD_LINES)));
        }
        String word = words.get(at);
        String key = word.contains("=") ? word.substring(0, word.indexOf('=') + 1) : "";
        switch (kind) {
            case 4 -> words.remove(at);
            case 5 -> words.add(at, word);
            case 6 -> words.add(dice.of(List.of("x=1", "=", "limit=3")));
            case 7 -> words.set(at, key);
            case 8 -> words.set(at, word + "=");
            case 9 -> words.set(at, word + "\r");
            default -> words.set(at, key + dice.of(BAD_NUMBERS));
        }
        return String.join(" ", words);
    }
}
