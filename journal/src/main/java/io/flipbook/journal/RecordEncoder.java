package io.flipbook.journal;

import static io.flipbook.journal.RecordLayout.ORDER;

import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Encodes one record at a time in a heap array, where its checksum is computed. Allocates nothing once made.
 *
 * <p>The array has room for the longest record, and is written to without checks: they would take longer than the rest.
 */
final class RecordEncoder {
    private static final int SHORT_BYTES = 256;
    private static final long ARRAY_BASE = BufferUtil.ARRAY_BASE_OFFSET;

    private final byte[] bytes = new byte[RecordLayout.MAX_RECORD_BYTES];
    private final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
    private final Checksum checksum = new Checksum();
    private int length;
    private int crc;

    /** Encodes a record that follows one with the checksum {@code previousCrc}. */
    void encode(
            int type,
            int flags,
            long sequence,
            long timeNs,
            int previousCrc,
            DirectBuffer payload,
            int payloadOffset,
            int payloadLength) {
        length = RecordLayout.lengthOf(payloadLength);
        putLong(RecordLayout.LENGTH_OFFSET, RecordLayout.firstWord(length, type, flags));
        putLong(RecordLayout.SEQUENCE_OFFSET, sequence);
        putLong(RecordLayout.TIME_OFFSET, timeNs);
        UnsafeApi.putInt(bytes, ARRAY_BASE + RecordLayout.PREVIOUS_CRC_OFFSET, stored(previousCrc));
        if (payloadLength > 0) {
            takePayload(payload, payloadOffset, payloadLength);
        }
        crc = checksum.of(bytes, length);
        UnsafeApi.putInt(bytes, ARRAY_BASE + RecordLayout.CRC_OFFSET, stored(crc));
    }

    private void takePayload(DirectBuffer payload, int offset, int payloadLength) {
        int whole = payloadLength & -Long.BYTES;
        if (payloadLength > SHORT_BYTES || whole < payloadLength) {
            buffer.putLong(length - Long.BYTES, 0);
            payload.getBytes(offset, bytes, RecordLayout.PAYLOAD_OFFSET, payloadLength);
            return;
        }
        for (int at = 0; at < whole; at += Long.BYTES) {
            UnsafeApi.putLong(bytes, ARRAY_BASE + RecordLayout.PAYLOAD_OFFSET + at, payload.getLong(offset + at));
        }
    }

    /** Takes a record as it is. */
    void take(RecordView record) {
        length = record.length();
        record.buffer().getBytes(record.payloadOffset() - RecordLayout.PAYLOAD_OFFSET, bytes, 0, length);
        crc = buffer.getInt(RecordLayout.CRC_OFFSET, ORDER);
    }

    int type() {
        return buffer.getByte(RecordLayout.TYPE_OFFSET) & 0xff;
    }

    long sequence() {
        return buffer.getLong(RecordLayout.SEQUENCE_OFFSET, ORDER);
    }

    long timeNs() {
        return buffer.getLong(RecordLayout.TIME_OFFSET, ORDER);
    }

    /** All bytes of the record. */
    int length() {
        return length;
    }

    /** The checksum of the record before. */
    int previousCrc() {
        return buffer.getInt(RecordLayout.PREVIOUS_CRC_OFFSET, ORDER);
    }

    int crc() {
        return crc;
    }

    /** Copies the record to memory, which is there as far as it goes. */
    void copyTo(long address) {
        copy(0, RecordLayout.PREVIOUS_CRC_OFFSET, address);
        UnsafeApi.putInt(address + RecordLayout.PREVIOUS_CRC_OFFSET, stored(previousCrc()));
        UnsafeApi.putInt(address + RecordLayout.CRC_OFFSET, stored(crc));
        copy(RecordLayout.PAYLOAD_OFFSET, length, address);
    }

    /** Copies the record to memory, its checksum last and with release semantics. */
    void publishTo(long address) {
        copy(0, RecordLayout.PREVIOUS_CRC_OFFSET, address);
        UnsafeApi.putInt(address + RecordLayout.PREVIOUS_CRC_OFFSET, stored(previousCrc()));
        copy(RecordLayout.PAYLOAD_OFFSET, length, address);
        UnsafeApi.putIntRelease(null, address + RecordLayout.CRC_OFFSET, stored(crc));
    }

    /** Most records are short, and a call that copies bytes costs as much as all else. */
    private void copy(int from, int end, long address) {
        if (end - from > SHORT_BYTES) {
            UnsafeApi.copyMemory(bytes, ARRAY_BASE + from, null, address + from, end - from);
            return;
        }
        for (int at = from; at < end; at += Long.BYTES) {
            UnsafeApi.putLong(address + at, UnsafeApi.getLong(bytes, ARRAY_BASE + at));
        }
    }

    private void putLong(int offset, long value) {
        UnsafeApi.putLong(bytes, ARRAY_BASE + offset, ChronicleFormat.SWAPS_BYTES ? Long.reverseBytes(value) : value);
    }

    private static int stored(int value) {
        return ChronicleFormat.SWAPS_BYTES ? Integer.reverseBytes(value) : value;
    }
}
