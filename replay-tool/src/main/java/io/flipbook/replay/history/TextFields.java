package io.flipbook.replay.history;

import io.flipbook.engine.Outcome;
import io.flipbook.replay.json.JsonOut;
import io.flipbook.replay.json.Times;
import io.flipbook.replay.trace.Excerpt;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;

/** Writes records for people, one a line: sequence, time, type, and the fields as {@code name=value}. */
public final class TextFields implements FieldSink {
    private final PrintWriter out;

    public TextFields(PrintWriter out) {
        this.out = out;
    }

    @Override
    public FieldSink begin(long sequence, long timeNs, String type) {
        out.printf("%8d  %s  %-11s", sequence, Times.iso(timeNs), type);
        return this;
    }

    @Override
    public FieldSink text(String name, String value) {
        return field(name, Excerpt.escape(value));
    }

    @Override
    public FieldSink count(String name, long value) {
        return field(name, Long.toUnsignedString(value));
    }

    @Override
    public FieldSink hex(String name, long value) {
        return field(name, JsonOut.hex(value));
    }

    @Override
    public FieldSink digest(String name, long value) {
        return field(name, JsonOut.digest(value));
    }

    @Override
    public FieldSink flag(String name, boolean value) {
        return field(name, Boolean.toString(value));
    }

    @Override
    public FieldSink texts(String name, List<String> values) {
        return field(name, String.join(",", values));
    }

    @Override
    public FieldSink counts(String name, long[] values) {
        return texts(
                name, Arrays.stream(values).mapToObj(Long::toUnsignedString).toList());
    }

    @Override
    public FieldSink refusals(List<Outcome.Refusal> refusals) {
        return texts("refusals", refusals.stream().map(TextFields::text).toList());
    }

    /** A refusal as {@code LISTENER:CALL:ERRNO}. */
    public static String text(Outcome.Refusal refusal) {
        return refusal.listener() + ":" + refusal.call() + ":" + refusal.errno() + (refusal.threw() ? ":threw" : "");
    }

    @Override
    public void end() {
        out.print('\n');
    }

    private FieldSink field(String name, String value) {
        out.print(' ');
        out.print(name);
        out.print('=');
        out.print(value);
        return this;
    }
}
