package io.flipbook.journal;

import java.util.UUID;

/**
 * Behind which record a scan begins; made by a scan that has come there. It begins with the document that holds the
 * record, so that the record itself is read and compared, and a place that was open when the snapshot was made is
 * looked at again.
 *
 * @param identity of the journal
 * @param day of the roll file
 * @param documentOffset where the document of the record begins in the roll file: its header word
 * @param documentSequence sequence of the first record of that document
 * @param sequence of the record
 * @param timeNs journal time of the record
 * @param crc checksum of the record
 */
public record ScanStart(
        UUID identity, int day, long documentOffset, long documentSequence, long sequence, long timeNs, int crc) {
    /** The name of the roll file. */
    public String file() {
        return RollFile.nameOf(day);
    }

    /** Whether a record with the same number is the one that is meant. */
    boolean isAt(RecordView record) {
        return record.crc() == crc && record.timeNs() == timeNs;
    }
}
