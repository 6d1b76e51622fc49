package io.flipbook.replay.trace;

import java.io.IOException;
import java.io.InputStream;

/**
 * Reads a trace, line by line, as it comes.
 *
 * <p>Whatever the bytes are, every line gives a value and none an exception; only the stream itself can fail, and one
 * with a line of more than 256 MiB counts as failed. A line is given out as soon as the stream has its line feed, so
 * that a pipe can be followed. Memory does not grow. For one thread at a time.
 */
public final class TraceReader implements AutoCloseable {
    /** The longest line; a longer one is damaged and skipped to its end. */
    public static final int MAX_LINE_BYTES = 64 << 10;

    private final InputStream in;
    private final LineReader lines;
    private final LineParser parser;
    private long number;

    /**
     * A reader from where the stream stands.
     *
     * @throws IllegalArgumentException for {@link InputKind#JSONL}, which is not read here
     */
    public TraceReader(InputStream in, InputKind kind) {
        this.in = in;
        this.lines = new LineReader(in, MAX_LINE_BYTES);
        this.parser = new LineParser(kind);
    }

    /** The next line, or null at the end; waits while the stream has neither. */
    public TraceLine next() throws IOException {
        if (!lines.next()) {
            return null;
        }
        number++;
        if (lines.overlong()) {
            String excerpt = Excerpt.of(lines.bytes(), lines.from(), lines.to());
            TraceEvent event = new TraceEvent.Damaged("", "longer than " + MAX_LINE_BYTES + " bytes", excerpt);
            return new TraceLine(number, TraceTime.NONE, TraceTask.NONE, event);
        }
        return parser.parse(number, lines.bytes(), lines.from(), lines.to());
    }

    /** Closes the stream. */
    @Override
    public void close() throws IOException {
        in.close();
    }
}
