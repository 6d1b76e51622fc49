package io.flipbook.replay.charts;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How often each of some things occurs. Beyond {@value #MAX_THINGS} of them those that are new count together. */
final class Counts<T> {
    private static final int MAX_THINGS = 1000;

    private final Map<T, Long> counts = new HashMap<>();
    private final T others;

    /** Those that are too many are called {@code others}. */
    Counts(T others) {
        this.others = others;
    }

    void add(T thing) {
        boolean isKnown = counts.size() < MAX_THINGS || counts.containsKey(thing);
        counts.merge(isKnown ? thing : others, 1L, Long::sum);
    }

    long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** All of them, the most frequent first, and then by their text. */
    List<Map.Entry<T, Long>> byFrequency() {
        List<Map.Entry<T, Long>> entries = new ArrayList<>(counts.entrySet());
        entries.sort(Map.Entry.<T, Long>comparingByValue()
                .reversed()
                .thenComparing(entry -> entry.getKey().toString()));
        return entries;
    }
}
