package io.flipbook.replay.index;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Bytes of a part of an index, as they are written; numbers take as few as they need. */
final class ByteSink {
    private static final int MORE = 0x80;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** An unsigned number. */
    void putLong(long value) {
        long rest = value;
        while ((rest & -MORE) != 0) {
            bytes.write((int) rest | MORE);
            rest >>>= 7;
        }
        bytes.write((int) rest);
    }

    /** How many things follow. */
    void putCount(int count) {
        putLong(count);
    }

    void putText(String text) {
        putBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Bytes, with their number before them. */
    void putBytes(byte[] part) {
        putCount(part.length);
        bytes.writeBytes(part);
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }
}
