package io.flipbook.journal;

import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.BytesStore;
import org.agrona.UnsafeApi;

/**
 * The block of a roll file that Chronicle has mapped, and documents that are written there without it, as it would
 * write them: a document of its own takes two locks, which nobody else asks for, and costs as much as all else.
 *
 * <p>Chronicle begins each file and each block, and writes each document that it notes in an index. Before it does so
 * it looks in the header of the file which document is the last one, as it must where others append too: so it finds
 * what was written here.
 *
 * <pre>
 *   block  | ... the last document | word  record  place | 0 ...                      | next block
 *   header | position and number of the last document    |
 * </pre>
 *
 * <p>The writer's thread alone. Bytes come first, then the document's word, then the header.
 */
final class MappedBlock {
    private static final int ZEROS = 256;

    private final long sizeBytes;
    /** Where the block would begin in memory if it were the file's first, so that a position leads to an address. */
    private long origin;

    private RollHeader header;
    private long start;
    private long end;
    private long number;
    private long last;
    private long crcAddress;
    private int crc;

    MappedBlock(long sizeBytes) {
        this.sizeBytes = sizeBytes;
    }

    /** Chronicle has written a document, which is the last one; behind it there may be an index. */
    void follow(Bytes<?> written, long position, int length, int crcOfFirst, RollHeader ofFile) {
        BytesStore<?, ?> store = written.bytesStore();
        start = store.start();
        origin = store.addressForWrite(start) - start;
        header = ofFile;
        number = header.number();
        last = position;
        crcAddress = origin + position + ChronicleFormat.WORD_BYTES + RecordLayout.CRC_OFFSET;
        crc = crcOfFirst;
        long next = position + ChronicleFormat.WORD_BYTES + length;
        boolean isLast = header.position() == position && number >>> ChronicleFormat.NUMBER_BITS == lowerBits(position);
        end = isLast && next < start + sizeBytes && UnsafeApi.getInt(origin + next) == 0 ? start + sizeBytes : 0;
    }

    /** Whether a document that begins there, behind the last one, is to be written here. */
    boolean takes(long position, int length) {
        return position + ChronicleFormat.WORD_BYTES + length <= end
                && (number + 1 & ChronicleFormat.INDEX_SPACING - 1) != 0
                && isAsWritten();
    }

    /** Whether a document that begins there ends in the block too, so that Chronicle leaves it mapped. */
    boolean holds(long position, int length) {
        return position >= start && position + ChronicleFormat.WORD_BYTES + length <= start + sizeBytes;
    }

    /** Takes and holds nothing until Chronicle has written a document. */
    void leave() {
        end = 0;
        start = Long.MAX_VALUE - sizeBytes;
    }

    /** Writes a document of one record, and a reserved place behind it. */
    void write(long position, RecordEncoder record, int placeBytes) {
        long at = origin + position;
        record.copyTo(at + ChronicleFormat.WORD_BYTES);
        zero(at + ChronicleFormat.WORD_BYTES + record.length(), placeBytes);
        int word = record.length() + placeBytes;
        UnsafeApi.putIntRelease(null, at, ChronicleFormat.SWAPS_BYTES ? Integer.reverseBytes(word) : word);
        long next = number + 1 & ChronicleFormat.NUMBER_MASK;
        number = lowerBits(position) << ChronicleFormat.NUMBER_BITS | next;
        header.note(position, number);
        last = position;
        crcAddress = at + ChronicleFormat.WORD_BYTES + RecordLayout.CRC_OFFSET;
        crc = record.crc();
    }

    /** Writes a record into a place that is there, of Chronicle's last document too. */
    void fill(long position, RecordEncoder record) {
        record.publishTo(origin + position);
        crcAddress = origin + position + RecordLayout.CRC_OFFSET;
        crc = record.crc();
    }

    /**
     * Whether the header and the last record are there as they were written. A store to where somebody has cut the file
     * is passed over, and Java throws the error for it much later; Chronicle says at once what is wrong.
     */
    private boolean isAsWritten() {
        int found = UnsafeApi.getIntVolatile(null, crcAddress);
        return header.position() == last && (ChronicleFormat.SWAPS_BYTES ? Integer.reverseBytes(found) : found) == crc;
    }

    /** A file that was used before may hold anything. Mostly there is little to write, and a call costs more. */
    static void zero(long address, int length) {
        if (length > ZEROS) {
            UnsafeApi.setMemory(address, length, (byte) 0);
            return;
        }
        for (int offset = 0; offset < length; offset += Long.BYTES) {
            UnsafeApi.putLong(address + offset, 0);
        }
    }

    private static long lowerBits(long position) {
        return position & -1L >>> ChronicleFormat.NUMBER_BITS;
    }
}
