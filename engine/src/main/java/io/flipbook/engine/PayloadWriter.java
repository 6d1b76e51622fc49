package io.flipbook.engine;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/** Writes the payload of a record that is not on the hot path, field after field, little endian. */
final class PayloadWriter {
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(256);
    private int length;

    PayloadWriter reset() {
        length = 0;
        return this;
    }

    DirectBuffer buffer() {
        return buffer;
    }

    int length() {
        return length;
    }

    PayloadWriter putByte(int value) {
        buffer.putByte(length, (byte) value);
        length += Byte.BYTES;
        return this;
    }

    PayloadWriter putInt(int value) {
        buffer.putInt(length, value, ByteOrder.LITTLE_ENDIAN);
        length += Integer.BYTES;
        return this;
    }

    PayloadWriter putLong(long value) {
        buffer.putLong(length, value, ByteOrder.LITTLE_ENDIAN);
        length += Long.BYTES;
        return this;
    }

    /** A length of two bytes and the text in UTF-8. */
    PayloadWriter putText(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        buffer.putShort(length, (short) bytes.length, ByteOrder.LITTLE_ENDIAN);
        length += Short.BYTES;
        buffer.putBytes(length, bytes);
        length += bytes.length;
        return this;
    }
}
