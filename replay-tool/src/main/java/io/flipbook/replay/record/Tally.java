package io.flipbook.replay.record;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Counts by name, in the order in which the names came; a trace may hold any number of names, and this some. */
final class Tally {
    /** The name under which all counts go whose own name is one too many. */
    static final String OTHERS = "others";

    private static final int MAX_NAMES = 256;

    private final Map<String, Long> counts = new LinkedHashMap<>();

    void add(String name) {
        add(name, 1);
    }

    void add(String name, long count) {
        boolean known = counts.size() < MAX_NAMES || counts.containsKey(name);
        counts.merge(known ? name : OTHERS, count, Long::sum);
    }

    long of(String name) {
        return counts.getOrDefault(name, 0L);
    }

    long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    Map<String, Long> counts() {
        return Collections.unmodifiableMap(counts);
    }
}
