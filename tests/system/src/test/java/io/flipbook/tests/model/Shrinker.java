package io.flipbook.tests.model;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Makes a failing script small: fewer statements first, then fewer options and smaller numbers, until nothing helps.
 * The same script and predicate give the same result.
 */
final class Shrinker {
    private static final BigInteger PAGE = BigInteger.valueOf(4096);

    private final Predicate<String> fails;
    private final int mostTries;
    private int tries;
    private List<String> lines;

    private Shrinker(List<String> lines, Predicate<String> fails, int mostTries) {
        this.lines = lines;
        this.fails = fails;
        this.mostTries = mostTries;
    }

    /**
     * Shrinks a script.
     *
     * @param script a script that fails
     * @param fails true for a script that fails
     * @param mostTries how often the predicate may be asked
     * @return a script that fails, at most as long
     */
    static String shrink(String script, Predicate<String> fails, int mostTries) {
        Shrinker shrinker = new Shrinker(List.of(script.split("\n")), fails, mostTries);
        shrinker.tryInstead(shrinker.tidied());
        List<String> before;
        do {
            before = shrinker.lines;
            shrinker.dropStatements();
            shrinker.dropPairs();
            shrinker.simplifyWords();
        } while (!shrinker.lines.equals(before) && shrinker.tries < mostTries);
        return String.join("\n", shrinker.lines) + "\n";
    }

    private boolean tryInstead(List<String> candidate) {
        if (tries >= mostTries || candidate.equals(lines)) {
            return false;
        }
        tries++;
        if (!fails.test(String.join("\n", candidate) + "\n")) {
            return false;
        }
        lines = List.copyOf(candidate);
        return true;
    }

    /** Without comments, empty lines and odd white space. */
    private List<String> tidied() {
        return lines.stream()
                .map(line -> String.join(" ", NaiveScript.wordsOf(line)))
                .filter(line -> !line.isEmpty())
                .toList();
    }

    /** Delta debugging: large pieces first, from the end, as later statements depend on earlier ones. */
    private void dropStatements() {
        for (int piece = Math.max(1, lines.size() / 2); piece >= 1; piece /= 2) {
            boolean dropped;
            do {
                dropped = false;
                for (int end = lines.size(); end > 0; end = Math.min(end - piece, lines.size())) {
                    dropped |= tryInstead(without(Math.max(0, end - piece), end));
                }
            } while (dropped && tries < mostTries);
        }
    }

    private List<String> without(int first, int end) {
        List<String> rest = new ArrayList<>(lines.subList(0, first));
        rest.addAll(lines.subList(end, lines.size()));
        return rest;
    }

    /** Statements that are needed only because of each other, such as a policy and the one that takes it back. */
    private void dropPairs() {
        if (lines.size() > 16) {
            return;
        }
        for (int i = lines.size() - 1; i > 0; i--) {
            for (int j = Math.min(i, lines.size()) - 1; j >= 0 && i < lines.size(); j--) {
                List<String> rest = new ArrayList<>(lines);
                rest.remove(i);
                rest.remove(j);
                tryInstead(rest);
            }
        }
    }

    private void simplifyWords() {
        for (int line = 0; line < lines.size(); line++) {
            boolean simpler = true;
            while (simpler && tries < mostTries) {
                simpler = false;
                for (String candidate : simplerLines(lines.get(line), regions())) {
                    List<String> changed = new ArrayList<>(lines);
                    changed.set(line, candidate);
                    if (tryInstead(changed)) {
                        simpler = true;
                        break;
                    }
                }
            }
        }
    }

    private List<String> regions() {
        return lines.stream()
                .filter(line -> line.startsWith("region "))
                .map(line -> line.split(" ")[1])
                .toList();
    }

    /** Each with one thing simpler, so that going on with any of them comes to an end. */
    private static List<String> simplerLines(String line, List<String> regions) {
        List<String> words = NaiveScript.wordsOf(line);
        List<String> candidates = new ArrayList<>();
        if (words.size() == 4 && words.get(0).equals("convert")) {
            for (String region : regions) {
                for (String range : List.of("0 4K", "0 8K", "0 12K", "4K 4K", "8K 4K")) {
                    candidates.add("to-" + words.get(3) + " " + region + " " + range);
                }
            }
        }
        for (int i = 1; i < words.size(); i++) {
            if (words.get(i).contains("=")) {
                candidates.add(replaced(words, i, List.of()));
            }
        }
        if (words.size() > 4 && words.get(0).equals("listener")) {
            candidates.add(replaced(replacedWords(words, 3, List.of()), 3, List.of()));
        }
        for (int i = 1; i < words.size(); i++) {
            for (String simpler : simplerWords(words.get(i))) {
                candidates.add(replaced(words, i, List.of(simpler)));
            }
        }
        return candidates;
    }

    private static String replaced(List<String> words, int index, List<String> by) {
        return String.join(" ", replacedWords(words, index, by));
    }

    private static List<String> replacedWords(List<String> words, int index, List<String> by) {
        List<String> replaced = new ArrayList<>(words);
        replaced.remove(index);
        replaced.addAll(index, by);
        return replaced;
    }

    private static List<String> simplerWords(String word) {
        int equals = word.indexOf('=');
        String key = word.substring(0, equals + 1);
        String value = word.substring(equals + 1);
        if (key.equals("veto=")) {
            return simplerVetoes(value);
        }
        return simplerNumbers(value).stream().map(number -> key + number).toList();
    }

    private static List<String> simplerVetoes(String veto) {
        int colon = veto.indexOf(':');
        List<String> candidates = new ArrayList<>();
        if (colon > 0) {
            String errno = veto.substring(colon);
            String[] calls = veto.substring(0, colon).split(",");
            for (String call : calls) {
                if (calls.length > 1) {
                    candidates.add("veto=" + call + errno);
                }
            }
            if (calls.length == 1) {
                simplerNumbers(calls[0]).forEach(call -> candidates.add("veto=" + call + errno));
            }
        }
        return candidates;
    }

    /** Smaller ones, the smallest first; at last the same in its readable spelling. */
    private static List<String> simplerNumbers(String word) {
        Optional<BigInteger> read = Number64.read(word);
        if (read.isEmpty()) {
            return List.of();
        }
        BigInteger value = read.get();
        List<String> candidates = new ArrayList<>();
        List<BigInteger> smaller = new ArrayList<>(List.of(BigInteger.ZERO, BigInteger.ONE, PAGE, PAGE.shiftLeft(1)));
        for (BigInteger step = value.shiftRight(1); step.compareTo(PAGE) > 0; step = step.shiftRight(1)) {
            smaller.add(value.subtract(step.divide(PAGE).multiply(PAGE)));
        }
        smaller.add(value.subtract(PAGE));
        smaller.add(value.subtract(BigInteger.ONE));
        smaller.stream()
                .filter(number -> number.signum() >= 0 && number.compareTo(value) < 0)
                .forEach(number -> candidates.add(Number64.readable(number)));
        String readable = Number64.readable(value);
        if (!readable.equals(word)) {
            candidates.add(readable);
        }
        return candidates;
    }
}
