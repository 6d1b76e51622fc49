package io.flipbook.journal;

import static io.flipbook.journal.ChronicleFormat.WORD_BYTES;

import java.nio.ByteBuffer;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Checks documents as nearly all are, many at once: they hold records of the journal's user, whole and each in step
 * with the one before, and a place that the last one reserves is filled. The first document that is
 * anything else ends them; nothing is said of it, since what is wrong, if anything is, {@link RecordWalk} finds out.
 */
final class UsualDocuments {
    private static final int FIRST_OF_DOCUMENT = 1;
    private static final int JOURNALS_FLAGS = (1 << RecordLayout.USER_FLAGS_SHIFT) - 1;

    private final Checksum checksum = new Checksum();
    /** Where each record begins in the buffer; these are even. */
    private final int[] records;

    private final int atOnce;

    private UnsafeBuffer buffer;
    private ByteBuffer bytes;
    private long address;
    private long start;
    private int count;
    private int end;
    private int lastDocument;
    private int missing;
    private boolean reserves;

    private long lastSequence;
    private long lastTimeNs;
    private int lastCrc;

    /** For so many records at a time, and the rest of a document. */
    UsualDocuments(int atOnce) {
        this.atOnce = atOnce;
        records = new int[atOnce + RecordLayout.MAX_DOCUMENT_BYTES / RecordLayout.PAYLOAD_OFFSET];
    }

    /** Lets the next record follow the last one of other documents. */
    void follow(UsualDocuments before) {
        follow(before.lastSequence, before.lastTimeNs, before.lastCrc);
    }

    /** Says which record the next one has to follow. */
    void follow(long sequence, long timeNs, int crc) {
        lastSequence = sequence;
        lastTimeNs = timeNs;
        lastCrc = crc;
    }

    /** Checks the documents that are in a window, the first of which begins at a position there. */
    void check(FileWindow window, long position) {
        buffer = window.buffer();
        bytes = window.bytes();
        address = buffer.addressOffset();
        end = window.indexOf(position);
        start = position - end;
        lastDocument = end;
        count = 0;
        check(end + window.available(position));
    }

    private void check(int limit) {
        missing = 0;
        while (count < atOnce) {
            if (limit - end < WORD_BYTES) {
                missing = WORD_BYTES;
                return;
            }
            int word = intAt(end);
            int length = ChronicleFormat.lengthOf(word);
            if (word != length // not complete, or metadata
                    || length < RecordLayout.PAYLOAD_OFFSET
                    || length > RecordLayout.MAX_DOCUMENT_BYTES
                    || length % RecordLayout.ALIGNMENT != 0) {
                return;
            }
            if (length > limit - end - WORD_BYTES) {
                missing = WORD_BYTES + length;
                return;
            }
            if (!document(end + WORD_BYTES, end + WORD_BYTES + length)) {
                return;
            }
            lastDocument = end;
            end += WORD_BYTES + length;
        }
    }

    /** There are none. */
    void clear() {
        count = 0;
        missing = 0;
    }

    /** Checks all of a document, or leaves everything as it was. */
    private boolean document(int from, int to) {
        int before = count;
        long sequence = lastSequence;
        long timeNs = lastTimeNs;
        int crc = lastCrc;
        reserves = false;
        int at = from;
        while (at < to) {
            int length = record(at, to - at);
            if (length == 0) {
                break;
            }
            records[count++] = at == from ? at | FIRST_OF_DOCUMENT : at;
            at += length;
        }
        if (at == to && !reserves) {
            return true;
        }
        count = before;
        follow(sequence, timeNs, crc);
        return false;
    }

    /** How long a record is, the rest of its place included, if it is good; 0 where that is not sure. */
    private int record(int at, int available) {
        if (available < RecordLayout.PAYLOAD_OFFSET) {
            return 0;
        }
        long first = longAt(at + RecordLayout.LENGTH_OFFSET);
        long timeNs = longAt(at + RecordLayout.TIME_OFFSET);
        long checksums = longAt(at + RecordLayout.PREVIOUS_CRC_OFFSET);
        int length = (int) first;
        int flags = (int) (first >>> RecordLayout.FLAGS_SHIFT) & JOURNALS_FLAGS;
        int crc = (int) (checksums >>> Integer.SIZE);
        if (length < RecordLayout.PAYLOAD_OFFSET
                || length > Math.min(available, RecordLayout.MAX_RECORD_BYTES)
                || length % RecordLayout.ALIGNMENT != 0
                || (byte) (first >>> RecordLayout.TYPE_SHIFT) < RecordType.FIRST_USER
                || (byte) (first >>> RecordLayout.VERSION_SHIFT) != RecordLayout.VERSION
                || (flags & ~RecordLayout.RESERVES) != 0
                || reserves && (flags != 0 || !isZero(at + length, at + available))
                || longAt(at + RecordLayout.SEQUENCE_OFFSET) != lastSequence + 1
                || timeNs < lastTimeNs
                || (int) checksums != lastCrc
                || crc != checksum.of(bytes, at, length)) {
            return 0;
        }
        boolean inPlace = reserves;
        reserves = flags != 0;
        lastSequence++;
        lastTimeNs = timeNs;
        lastCrc = crc;
        return inPlace ? available : length;
    }

    private boolean isZero(int from, int to) {
        for (int at = from; at < to; at += Long.BYTES) {
            if (longAt(at) != 0) {
                return false;
            }
        }
        return true;
    }

    private int intAt(int offset) {
        int value = UnsafeApi.getInt(address + offset);
        return ChronicleFormat.SWAPS_BYTES ? Integer.reverseBytes(value) : value;
    }

    private long longAt(int offset) {
        long value = UnsafeApi.getLong(address + offset);
        return ChronicleFormat.SWAPS_BYTES ? Long.reverseBytes(value) : value;
    }

    /** How many bytes the document behind these has, if that is known and not all of them were there; else 0. */
    int missing() {
        return missing;
    }

    /** Whether what is behind them is no usual document, or is not there. */
    boolean isLast() {
        return count == 0 || missing == 0 && count < atOnce;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** How many records are in the documents. */
    int count() {
        return count;
    }

    /** Lets a view look at a record. */
    void show(int index, String file, RecordView view) {
        view.wrap(buffer, offset(index), file, position(index));
    }

    private int offset(int index) {
        return records[index] & ~FIRST_OF_DOCUMENT;
    }

    /** Where a record begins in its file. */
    long position(int index) {
        return start + offset(index);
    }

    /** Whether a record is the first one of its document. */
    boolean isFirst(int index) {
        return (records[index] & FIRST_OF_DOCUMENT) != 0;
    }

    /** Where the last document begins in its file. */
    long lastDocument() {
        return start + lastDocument;
    }

    /** Where the last document ends in its file. */
    long end() {
        return start + end;
    }

    /** Whether one of the documents begins at a position of the file. */
    boolean hasDocument(long position) {
        if (position < start || position > lastDocument()) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            if (isFirst(i) && position(i) - WORD_BYTES == position) {
                return true;
            }
        }
        return false;
    }
}
