package io.flipbook.journal;

import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Checks each record by itself and against the one before. {@link #check} changes nothing but what it says about the
 * record; {@link #accept} goes on to the next. So a record that looks damaged can be read and checked again.
 */
final class ChainCheck {
    /** A damaged document, which is a finding of its own, mostly holds a record and the one in its place. */
    private static final int LOST_UNCOUNTED = 2;

    private final Checksum checksum = new Checksum();
    private final RecordView record = new RecordView();
    private final SessionCheck session = new SessionCheck();

    private boolean inStep = true;
    private boolean afterOpenPlace;
    /** No record was accepted yet, and the first is not that of the journal: those before it were dropped. */
    private boolean beginsBehind;

    private long lastSequence;
    private long lastTimeNs = Long.MIN_VALUE;
    private int lastCrc;

    private FindingKind kind;
    private String problem;
    private boolean readable;

    /**
     * Checks the record at an offset.
     *
     * @param available how many bytes the record may have at most
     * @param inPlace it lies in the place that the record before reserved
     * @return whether nothing is wrong
     */
    boolean check(
            UnsafeBuffer buffer,
            ByteBuffer bytes,
            int offset,
            int available,
            boolean inPlace,
            String file,
            long fileOffset) {
        problem = null;
        readable = false;
        if (available < RecordLayout.PAYLOAD_OFFSET) {
            return fail(FindingKind.RECORD_LENGTH, "length 0 of " + available + " bytes");
        }
        record.wrap(buffer, offset, file, fileOffset);
        int length = record.length();
        if (length < RecordLayout.PAYLOAD_OFFSET
                || length % RecordLayout.ALIGNMENT != 0
                || length > Math.min(available, RecordLayout.MAX_RECORD_BYTES)) {
            return fail(FindingKind.RECORD_LENGTH, "length " + length + " of " + available + " bytes");
        }
        if (record.crc() != checksum.of(bytes, offset, length)) {
            return fail(FindingKind.CHECKSUM, "the record's bytes do not have its checksum");
        }
        if (record.version() != RecordLayout.VERSION) {
            return fail(FindingKind.UNKNOWN_VERSION, "version " + record.version() + " of the record's layout");
        }
        readable = true;
        boolean fits = checkFields(inPlace) && checkOrder();
        FindingKind misfit = kind;
        String reason = problem;
        boolean said = session.check(record, fits && inStep && !beginsBehind, this);
        return fits ? said : fail(misfit, reason);
    }

    /** Lets documents follow the last record that was accepted; false where it is not known what may follow. */
    boolean follow(UsualDocuments documents) {
        documents.follow(lastSequence, lastTimeNs, lastCrc);
        return inStep && !beginsBehind && !afterOpenPlace && lastSequence > 0 && !session.endedCleanly();
    }

    private boolean checkFields(boolean inPlace) {
        int flags = record.flags();
        if (!RecordType.isKnown(record.type()) || (flags & RecordLayout.UNDEFINED_FLAGS) != 0) {
            return fail(FindingKind.RECORD_TYPE, "type " + record.type() + ", flags 0x" + Integer.toHexString(flags));
        }
        boolean saysOpen = (flags & RecordLayout.AFTER_OPEN_PLACE) != 0;
        if (inPlace && (flags & (RecordLayout.RESERVES | RecordLayout.AFTER_OPEN_PLACE)) != 0) {
            return fail(FindingKind.RESERVED_PLACE, "a record in a reserved place has a flag that it cannot have");
        }
        if (inStep && !beginsBehind && saysOpen != afterOpenPlace) {
            return fail(
                    FindingKind.RESERVED_PLACE,
                    saysOpen
                            ? "says that the place before it is open"
                            : "does not say that the place before it is open");
        }
        return true;
    }

    private boolean checkOrder() {
        long sequence = record.sequence();
        boolean isBegin = beginsBehind && sequence == 1; // Who says that records were dropped is wrong.
        long expected = isBegin ? 1 : lastSequence + 1;
        if (sequence < expected) {
            readable = false;
            return fail(FindingKind.SEQUENCE, "sequence " + sequence + " comes again or too late");
        }
        if (sequence - expected > (inStep ? 0 : LOST_UNCOUNTED)) {
            return fail(
                    FindingKind.SEQUENCE,
                    "sequence " + sequence + " comes next: " + (sequence - expected) + " records are missing");
        }
        if (inStep && record.previousCrc() != (isBegin ? 0 : lastCrc)) {
            return fail(FindingKind.CHAIN, "follows a record with another checksum than the one before has");
        }
        if (record.timeNs() < lastTimeNs) {
            return fail(FindingKind.TIME, "time " + record.timeNs() + " is before " + lastTimeNs);
        }
        return true;
    }

    /** Says what is wrong; always false. */
    boolean fail(FindingKind newKind, String text) {
        kind = newKind;
        problem = text;
        return false;
    }

    /** What the record says must not be relied on. */
    void makeUnreadable() {
        readable = false;
    }

    FindingKind kind() {
        return kind;
    }

    String problem() {
        return problem;
    }

    /** What was checked was written as it is, says nothing wrong, and is newer than all before: it can be delivered. */
    boolean isReadable() {
        return readable;
    }

    /** The record that was checked; its length is right unless {@link #kind} says otherwise. */
    RecordView record() {
        return record;
    }

    boolean reserves() {
        return (record.flags() & RecordLayout.RESERVES) != 0;
    }

    /** Goes on to the record behind the one that was checked. */
    void accept() {
        inStep = true;
        beginsBehind = false;
        afterOpenPlace = false;
        lastSequence = record.sequence();
        lastTimeNs = Math.max(lastTimeNs, record.timeNs());
        lastCrc = record.crc();
        session.accept(record);
    }

    /** The first record to come follows one that was dropped. */
    void beginBehind(long sequence, int crc) {
        beginsBehind = true;
        lastSequence = sequence;
        lastCrc = crc;
    }

    /** Something was lost: nothing is known about the record before the next one. */
    void loseStep() {
        inStep = false;
        afterOpenPlace = false;
    }

    /** Goes on with the document of a record in the middle of a journal; nothing is known about what is before it. */
    void beginAt(ScanStart start) {
        loseStep();
        lastSequence = start.documentSequence() - 1;
        session.beginIn(start.identity());
    }

    /** The place before the next record has stayed open. */
    void leavePlaceOpen() {
        afterOpenPlace = true;
    }

    long lastSequence() {
        return lastSequence;
    }

    long lastTimeNs() {
        return lastTimeNs;
    }

    int lastCrc() {
        return lastCrc;
    }

    SessionCheck session() {
        return session;
    }
}
