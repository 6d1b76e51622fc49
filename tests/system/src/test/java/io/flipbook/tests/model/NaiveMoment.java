package io.flipbook.tests.model;

import java.util.List;
import java.util.Map;

/**
 * A record as {@code dump} prints it, and the state behind it as {@code state} does.
 *
 * @param earlier all records before it, perhaps more
 */
record NaiveMoment(Map<String, Object> record, Map<String, Object> state, List<NaiveMoment> earlier) {
    String sequence() {
        return text("sequence");
    }

    /** A field of the record; null where it has none of that name. */
    String text(String field) {
        Object value = record.get(field);
        return value == null ? null : value.toString();
    }

    boolean is(String type) {
        return type.equals(record.get("type"));
    }

    /** The operation of a request, and of the request that an outcome is of. */
    String operation() {
        if (!is("outcome")) {
            return is("request") ? text("op") : null;
        }
        return earlier.stream()
                .filter(each -> each.is("request") && each.sequence().equals(text("request")))
                .map(each -> each.text("op"))
                .findFirst()
                .orElse(null);
    }

    /** What the refusals of an outcome say by one name, or what a registration that was refused says. */
    List<String> refusals(String field) {
        if (is("unlisten") && "refused".equals(text("cause"))) {
            return List.of(text(field.equals("listener") ? "name" : field));
        }
        return is("outcome") && record.get("refusals") instanceof List<?> refusals
                ? refusals.stream()
                        .map(refusal -> ((Map<?, ?>) refusal).get(field).toString())
                        .toList()
                : List.of();
    }

    int count(String field) {
        return ((List<?>) state.get(field)).size();
    }

    /** The shared runs of a region, as first byte and size; null if there is no such region. */
    List<long[]> shared(String region) {
        for (Object each : (List<?>) state.get("regions")) {
            Map<?, ?> found = (Map<?, ?>) each;
            if (found.get("name").equals(region)) {
                return ((List<?>) found.get("shared"))
                        .stream()
                                .map(run -> new long[] {hex(((List<?>) run).get(0)), hex(((List<?>) run).get(1))})
                                .toList();
            }
        }
        return null;
    }

    private static long hex(Object text) {
        return Long.parseUnsignedLong(text.toString().substring(2), 16);
    }
}
