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

    PayloadReader wrap(final DirectBuffer payload, final int offset, final int length) {
        buffer = payload;
        position = offset;
        end = offset + length;
        return this;
    }

    int readByte(final String field) {
        return buffer.getByte(advance(Byte.BYTES, field)) & 0xff;
    }

    int readInt(final String field) {
        return buffer.getInt(advance(Integer.BYTES, field), ByteOrder.LITTLE_ENDIAN);
    }

    long readLong(final String field) {
        return buffer.getLong(advance(Long.BYTES, field), ByteOrder.LITTLE_ENDIAN);
    }

    String readText(final String field) {
        final int length = buffer.getShort(advance(Short.BYTES, field), ByteOrder.LITTLE_ENDIAN) & 0xffff;
        final byte[] bytes = new byte[length];
        buffer.getBytes(advance(length, field), bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    boolean readFlag(final String field) {
        return readChoice(field, 2) == 1;
    }

    <E> E readChoice(final String field, final E[] choices) {
        return choices[readChoice(field, choices.length)];
    }

    private int readChoice(final String field, final int count) {
        final int choice = readByte(field);
        if (choice >= count) {
            throw new IllegalArgumentException(field + " has no value " + choice);
        }
        return choice;
    }

    private int advance(final int length, final String field) {
        final int at = position;
        if (length > end - at) {
            throw new IllegalArgumentException(field + " ends after its record does");
        }
        position = at + length;
        return at;
    }
}
