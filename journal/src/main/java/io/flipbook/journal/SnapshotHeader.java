package io.flipbook.journal;

import static io.flipbook.journal.RecordLayout.ORDER;
import static org.agrona.BitUtil.SIZE_OF_INT;
import static org.agrona.BitUtil.SIZE_OF_LONG;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The first bytes of a snapshot's file, in front of its payload. Little endian.
 *
 * <pre>
 *    0 u64 "FLIPSNAP"        32 u64 sequence            56 u64 offset of the document     80 u32 0
 *    8 u32 format version    40 i64 time, ns            64 u64 sequence of its first one  84 u32 CRC32C of bytes 0-83
 *   12 u32 day of the file   48 u32 the record's CRC    72 u64 bytes of payload           88 payload
 *   16 identity: UUID        52 u32 CRC32C of payload
 * </pre>
 *
 * @param start which record the payload is the state after, and where it lies
 * @param payloadBytes how long the payload is
 * @param payloadCrc CRC32C of the payload
 */
record SnapshotHeader(ScanStart start, long payloadBytes, int payloadCrc) {
    /** All bytes of the header; the payload begins there. */
    static final int LENGTH = 88;
    /** The longest payload: the bits of the largest guest several times over. */
    static final long MAX_PAYLOAD_BYTES = 4L << 30;

    /** "FLIPSNAP" in ASCII, read as a little-endian number. */
    private static final long MAGIC = 0x50414e5350494c46L;

    private static final int VERSION = 1;

    private static final int MAGIC_OFFSET = 0;
    private static final int VERSION_OFFSET = MAGIC_OFFSET + SIZE_OF_LONG;
    private static final int DAY_OFFSET = VERSION_OFFSET + SIZE_OF_INT;
    private static final int IDENTITY_OFFSET = DAY_OFFSET + SIZE_OF_INT;
    private static final int SEQUENCE_OFFSET = IDENTITY_OFFSET + 2 * SIZE_OF_LONG;
    private static final int TIME_OFFSET = SEQUENCE_OFFSET + SIZE_OF_LONG;
    private static final int RECORD_CRC_OFFSET = TIME_OFFSET + SIZE_OF_LONG;
    private static final int PAYLOAD_CRC_OFFSET = RECORD_CRC_OFFSET + SIZE_OF_INT;
    private static final int DOCUMENT_OFFSET = PAYLOAD_CRC_OFFSET + SIZE_OF_INT;
    private static final int DOCUMENT_SEQUENCE_OFFSET = DOCUMENT_OFFSET + SIZE_OF_LONG;
    private static final int PAYLOAD_BYTES_OFFSET = DOCUMENT_SEQUENCE_OFFSET + SIZE_OF_LONG;
    private static final int PADDING_OFFSET = PAYLOAD_BYTES_OFFSET + SIZE_OF_LONG;
    private static final int CRC_OFFSET = PADDING_OFFSET + SIZE_OF_INT;

    /** No roll file is longer. */
    private static final long MAX_FILE_BYTES = 1L << 46;

    private static final int MAX_DOCUMENT_RECORDS = RecordLayout.MAX_DOCUMENT_BYTES / RecordLayout.PAYLOAD_OFFSET;

    ByteBuffer encode() {
        byte[] bytes = new byte[LENGTH];
        UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        buffer.putLong(MAGIC_OFFSET, MAGIC, ORDER);
        buffer.putInt(VERSION_OFFSET, VERSION, ORDER);
        buffer.putInt(DAY_OFFSET, start.day(), ORDER);
        buffer.putLong(IDENTITY_OFFSET, start.identity().getMostSignificantBits(), ByteOrder.BIG_ENDIAN);
        buffer.putLong(
                IDENTITY_OFFSET + SIZE_OF_LONG, start.identity().getLeastSignificantBits(), ByteOrder.BIG_ENDIAN);
        buffer.putLong(SEQUENCE_OFFSET, start.sequence(), ORDER);
        buffer.putLong(TIME_OFFSET, start.timeNs(), ORDER);
        buffer.putInt(RECORD_CRC_OFFSET, start.crc(), ORDER);
        buffer.putInt(PAYLOAD_CRC_OFFSET, payloadCrc, ORDER);
        buffer.putLong(DOCUMENT_OFFSET, start.documentOffset(), ORDER);
        buffer.putLong(DOCUMENT_SEQUENCE_OFFSET, start.documentSequence(), ORDER);
        buffer.putLong(PAYLOAD_BYTES_OFFSET, payloadBytes, ORDER);
        buffer.putInt(CRC_OFFSET, crcOf(bytes), ORDER);
        return ByteBuffer.wrap(bytes);
    }

    /** CRC32C of the bytes before it: with the checksum of the payload among these, one of the whole file. */
    int crc() {
        return encode().order(ORDER).getInt(CRC_OFFSET);
    }

    /** Reads a header and checks every number in it. */
    static SnapshotHeader decode(byte[] bytes) throws SnapshotFault {
        UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        if (buffer.getLong(MAGIC_OFFSET, ORDER) != MAGIC) {
            throw new SnapshotFault(MAGIC_OFFSET, "not a snapshot");
        }
        if (buffer.getInt(CRC_OFFSET, ORDER) != crcOf(bytes)) {
            throw new SnapshotFault(CRC_OFFSET, "the header's bytes do not have its checksum");
        }
        int version = buffer.getInt(VERSION_OFFSET, ORDER);
        if (version != VERSION) {
            throw new SnapshotFault(VERSION_OFFSET, "version " + Integer.toUnsignedString(version));
        }
        ScanStart start = new ScanStart(
                new UUID(
                        buffer.getLong(IDENTITY_OFFSET, ByteOrder.BIG_ENDIAN),
                        buffer.getLong(IDENTITY_OFFSET + SIZE_OF_LONG, ByteOrder.BIG_ENDIAN)),
                buffer.getInt(DAY_OFFSET, ORDER),
                buffer.getLong(DOCUMENT_OFFSET, ORDER),
                buffer.getLong(DOCUMENT_SEQUENCE_OFFSET, ORDER),
                buffer.getLong(SEQUENCE_OFFSET, ORDER),
                buffer.getLong(TIME_OFFSET, ORDER),
                buffer.getInt(RECORD_CRC_OFFSET, ORDER));
        long payloadBytes = buffer.getLong(PAYLOAD_BYTES_OFFSET, ORDER);
        boolean good = isPossible(start)
                && buffer.getInt(PADDING_OFFSET, ORDER) == 0
                && payloadBytes >= 0
                && payloadBytes <= MAX_PAYLOAD_BYTES;
        if (!good) {
            throw new SnapshotFault(VERSION_OFFSET, "the header has numbers that no writer writes");
        }
        return new SnapshotHeader(start, payloadBytes, buffer.getInt(PAYLOAD_CRC_OFFSET, ORDER));
    }

    private static boolean isPossible(ScanStart start) {
        return start.day() >= 0
                && start.day() <= RollFile.MAX_DAY
                && start.documentOffset() > ChronicleFormat.FIRST_DOCUMENT
                && start.documentOffset() < MAX_FILE_BYTES
                && start.documentOffset() % ChronicleFormat.WORD_BYTES == 0
                && start.documentSequence() >= 1
                && start.sequence() >= start.documentSequence()
                && start.sequence() - start.documentSequence() < MAX_DOCUMENT_RECORDS
                && start.sequence() < Long.MAX_VALUE;
    }

    private static int crcOf(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, CRC_OFFSET);
        return (int) crc.getValue();
    }
}
