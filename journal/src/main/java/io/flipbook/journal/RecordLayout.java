package io.flipbook.journal;

import static org.agrona.BitUtil.SIZE_OF_BYTE;
import static org.agrona.BitUtil.SIZE_OF_INT;
import static org.agrona.BitUtil.SIZE_OF_LONG;
import static org.agrona.BitUtil.SIZE_OF_SHORT;
import static org.agrona.BitUtil.align;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/**
 * The layout of a record: a header of 32 bytes, the payload, zeros up to a multiple of 8. Little endian.
 *
 * <pre>
 *   0        4       5         6       8           16        24              28     32
 *   +--------+-------+---------+-------+-----------+---------+---------------+------+---------+---------+
 *   | length | type  | version | flags | sequence  | time    | checksum of   | own  | payload | zeros   |
 *   | u32    | u8    | u8      | u16   | u64       | i64, ns | record before | u32  |         |         |
 *   +--------+-------+---------+-------+-----------+---------+---------------+------+---------+---------+
 * </pre>
 *
 * <p>The length is that of all of it, header and zeros included. The payload's exact length is not there: payloads say
 * themselves where they end. Checksums are CRC32C, of bytes 0 to 27 and 32 to the end. A checksum of which fewer than
 * two bits are set is stored with all bits inverted, so that none is 0 (which says that a reserved place is still
 * open) nor becomes 0 when one bit is flipped.
 */
public final class RecordLayout {
    /** All fields are little endian. */
    public static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    /** u32: all bytes of the record. A multiple of 8, at least 32. */
    public static final int LENGTH_OFFSET = 0;
    /** u8: see {@link RecordType}. */
    public static final int TYPE_OFFSET = LENGTH_OFFSET + SIZE_OF_INT;
    /** u8: {@link #VERSION}. */
    public static final int VERSION_OFFSET = TYPE_OFFSET + SIZE_OF_BYTE;
    /** u16: {@link #RESERVES}, {@link #AFTER_OPEN_PLACE}, six bits that are 0, eight bits of the user's. */
    public static final int FLAGS_OFFSET = VERSION_OFFSET + SIZE_OF_BYTE;
    /** u64: contiguous from 1. */
    public static final int SEQUENCE_OFFSET = FLAGS_OFFSET + SIZE_OF_SHORT;
    /** i64: ns since the epoch, never less than that of the record before. */
    public static final int TIME_OFFSET = SEQUENCE_OFFSET + SIZE_OF_LONG;
    /** u32: the checksum of the record before, 0 for sequence 1. */
    public static final int PREVIOUS_CRC_OFFSET = TIME_OFFSET + SIZE_OF_LONG;
    /** u32: the checksum of this record. */
    public static final int CRC_OFFSET = PREVIOUS_CRC_OFFSET + SIZE_OF_INT;
    /** Where the payload begins, which is also the length of the header. */
    public static final int PAYLOAD_OFFSET = CRC_OFFSET + SIZE_OF_INT;

    /** Lengths of records and of reserved places are multiples of this many bytes. */
    public static final int ALIGNMENT = SIZE_OF_LONG;
    /** The version of this layout. */
    public static final int VERSION = 1;
    /** Flag: a place for the next record follows in the same document. */
    public static final int RESERVES = 1;
    /** Flag: the place that was reserved before this record stayed open. */
    public static final int AFTER_OPEN_PLACE = 1 << 1;
    /** Flags that have no meaning yet and are 0. */
    public static final int UNDEFINED_FLAGS = 0xfc;
    /** The user's flags are those from this bit on. */
    public static final int USER_FLAGS_SHIFT = 8;
    /** The highest value of the user's flags. */
    public static final int MAX_USER_FLAGS = 0xff;

    /** The longest record, header and padding included. */
    public static final int MAX_RECORD_BYTES = 192 << 10;
    /** The longest payload. */
    public static final int MAX_PAYLOAD_BYTES = MAX_RECORD_BYTES - PAYLOAD_OFFSET;
    /**
     * The longest document, reserved place included. Chronicle maps a roll file in blocks, and a document that begins
     * in one may go on into the overlap behind it, a quarter of the block: 256 KiB of the smallest block that
     * {@link JournalConfig} permits. 4 KiB of that are left for what Chronicle itself writes behind a document.
     */
    public static final int MAX_DOCUMENT_BYTES = 252 << 10;

    private RecordLayout() {}

    /** Where the fields in front of the sequence lie in the word that they make. */
    static final int TYPE_SHIFT = (TYPE_OFFSET - LENGTH_OFFSET) * Byte.SIZE;

    static final int VERSION_SHIFT = (VERSION_OFFSET - LENGTH_OFFSET) * Byte.SIZE;
    static final int FLAGS_SHIFT = (FLAGS_OFFSET - LENGTH_OFFSET) * Byte.SIZE;

    /** The fields in front of the sequence at once: the processor waits where it loads what was stored in parts. */
    static long firstWord(int length, int type, int flags) {
        return length | (long) type << TYPE_SHIFT | (long) VERSION << VERSION_SHIFT | (long) flags << FLAGS_SHIFT;
    }

    /** The length in bytes of a record with a payload of that many bytes. */
    static int lengthOf(int payloadLength) {
        return align(PAYLOAD_OFFSET + payloadLength, ALIGNMENT);
    }

    /** Throws where the bytes at an offset are not there, or too many for a payload. */
    static void checkPayload(DirectBuffer payload, int offset, int length) {
        if (length < 0 || length > MAX_PAYLOAD_BYTES || offset < 0 || offset > payload.capacity() - length) {
            throw new IllegalArgumentException("payload out of range: offset " + offset + ", length " + length
                    + ", capacity " + payload.capacity());
        }
    }

    /** Throws where a document cannot hold a payload and a place for another one. */
    static void checkPlace(int payloadLength, int reservedPayloadLength) {
        if (reservedPayloadLength < 0
                || reservedPayloadLength > MAX_PAYLOAD_BYTES
                || lengthOf(payloadLength) + lengthOf(reservedPayloadLength) > MAX_DOCUMENT_BYTES) {
            throw new IllegalArgumentException("reserved payload does not fit: " + reservedPayloadLength);
        }
    }
}
