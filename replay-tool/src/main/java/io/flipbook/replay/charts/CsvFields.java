package io.flipbook.replay.charts;

import io.flipbook.replay.history.FieldSink;
import io.flipbook.replay.history.RecordFields;
import io.flipbook.replay.json.Times;
import io.flipbook.replay.trace.Excerpt;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes records as a table of comma separated values (RFC 4180, with bare line feeds), one column for each name that a
 * field can have. What a name in a journal says is escaped as everywhere, and where a spreadsheet would take it for a
 * formula, an apostrophe stands before it.
 */
public final class CsvFields implements FieldSink {
    private static final String FORMULA_STARTS = "=+-@";

    private final OutputStream out;
    private final Map<String, Integer> columns = new HashMap<>();
    private final String[] cells = new String[RecordFields.NAMES.size()];

    /** Writes the names of the columns; the stream stays the caller's. */
    public CsvFields(OutputStream out) {
        this.out = out;
        for (String name : RecordFields.NAMES) {
            columns.put(name, columns.size());
            text(name, name);
        }
        end();
    }

    @Override
    public FieldSink begin(long sequence, long timeNs, String type) {
        return count("sequence", sequence).text("time", Times.iso(timeNs)).text("type", type);
    }

    @Override
    public FieldSink text(String name, String value) {
        Integer column = columns.get(name);
        if (column == null) {
            throw new IllegalArgumentException("no column for " + name);
        }
        cells[column] = value;
        return this;
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
