package io.flipbook.replay.trace;

import java.io.IOException;
import java.io.InputStream;

/**
 * Cuts a stream into lines, within one buffer.
 *
 * <p>Asks the stream for more only when no whole line is left, and takes what it gives: a line is out as soon as its
 * line feed is in.
 */
public final class LineReader {
    /** A file of nothing but zeros can be very long and take no room. */
    static final long MAX_SKIPPED_BYTES = 256L << 20;

    private final InputStream in;
    private final int maxBytes;
    private final byte[] buffer;
    private int from;
    private int to;
    private int next;
    private int limit;
    private boolean ended;
    private boolean overlong;

    /** Lines of more than {@code maxBytes}, the line feed left out, are {@link #overlong}. */
    public LineReader(InputStream in, int maxBytes) {
        this.in = in;
        this.maxBytes = maxBytes;
        this.buffer = new byte[2 * maxBytes];
    }

    /**
     * Goes to the next line; the bytes of the one before are gone. False at the end.
     *
     * @throws IOException if the stream fails, or a line is so long that it may have no end
     */
    public boolean next() throws IOException {
        from = next;
        overlong = false;
        int scan = from;
        while (true) {
            while (scan < limit && buffer[scan] != '\n') {
                scan++;
            }
            if (scan < limit || ended) {
                return take(scan);
            }
            if (scan - from > maxBytes) {
                skipRest();
                return true;
            }
            scan -= makeRoom();
            fill(limit);
        }
    }

    private boolean take(int end) {
        to = end;
        next = Math.min(end + 1, limit);
        if (to - from > maxBytes) {
            overlong = true;
            to = from + maxBytes;
        }
        return next > from;
    }

    /** Keeps the start of a line that is too long and throws the rest of it away as it comes. */
    private void skipRest() throws IOException {
        overlong = true;
        moveToStart();
        to = from + maxBytes;
        int scan = limit;
        long bytes = limit;
        while (scan == limit && !ended) {
            fill(to);
            bytes += limit - to;
            if (bytes > MAX_SKIPPED_BYTES) {
                throw new IOException("a line is longer than " + MAX_SKIPPED_BYTES + " bytes: not a text of lines");
            }
            scan = to;
            while (scan < limit && buffer[scan] != '\n') {
                scan++;
            }
        }
        next = Math.min(scan + 1, limit);
    }

    /** Moves the line when there is no room behind it; says by how much. */
    private int makeRoom() {
        return limit < buffer.length ? 0 : moveToStart();
    }

    private int moveToStart() {
        int moved = from;
        System.arraycopy(buffer, from, buffer, 0, limit - from);
        from = 0;
        limit -= moved;
        return moved;
    }

    private void fill(int at) throws IOException {
        int read = in.read(buffer, at, buffer.length - at);
        ended = read < 0;
        limit = at + Math.max(read, 0);
    }

    /** What holds the line, among other things. */
    public byte[] bytes() {
        return buffer;
    }

    /** Where the line begins in {@link #bytes()}. */
    public int from() {
        return from;
    }

    /** Where the line ends, its line feed left out. */
    public int to() {
        return to;
    }

    /** Whether the line was too long; then only its start is there. */
    public boolean overlong() {
        return overlong;
    }
}
