package io.flipbook.tests.model;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One statement that parsed.
 *
 * @param line number of its line, from 1
 * @param op its first word
 * @param words the words after the first that are no options
 * @param options each {@code key=value}
 */
record Statement(int line, String op, List<String> words, Map<String, String> options) {
    String word(int index) {
        return words.get(index);
    }

    /** A word that the parser has found to be a number. */
    BigInteger number(int index) {
        return Number64.read(words.get(index)).orElseThrow();
    }

    Optional<String> option(String key) {
        return Optional.ofNullable(options.get(key));
    }

    Optional<BigInteger> numberOption(String key) {
        return option(key).map(value -> Number64.read(value).orElseThrow());
    }
}
