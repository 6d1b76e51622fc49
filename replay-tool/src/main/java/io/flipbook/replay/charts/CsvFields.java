package io.flipbook.replay.charts;

import io.flipbook.engine.Outcome;
import io.flipbook.replay.history.FieldSink;
import io.flipbook.replay.history.TextFields;
import io.flipbook.replay.json.JsonOut;
import io.flipbook.replay.json.Times;
import io.flipbook.replay.trace.Excerpt;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes records as a table of comma separated values (RFC 4180, with bare line feeds), one column for each name that a
 * field can have. What a name in a journal says is escaped as everywhere, and where a spreadsheet would take it for a
 * formula, an apostrophe stands before it.
 */
public final class CsvFields implements FieldSink {
    private static final List<String> COLUMNS = List.of(
            ("sequence time type op region offset gpa size to source source-time clock initiator request outcome pages"
                            + " digest reason answer listener errno at detached refusals name kind limit granule"
                            + " large-pages container watch veto cause page initial plug-block memory mixed on-veto"
                            + " profile block event verdict identity format writer sync ended-cleanly discarded-bytes"
                            + " records")
                    .split(" "));
    /** What has no column of its own, as {@code name=value}. */
    private static final String OTHER = "other";

    private static final String FORMULA_STARTS = "=+-@";

    private final OutputStream out;
    private final Map<String, Integer> columns = new HashMap<>();
    private final String[] cells = new String[COLUMNS.size() + 1];

    /** Writes the names of the columns; the stream stays the caller's. */
    public CsvFields(OutputStream out) {
        this.out = out;
        for (int i = 0; i < COLUMNS.size(); i++) {
            columns.put(COLUMNS.get(i), i);
            cells[i] = COLUMNS.get(i);
        }
        cells[COLUMNS.size()] = OTHER;
        end();
    }

    @Override
    public FieldSink begin(long sequence, long timeNs, String type) {
        return field("sequence", Long.toString(sequence))
                .field("time", Times.iso(timeNs))
                .field("type", type);
    }

    @Override
    public FieldSink text(String name, String value) {
        return field(name, value);
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
        return field(name, String.join(" ", values));
    }

    @Override
    public FieldSink counts(String name, long[] values) {
        return field(
                name, Arrays.stream(values).mapToObj(Long::toUnsignedString).collect(Collectors.joining(" ")));
    }

    @Override
    public FieldSink refusals(List<Outcome.Refusal> refusals) {
        return field("refusals", refusals.stream().map(TextFields::text).collect(Collectors.joining(" ")));
    }

    @Override
    public void end() {
        String row = Arrays.stream(cells).map(CsvFields::cell).collect(Collectors.joining(",", "", "\n"));
        Arrays.fill(cells, null);
        try {
            out.write(row.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private CsvFields field(String name, String value) {
        Integer column = columns.get(name);
        if (column != null) {
            cells[column] = value;
        } else {
            String before = cells[COLUMNS.size()];
            cells[COLUMNS.size()] = (before == null ? "" : before + " ") + name + "=" + value;
        }
        return this;
    }

    /** A cell as it stands in a row. */
    static String cell(String value) {
        if (value == null || value.isEmpty()) {
            return "";
        }
        String text = Excerpt.escape(value);
        if (FORMULA_STARTS.indexOf(text.charAt(0)) >= 0) {
            text = "'" + text;
        }
        boolean isPlain = text.indexOf(',') < 0 && text.indexOf('"') < 0 && !text.startsWith(" ");
        return isPlain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
