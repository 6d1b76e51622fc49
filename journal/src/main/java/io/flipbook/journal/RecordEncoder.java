package io.flipbook.journal;

import static io.flipbook.journal.RecordLayout.ORDER;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Encodes one record at a time in a heap array, where its checksum is computed. Allocates nothing once made. */
final class RecordEncoder {
    private final byte[] bytes = new byte[RecordLayout.MAX_RECORD_BYTES];
    private final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
    private final Checksum checksum = new Checksum();
    private int length;

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
        buffer.putInt(RecordLayout.LENGTH_OFFSET, length, ORDER);
        buffer.putByte(RecordLayout.TYPE_OFFSET, (byte) type);
        buffer.putByte(RecordLayout.VERSION_OFFSET, (byte) RecordLayout.VERSION);
        buffer.putShort(RecordLayout.FLAGS_OFFSET, (short) flags, ORDER);
        buffer.putLong(RecordLayout.SEQUENCE_OFFSET, sequence, ORDER);
        buffer.putLong(RecordLayout.TIME_OFFSET, timeNs, ORDER);
        buffer.putInt(RecordLayout.PREVIOUS_CRC_OFFSET, previousCrc, ORDER);
        if (payloadLength > 0) {
            buffer.putLong(length - Long.BYTES, 0);
            payload.getBytes(payloadOffset, bytes, RecordLayout.PAYLOAD_OFFSET, payloadLength);
        }
        buffer.putInt(RecordLayout.CRC_OFFSET, checksum.of(bytes, length), ORDER);
    }

    /** Takes a record as it is. */
    void take(RecordView record) {
        length = record.length();
        record.buffer().getBytes(record.payloadOffset() - RecordLayout.PAYLOAD_OFFSET, bytes, 0, length);
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
        return buffer.getInt(RecordLayout.CRC_OFFSET, ORDER);
    }

    /** Copies the record to a buffer. */
    void copyTo(UnsafeBuffer target, int offset) {
        target.putBytes(offset, bytes, 0, length);
    }

    /** Copies the record to a buffer, its checksum last and with release semantics. */
    void publishTo(UnsafeBuffer target, int offset) {
        int payload = RecordLayout.PAYLOAD_OFFSET;
        target.putBytes(offset, bytes, 0, RecordLayout.CRC_OFFSET);
        target.putBytes(offset + payload, bytes, payload, length - payload);
        boolean swap = ByteOrder.nativeOrder() != ORDER;
        target.putIntRelease(offset + RecordLayout.CRC_OFFSET, swap ? Integer.reverseBytes(crc()) : crc());
    }
}
