package io.flipbook.journal;

import static io.flipbook.journal.RecordLayout.ORDER;

import java.util.UUID;
import org.agrona.DirectBuffer;

/** Checks BEGIN, RECOVER and END, whose layout {@link SessionRecords} has, and keeps what they say. */
final class SessionCheck {
    private int lastType;
    private UUID identity;
    private int formatVersion;
    private String writer = "";
    private SyncPolicy syncPolicy;

    /** Whether the rules hold; where not, {@code chain} is told. */
    boolean check(RecordView record, boolean inStep, ChainCheck chain) {
        int type = record.type();
        boolean good = switch (type) {
            case RecordType.BEGIN -> checkBegin(record, chain);
            case RecordType.RECOVER -> checkRecover(record, inStep, chain);
            case RecordType.END -> checkEnd(record, chain);
            default -> true;
        };
        if (!good) {
            // Who is handed such a record may rely on what it says.
            chain.makeUnreadable();
            return false;
        }
        if ((type == RecordType.BEGIN) != (record.sequence() == 1)) {
            return chain.fail(FindingKind.SESSION, "a journal begins with BEGIN, and only there");
        }
        if (inStep && lastType == RecordType.END && type != RecordType.RECOVER) {
            return chain.fail(FindingKind.SESSION, "a record of type " + type + " follows END");
        }
        return true;
    }

    private boolean checkBegin(RecordView record, ChainCheck chain) {
        DirectBuffer buffer = record.buffer();
        int payload = record.payloadOffset();
        if (record.payloadLength() < SessionRecords.WRITER_OFFSET
                || buffer.getLong(payload + SessionRecords.MAGIC_OFFSET, ORDER) != SessionRecords.MAGIC) {
            return chain.fail(FindingKind.SESSION, "BEGIN is not that of a Flipbook journal");
        }
        int format = buffer.getInt(payload + SessionRecords.FORMAT_OFFSET, ORDER);
        if (format != SessionRecords.FORMAT_VERSION) {
            return chain.fail(FindingKind.UNKNOWN_VERSION, "format version " + Integer.toUnsignedString(format));
        }
        int writerBytes = buffer.getInt(payload + SessionRecords.WRITER_LENGTH_OFFSET, ORDER);
        int room = Math.min(JournalConfig.MAX_WRITER_BYTES, record.payloadLength() - SessionRecords.WRITER_OFFSET);
        if (writerBytes < 0 || writerBytes > room) {
            return chain.fail(FindingKind.SESSION, "the writer's name does not fit");
        }
        return checkSyncPolicy(
                buffer.getInt(payload + SessionRecords.BEGIN_SYNC_OFFSET, ORDER),
                buffer.getLong(payload + SessionRecords.BEGIN_SYNC_PARAMETER_OFFSET, ORDER),
                chain);
    }

    private boolean checkRecover(RecordView record, boolean inStep, ChainCheck chain) {
        DirectBuffer buffer = record.buffer();
        int payload = record.payloadOffset();
        if (record.payloadLength() != SessionRecords.RECOVER_LENGTH) {
            return chain.fail(FindingKind.SESSION, "RECOVER has the wrong length");
        }
        boolean saysClean =
                (buffer.getInt(payload + SessionRecords.RECOVER_FLAGS_OFFSET, ORDER) & SessionRecords.ENDED_CLEANLY)
                        != 0;
        long lastGood = buffer.getLong(payload + SessionRecords.LAST_GOOD_OFFSET, ORDER);
        if (lastGood != record.sequence() - 1 || inStep && saysClean != endedCleanly()) {
            return chain.fail(FindingKind.SESSION, "RECOVER says what is not so about the records before it");
        }
        return checkSyncPolicy(
                buffer.getInt(payload + SessionRecords.RECOVER_SYNC_OFFSET, ORDER),
                buffer.getLong(payload + SessionRecords.RECOVER_SYNC_PARAMETER_OFFSET, ORDER),
                chain);
    }

    private boolean checkEnd(RecordView record, ChainCheck chain) {
        boolean good = record.payloadLength() == SessionRecords.END_LENGTH
                && record.buffer().getLong(record.payloadOffset(), ORDER) == record.sequence() - 1;
        return good || chain.fail(FindingKind.SESSION, "END says what is not so about the records before it");
    }

    private boolean checkSyncPolicy(int kind, long parameter, ChainCheck chain) {
        try {
            SyncPolicy.of(kind, parameter);
            return true;
        } catch (IllegalArgumentException e) {
            return chain.fail(FindingKind.UNKNOWN_VERSION, e.getMessage());
        }
    }

    void accept(RecordView record) {
        lastType = record.type();
        if (lastType == RecordType.BEGIN) {
            SessionRecord begin = SessionRecord.of(record);
            formatVersion = begin.formatVersion();
            identity = begin.identity();
            writer = begin.writer();
            syncPolicy = begin.syncPolicy();
        } else if (lastType == RecordType.RECOVER) {
            syncPolicy = SessionRecord.of(record).syncPolicy();
        }
    }

    /** The record that says so is not read. */
    void beginIn(UUID ofJournal) {
        identity = ofJournal;
        formatVersion = SessionRecords.FORMAT_VERSION;
    }

    boolean endedCleanly() {
        return lastType == RecordType.END;
    }

    UUID identity() {
        return identity;
    }

    int formatVersion() {
        return formatVersion;
    }

    String writer() {
        return writer;
    }

    SyncPolicy syncPolicy() {
        return syncPolicy;
    }
}
