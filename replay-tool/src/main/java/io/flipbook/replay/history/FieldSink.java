package io.flipbook.replay.history;

import io.flipbook.engine.Outcome;
import io.flipbook.replay.json.JsonOut;
import java.util.Arrays;
import java.util.List;

/**
 * Takes what {@link RecordFields} says of a record, and writes it in some form. Each method returns the sink. What has
 * no form of its own is written as text.
 */
public interface FieldSink {
    /** A record begins. */
    FieldSink begin(long sequence, long timeNs, String type);

    FieldSink text(String name, String value);

    /** A count, without a sign. */
    default FieldSink count(String name, long value) {
        return text(name, Long.toUnsignedString(value));
    }

    /** An address, an offset or a size. */
    default FieldSink hex(String name, long value) {
        return text(name, JsonOut.hex(value));
    }

    /** A digest, always in 16 digits. */
    default FieldSink digest(String name, long value) {
        return text(name, JsonOut.digest(value));
    }

    default FieldSink flag(String name, boolean value) {
        return text(name, Boolean.toString(value));
    }

    default FieldSink texts(String name, List<String> values) {
        return text(name, String.join(" ", values));
    }

    default FieldSink counts(String name, long[] values) {
        return texts(
                name, Arrays.stream(values).mapToObj(Long::toUnsignedString).toList());
    }

    /** Refusals; each as {@code LISTENER:CALL:ERRNO}. */
    default FieldSink refusals(List<Outcome.Refusal> refusals) {
        return texts("refusals", refusals.stream().map(FieldSink::text).toList());
    }

    /** A refusal as {@code LISTENER:CALL:ERRNO}. */
    static String text(Outcome.Refusal refusal) {
        return refusal.listener() + ":" + refusal.call() + ":" + refusal.errno() + (refusal.threw() ? ":threw" : "");
    }

    /** The record ends. */
    void end();
}
