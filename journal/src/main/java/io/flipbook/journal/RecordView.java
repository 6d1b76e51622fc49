package io.flipbook.journal;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A record where it lies: a flyweight that is valid only inside the call that it is given to. */
public final class RecordView {
    private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
    private int offset;
    private long first;
    private long sequence;
    private long timeNs;
    private long checksums;
    private String file = "";
    private long fileOffset;

    RecordView() {}

    /**
     * A view of a record that lies in memory: what a model of a journal feeds to a {@link RecordVisitor}. Nothing is
     * checked.
     *
     * @param source holds the whole record, header and padding included
     * @param offset where it begins there, in bytes
     * @param file the name of the file that it is said to lie in
     * @param fileOffset where it is said to begin in that file, in bytes
     */
    public static RecordView of(DirectBuffer source, int offset, String file, long fileOffset) {
        return new RecordView().wrap(source, offset, file, fileOffset);
    }

    RecordView wrap(DirectBuffer source, int recordOffset, String inFile, long atFileOffset) {
        if (buffer.addressOffset() != source.addressOffset() || buffer.byteArray() != source.byteArray()) {
            buffer.wrap(source);
        }
        offset = recordOffset;
        first = buffer.getLong(offset + RecordLayout.LENGTH_OFFSET, RecordLayout.ORDER);
        sequence = buffer.getLong(offset + RecordLayout.SEQUENCE_OFFSET, RecordLayout.ORDER);
        timeNs = buffer.getLong(offset + RecordLayout.TIME_OFFSET, RecordLayout.ORDER);
        checksums = buffer.getLong(offset + RecordLayout.PREVIOUS_CRC_OFFSET, RecordLayout.ORDER);
        if (file != inFile) { // mostly it is the same, and a reference that is stored is not free
            file = inFile;
        }
        fileOffset = atFileOffset;
        return this;
    }

    /** All bytes of the record, header and padding included. */
    public int length() {
        return (int) first;
    }

    /** The type, 1 to 127; see {@link RecordType}. Another one only behind a finding that says so. */
    public int type() {
        return (int) (first >>> RecordLayout.TYPE_SHIFT) & 0xff;
    }

    /** The version of the record's layout. */
    public int version() {
        return (int) (first >>> RecordLayout.VERSION_SHIFT) & 0xff;
    }

    /** All flags, the journal's in bits 0 to 7. */
    public int flags() {
        return (int) (first >>> RecordLayout.FLAGS_SHIFT);
    }

    /** The user's flags, 0 to 255. */
    public int userFlags() {
        return flags() >>> RecordLayout.USER_FLAGS_SHIFT;
    }

    /** The sequence number, from 1. */
    public long sequence() {
        return sequence;
    }

    /** The journal time in ns since the epoch. */
    public long timeNs() {
        return timeNs;
    }

    /** The checksum of the record before. */
    public int previousCrc() {
        return (int) checksums;
    }

    /** The checksum of this record. */
    public int crc() {
        return (int) (checksums >>> Integer.SIZE);
    }

    /** What the payload lies in, among other things. Not to be kept. */
    public DirectBuffer buffer() {
        return buffer;
    }

    /** Where the payload begins in {@link #buffer()}, in bytes. */
    public int payloadOffset() {
        return offset + RecordLayout.PAYLOAD_OFFSET;
    }

    /** The payload's bytes, up to seven zeros of padding included. */
    public int payloadLength() {
        return length() - RecordLayout.PAYLOAD_OFFSET;
    }

    /** The name of the roll file. */
    public String file() {
        return file;
    }

    /** Where the record begins in the roll file, in bytes. */
    public long fileOffset() {
        return fileOffset;
    }
}
