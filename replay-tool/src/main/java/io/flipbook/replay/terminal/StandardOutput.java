package io.flipbook.replay.terminal;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Standard output, with a buffer of 64 KiB. An error of the stream below is an {@link OutputFailedException}, and
 * afterwards everything is dropped, so that whoever unwinds can flush and close.
 */
public final class StandardOutput extends OutputStream {
    private static final int BUFFER_BYTES = 64 << 10;

    private final OutputStream out;
    private final boolean pipe;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int length;
    private boolean failed;
    private Runnable beforeWrite = () -> {};

    /** Writes to {@code out}; {@code pipe} says that all errors mean that the reader has gone. */
    StandardOutput(OutputStream out, boolean pipe) {
        this.out = out;
        this.pipe = pipe;
    }

    /** Says what is to be done before bytes reach the stream below. */
    void beforeWrite(Runnable action) {
        beforeWrite = action;
    }

    @Override
    public void write(int b) {
        if (length == buffer.length) {
            drain();
        }
        buffer[length++] = (byte) b;
    }

    @Override
    public void write(byte[] bytes, int offset, int count) {
        int from = offset;
        int left = count;
        while (left > 0) {
            if (length == buffer.length) {
                drain();
            }
            int chunk = Math.min(left, buffer.length - length);
            System.arraycopy(bytes, from, buffer, length, chunk);
            length += chunk;
            from += chunk;
            left -= chunk;
        }
    }

    @Override
    public void flush() {
        drain();
    }

    private void drain() {
        int count = length;
        length = 0;
        if (count == 0 || failed) {
            return;
        }
        beforeWrite.run();
        try {
            out.write(buffer, 0, count);
            out.flush();
        } catch (IOException e) {
            failed = true;
            throw new OutputFailedException(
                    e, pipe || String.valueOf(e.getMessage()).contains("Broken pipe"));
        }
    }
}
