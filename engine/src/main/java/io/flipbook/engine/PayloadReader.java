package io.flipbook.engine;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;

/**
 * Reads the payload of a record, field after field, and trusts none of it.
 *
 * <p>A field that ends after the payload does, or a value that there is no such thing as, is an
 * {@link IllegalArgumentException} whose text says which; {@link GuestMemory} adds where.
 */
final class PayloadReader {
    private DirectBuffer buffer;
    private int position;
    private int end;

    PayloadReader wrap(DirectBuffer payload, int offset, int length) {
        buffer = payload;
        position = offset;
        end = offset + length;
        return this;
    }

    int readByte(String field) {
        return buffer.getByte(advance(Byte.BYTES, field)) & 0xff;
    }

    int readInt(String field) {
        return buffer.getInt(advance(Integer.BYTES, field), ByteOrder.LITTLE_ENDIAN);
    }

    long readLong(String field) {
        return buffer.getLong(advance(Long.BYTES, field), ByteOrder.LITTLE_ENDIAN);
    }

    String readText(String field) {
        int length = buffer.getShort(advance(Short.BYTES, field), ByteOrder.LITTLE_ENDIAN) & 0xffff;
        byte[] bytes = new byte[length];
        buffer.getBytes(advance(length, field), bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    boolean readFlag(String field) {
        return readChoice(field, 2) == 1;
    }

    <E> E readChoice(String field, E[] choices) {
        return choices[readChoice(field, choices.length)];
    }

    private int readChoice(String field, int count) {
        int choice = readByte(field);
        if (choice >= count) {
            throw new IllegalArgumentException(field + " has no value " + choice);
        }
        return choice;
    }

    private int advance(int length, String field) {
        int at = position;
        if (length > end - at) {
            throw new IllegalArgumentException(field + " ends after its record does");
        }
        position = at + length;
        return at;
    }
}
