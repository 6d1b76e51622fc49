package io.flipbook.journal;

import static io.flipbook.journal.RecordLayout.ORDER;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Encodes one record at a time in a heap array, where its checksum is computed. Allocates nothing once made. */
final class RecordEncoder {
    private static final int SHORT_BYTES = 256;

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
        buffer.putLong(RecordLayout.LENGTH_OFFSET, firstWord(length, type, flags), ORDER);
        buffer.putLong(RecordLayout.SEQUENCE_OFFSET, sequence, ORDER);
        buffer.putLong(RecordLayout.TIME_OFFSET, timeNs, ORDER);
        buffer.putInt(RecordLayout.PREVIOUS_CRC_OFFSET, previousCrc, ORDER);
        if (payloadLength > 0) {
            takePayload(payload, payloadOffset, payloadLength);
        }
        crc = checksum.of(bytes, length);
        buffer.putInt(RecordLayout.CRC_OFFSET, crc, ORDER);
    }

    /** The fields in front of the sequence at once: the processor waits where it loads what was stored in parts. */
    private static long firstWord(int length, int type, int flags) {
        return length
                | (long) type << (RecordLayout.TYPE_OFFSET - RecordLayout.LENGTH_OFFSET) * Byte.SIZE
                | (long) RecordLayout.VERSION << (RecordLayout.VERSION_OFFSET - RecordLayout.LENGTH_OFFSET) * Byte.SIZE
                | (long) flags << (RecordLayout.FLAGS_OFFSET - RecordLayout.LENGTH_OFFSET) * Byte.SIZE;
    }

    private void takePayload(DirectBuffer payload, int offset, int payloadLength) {
        int whole = payloadLength & -Long.BYTES;
        if (payloadLength > SHORT_BYTES || whole < payloadLength) {
            buffer.putLong(length - Long.BYTES, 0);
            payload.getBytes(offset, bytes, RecordLayout.PAYLOAD_OFFSET, payloadLength);
            return;
        }
        for (int at = 0; at < whole; at += Long.BYTES) {
            buffer.putLong(RecordLayout.PAYLOAD_OFFSET + at, payload.getLong(offset + at));
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

    /** Copies the record to a buffer. */
    void copyTo(UnsafeBuffer target, int offset) {
        copy(0, RecordLayout.PREVIOUS_CRC_OFFSET, target, offset);
        target.putInt(offset + RecordLayout.PREVIOUS_CRC_OFFSET, previousCrc(), ORDER);
        target.putInt(offset + RecordLayout.CRC_OFFSET, crc, ORDER);
        copy(RecordLayout.PAYLOAD_OFFSET, length, target, offset);
    }

    /** Copies the record to a buffer, its checksum last and with release semantics. */
    void publishTo(UnsafeBuffer target, int offset) {
        copy(0, RecordLayout.PREVIOUS_CRC_OFFSET, target, offset);
        target.putInt(offset + RecordLayout.PREVIOUS_CRC_OFFSET, previousCrc(), ORDER);
        copy(RecordLayout.PAYLOAD_OFFSET, length, target, offset);
        int stored = ChronicleFormat.SWAPS_BYTES ? Integer.reverseBytes(crc) : crc;
        target.putIntRelease(offset + RecordLayout.CRC_OFFSET, stored);
    }

    /** Most records are short, and a call that copies bytes costs as much as all else. */
    private void copy(int from, int end, UnsafeBuffer target, int offset) {
        if (end - from > SHORT_BYTES) {
            target.putBytes(offset + from, bytes, from, end - from);
            return;
        }
        for (int at = from; at < end; at += Long.BYTES) {
            target.putLong(offset + at, buffer.getLong(at));
        }
    }
}
