package io.flipbook.engine.watch;

import java.util.Map;

/**
 * What a number is.
 *
 * @param name in small letters, with dots
 * @param tags tell those of one name apart; mostly empty
 * @param kind whether it only grows
 * @param unit in plural, or empty where it is a mere number
 * @param description what it counts
 */
public record Meter(String name, Map<String, String> tags, Kind kind, String unit, String description) {
    /** Whether a number only grows. */
    public enum Kind {
        /** It grows from 0, as long as the engine is open. */
        COUNTER,
        /** It goes up and down. */
        GAUGE
    }

    /** Copies the tags. */
    public Meter {
        tags = Map.copyOf(tags);
    }

    static Meter counter(String name, String unit, String description) {
        return new Meter(name, Map.of(), Kind.COUNTER, unit, description);
    }

    static Meter gauge(String name, String unit, String description) {
        return new Meter(name, Map.of(), Kind.GAUGE, unit, description);
    }

    Meter tagged(String key, String value) {
        return new Meter(name, Map.of(key, value), kind, unit, description);
    }

    /** Name and tags, which tell it from all others of an engine: {@code flipbook.outcomes{kind=noop}}. */
    public String label() {
        return tags.isEmpty() ? name : name + tags.toString().replace(" ", "");
    }
}
