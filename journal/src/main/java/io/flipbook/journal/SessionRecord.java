package io.flipbook.journal;

import static io.flipbook.journal.RecordLayout.ORDER;

import java.nio.ByteOrder;
import java.util.UUID;
import org.agrona.DirectBuffer;

/**
 * What one of the journal's own records says. Immutable.
 *
 * @param type one of {@link RecordType#BEGIN}, {@link RecordType#RECOVER} and {@link RecordType#END}
 * @param identity of the journal; null but for BEGIN
 * @param formatVersion of the journal; 0 but for BEGIN
 * @param writer the program that began the journal, which may hold any character; empty but for BEGIN
 * @param syncPolicy of the session; null for END
 * @param endedCleanly of RECOVER: whether the session before ended with END
 * @param discardedBytes of RECOVER: bytes of an unfinished record that were discarded
 * @param recordsBefore of END, and of RECOVER: how many records there are before it
 */
public record SessionRecord(
        int type,
        UUID identity,
        int formatVersion,
        String writer,
        SyncPolicy syncPolicy,
        boolean endedCleanly,
        long discardedBytes,
        long recordsBefore) {

    /**
     * Reads such a record; its payload was checked by whoever handed it on.
     *
     * @throws IllegalArgumentException if it is of another type
     */
    public static SessionRecord of(RecordView view) {
        DirectBuffer buffer = view.buffer();
        int at = view.payloadOffset();
        switch (view.type()) {
            case RecordType.BEGIN:
                return begin(buffer, at);
            case RecordType.RECOVER:
                return new SessionRecord(
                        RecordType.RECOVER,
                        null,
                        0,
                        "",
                        SyncPolicy.of(
                                buffer.getInt(at + SessionRecords.RECOVER_SYNC_OFFSET, ORDER),
                                buffer.getLong(at + SessionRecords.RECOVER_SYNC_PARAMETER_OFFSET, ORDER)),
                        (buffer.getInt(at + SessionRecords.RECOVER_FLAGS_OFFSET, ORDER) & SessionRecords.ENDED_CLEANLY)
                                != 0,
                        buffer.getLong(at + SessionRecords.DISCARDED_OFFSET, ORDER),
                        buffer.getLong(at + SessionRecords.LAST_GOOD_OFFSET, ORDER));
            case RecordType.END:
                return new SessionRecord(
                        RecordType.END,
                        null,
                        0,
                        "",
                        null,
                        true,
                        0,
                        buffer.getLong(at + SessionRecords.RECORDS_BEFORE_OFFSET, ORDER));
            default:
                throw new IllegalArgumentException("record of type " + view.type() + " is not the journal's own");
        }
    }

    private static SessionRecord begin(DirectBuffer buffer, int at) {
        int length = buffer.getInt(at + SessionRecords.WRITER_LENGTH_OFFSET, ORDER);
        UUID identity = new UUID(
                buffer.getLong(at + SessionRecords.IDENTITY_OFFSET, ByteOrder.BIG_ENDIAN),
                buffer.getLong(at + SessionRecords.IDENTITY_OFFSET + Long.BYTES, ByteOrder.BIG_ENDIAN));
        return new SessionRecord(
                RecordType.BEGIN,
                identity,
                buffer.getInt(at + SessionRecords.FORMAT_OFFSET, ORDER),
                buffer.getStringWithoutLengthUtf8(at + SessionRecords.WRITER_OFFSET, length),
                SyncPolicy.of(
                        buffer.getInt(at + SessionRecords.BEGIN_SYNC_OFFSET, ORDER),
                        buffer.getLong(at + SessionRecords.BEGIN_SYNC_PARAMETER_OFFSET, ORDER)),
                false,
                0,
                0);
    }
}
