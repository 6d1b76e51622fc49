package io.flipbook.replay.history;

import io.flipbook.replay.json.Times;
import io.flipbook.replay.trace.Excerpt;
import java.io.PrintWriter;
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
        out.print(' ');
        out.print(name);
        out.print('=');
        out.print(Excerpt.escape(value));
        return this;
    }

    @Override
    public FieldSink texts(String name, List<String> values) {
        return text(name, String.join(",", values));
    }

    @Override
    public void end() {
        out.print('\n');
    }
}
