package io.flipbook.replay.query.predicate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The words of a predicate, one after the other: names and numbers, parentheses, comparisons. */
final class PredicateWords {
    private static final String COMPARISONS = "=!<>";
    private static final String ALONE = "()";

    private record Word(String text, int position) {}

    private final String text;
    private final List<Word> words = new ArrayList<>();
    private int next;

    PredicateWords(String text) {
        this.text = text;
        int at = 0;
        while (at < text.length()) {
            int end = endOf(at);
            if (!isBlank(text.charAt(at))) {
                words.add(new Word(text.substring(at, end), at));
            }
            at = end;
        }
    }

    boolean isAtEnd() {
        return next == words.size();
    }

    /** Whether the next word is that; takes it then. */
    boolean takes(String word) {
        if (!isAtEnd() && words.get(next).text().equals(word)) {
            next++;
            return true;
        }
        return false;
    }

    /** Takes the next word, which must be that. */
    void expect(String word) {
        if (!takes(word)) {
            throw wrong("'" + word + "' is missing here");
        }
    }

    /** Takes the next word, whatever it is; what is missing if there is none is said. */
    String take(String what) {
        if (isAtEnd() || isSign(words.get(next).text().charAt(0))) {
            throw wrong(what + " is missing here");
        }
        return words.get(next++).text();
    }

    /** Takes a comparison. */
    Comparison takeComparison() {
        Comparison comparison = isAtEnd() ? null : Comparison.of(words.get(next).text());
        if (comparison == null) {
            throw wrong("a comparison (=, !=, <, <=, >, >=) is missing here");
        }
        next++;
        return comparison;
    }

    /** Takes a word and reads it; what the reader throws is said of the word. */
    <T> T take(String what, Function<String, T> reader) {
        String word = take(what);
        try {
            return reader.apply(word);
        } catch (IllegalArgumentException e) {
            throw wrongBefore("not " + what);
        }
    }

    /** Something is wrong with the next word, or with there being none. */
    PredicateSyntaxException wrong(String reason) {
        if (isAtEnd()) {
            return new PredicateSyntaxException(reason, text, text.length(), 0);
        }
        return new PredicateSyntaxException(
                reason, text, words.get(next).position(), words.get(next).text().length());
    }

    /** Something is wrong with the word that was taken last. */
    PredicateSyntaxException wrongBefore(String reason) {
        next--;
        return wrong(reason);
    }

    private int endOf(int start) {
        char first = text.charAt(start);
        int end = start + 1;
        if (ALONE.indexOf(first) >= 0 || isBlank(first)) {
            return end;
        }
        boolean isComparison = COMPARISONS.indexOf(first) >= 0;
        while (end < text.length()
                && !isBlank(text.charAt(end))
                && ALONE.indexOf(text.charAt(end)) < 0
                && COMPARISONS.indexOf(text.charAt(end)) >= 0 == isComparison) {
            end++;
        }
        return end;
    }

    private static boolean isSign(char c) {
        return ALONE.indexOf(c) >= 0 || COMPARISONS.indexOf(c) >= 0;
    }

    private static boolean isBlank(char c) {
        return Character.isWhitespace(c);
    }
}
