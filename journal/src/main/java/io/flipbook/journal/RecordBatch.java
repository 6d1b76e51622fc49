package io.flipbook.journal;

import static io.flipbook.journal.RecordLayout.ORDER;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Records that are appended together, in one document: after a crash all of them are on record, or none is. Used again
 * and again; allocates nothing once made. For one thread.
 *
 * <p>A record is claimed, and its payload is then written where {@link #claim} says, before the batch is appended.
 */
public final class RecordBatch {
    /** Receives what records hold. */
    @FunctionalInterface
    public interface Visitor {
        /** Called for each record, in order; {@code length} has the zeros in it that fill the record up. */
        void onRecord(int type, int userFlags, DirectBuffer payload, int offset, int length);
    }

    private final byte[] bytes = new byte[RecordLayout.MAX_DOCUMENT_BYTES];
    private final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
    private final Checksum checksum = new Checksum();
    private int length;
    private int count;

    /** A batch without a record; it has room for a whole document. */
    public RecordBatch() {}

    /** Forgets all records. */
    public RecordBatch clear() {
        length = 0;
        count = 0;
        return this;
    }

    /**
     * Adds a record, whose payload is to be written next.
     *
     * @param type {@link RecordType#FIRST_USER} to {@link RecordType#LAST_USER}
     * @param userFlags 0 to 255
     * @param payloadLength in bytes, 0 to {@link RecordLayout#MAX_PAYLOAD_BYTES}
     * @return where the payload begins in {@link #buffer()}; -1, and nothing was added, if there is no room for it
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public int claim(int type, int userFlags, int payloadLength) {
        RecordType.checkUser(type, userFlags);
        if (payloadLength < 0 || payloadLength > RecordLayout.MAX_PAYLOAD_BYTES) {
            throw new IllegalArgumentException("payload of " + payloadLength + " bytes");
        }
        int recordLength = RecordLayout.lengthOf(payloadLength);
        int start = length;
        if (recordLength > bytes.length - start) {
            return -1;
        }
        length = start + recordLength;
        count++;
        int flags = userFlags << RecordLayout.USER_FLAGS_SHIFT;
        buffer.putLong(start, RecordLayout.firstWord(recordLength, type, flags), ORDER);
        if (payloadLength > 0) {
            buffer.putLong(length - Long.BYTES, 0);
        }
        return start + RecordLayout.PAYLOAD_OFFSET;
    }

    /** Where payloads are written; what else is in it is not the caller's. */
    public MutableDirectBuffer buffer() {
        return buffer;
    }

    /** How many records there are. */
    public int count() {
        return count;
    }

    /** How many bytes the document will have; {@link RecordLayout#MAX_DOCUMENT_BYTES} at the most. */
    public int lengthBytes() {
        return length;
    }

    /** Shows what each record holds, in order. */
    public void forEach(Visitor visitor) {
        for (int start = 0; start < length; start += recordLength(start)) {
            visitor.onRecord(
                    buffer.getByte(start + RecordLayout.TYPE_OFFSET),
                    (buffer.getShort(start + RecordLayout.FLAGS_OFFSET, ORDER) & 0xffff)
                            >> RecordLayout.USER_FLAGS_SHIFT,
                    buffer,
                    start + RecordLayout.PAYLOAD_OFFSET,
                    recordLength(start) - RecordLayout.PAYLOAD_OFFSET);
        }
    }

    /**
     * Completes all records; may be done again.
     *
     * @param flagsOfFirst added to those of the first record
     * @return the checksum of the last one
     */
    int seal(int flagsOfFirst, long firstSequence, long timeNs, int previousCrc) {
        long sequence = firstSequence;
        int crc = previousCrc;
        int flags = buffer.getShort(RecordLayout.FLAGS_OFFSET, ORDER) & ~RecordLayout.AFTER_OPEN_PLACE;
        buffer.putShort(RecordLayout.FLAGS_OFFSET, (short) (flags | flagsOfFirst), ORDER);
        for (int start = 0; start < length; start += recordLength(start)) {
            buffer.putLong(start + RecordLayout.SEQUENCE_OFFSET, sequence++, ORDER);
            buffer.putLong(start + RecordLayout.TIME_OFFSET, timeNs, ORDER);
            buffer.putInt(start + RecordLayout.PREVIOUS_CRC_OFFSET, crc, ORDER);
            crc = checksum.of(bytes, start, recordLength(start));
            buffer.putInt(start + RecordLayout.CRC_OFFSET, crc, ORDER);
        }
        return crc;
    }

    /** The checksum of the first record, once all are complete. */
    int firstCrc() {
        return buffer.getInt(RecordLayout.CRC_OFFSET, ORDER);
    }

    /** Copies the document to a buffer. */
    void copyTo(UnsafeBuffer target, int offset) {
        target.putBytes(offset, bytes, 0, length);
    }

    private int recordLength(int start) {
        return buffer.getInt(start + RecordLayout.LENGTH_OFFSET, ORDER);
    }
}
