package io.flipbook.replay.history;

import io.flipbook.engine.Outcome;
import java.util.List;

/** Takes what {@link RecordFields} says of a record, and writes it in some form. Each method returns the sink. */
public interface FieldSink {
    /** A record begins. */
    FieldSink begin(long sequence, long timeNs, String type);

    FieldSink text(String name, String value);

    /** A count, without a sign. */
    FieldSink count(String name, long value);

    /** An address, an offset or a size. */
    FieldSink hex(String name, long value);

    /** A digest, always in 16 digits. */
    FieldSink digest(String name, long value);

    FieldSink flag(String name, boolean value);

    FieldSink texts(String name, List<String> values);

    FieldSink counts(String name, long[] values);

    FieldSink refusals(List<Outcome.Refusal> refusals);

    /** The record ends. */
    void end();
}
