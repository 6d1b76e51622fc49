package io.flipbook.replay.trace;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;

/**
 * An input whose form was found out from its start.
 *
 * @param kind {@link InputKind#JSONL}, or {@link InputKind#AUTO} for a trace, each of whose lines says what it is
 * @param stream all of the input; what was looked at is there again
 */
public record TraceInput(InputKind kind, InputStream stream) {
    private static final int MAX_LOOK_BYTES = 64 << 10;

    /** Looks no further than the first byte that is no white space, and no further than 64 KiB; waits for that byte. */
    public static TraceInput detect(InputStream in) throws IOException {
        byte[] start = new byte[MAX_LOOK_BYTES];
        int length = 0;
        int last = ' ';
        while (length < start.length && isWhite(last)) {
            last = in.read();
            if (last < 0) {
                break;
            }
            start[length++] = (byte) last;
        }
        InputStream whole = new SequenceInputStream(new ByteArrayInputStream(start, 0, length), in);
        return new TraceInput(last == '{' ? InputKind.JSONL : InputKind.AUTO, whole);
    }

    private static boolean isWhite(int b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }
}
