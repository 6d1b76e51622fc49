package io.flipbook.replay;

import io.flipbook.engine.GuestMemory;
import io.flipbook.journal.Finding;
import io.flipbook.journal.FindingKind;
import io.flipbook.journal.FindingVisitor;
import io.flipbook.journal.JournalDamagedException;
import io.flipbook.journal.RecordView;
import io.flipbook.journal.RecordVisitor;
import java.util.EnumSet;
import java.util.Set;

/**
 * Finds the records of a journal that can be proved good.
 *
 * <p>That is the longest row of records from the first one on of which each has its own checksum, the next sequence and
 * the checksum of the one before, breaks no rule of the format, and fits the state to which those before it lead: an
 * outcome's digest comes out again. Behind the first that does not nothing is: what was lost may have changed a page.
 * A record that is followed by one with another checksum before it is not proved either, since one of the two was
 * changed. Damage that touches no record, as of an index, a header or the manifest, ends nothing.
 */
final class ProvablyGood implements RecordVisitor, FindingVisitor, AutoCloseable {
    private static final Set<FindingKind> OF_RECORDS = EnumSet.of(
            FindingKind.RECORD_LENGTH,
            FindingKind.CHECKSUM,
            FindingKind.UNKNOWN_VERSION,
            FindingKind.RECORD_TYPE,
            FindingKind.SEQUENCE,
            FindingKind.CHAIN,
            FindingKind.TIME,
            FindingKind.SESSION,
            FindingKind.RESERVED_PLACE);

    private final VerifyReport report;
    private final GuestMemory memory = new GuestMemory();
    private long lastSequence;
    private int lastCrc;
    private long leftOut;
    private boolean ended;

    ProvablyGood(VerifyReport report) {
        this.report = report;
    }

    @Override
    public boolean onRecord(RecordView record) {
        if (!ended && record.sequence() == lastSequence + 1 && record.previousCrc() == lastCrc && fits(record)) {
            lastSequence = record.sequence();
            lastCrc = record.crc();
        } else {
            ended = true;
            leftOut++;
        }
        return true;
    }

    @Override
    public void onFinding(Finding finding) {
        report.onFinding(finding);
        if (ended || finding.sequence() == 0 || !OF_RECORDS.contains(finding.kind())) {
            return;
        }
        ended = true;
        if (finding.kind() == FindingKind.CHAIN && lastSequence > 0) {
            lastSequence--;
            leftOut++;
        }
    }

    /** The sequence of the last record that is good and whose predecessors are; 0 when none is. */
    long lastSequence() {
        return lastSequence;
    }

    /** How many records can be read and are not proved good. */
    long leftOut() {
        return leftOut;
    }

    @Override
    public void close() {
        memory.close();
    }

    private boolean fits(RecordView record) {
        try {
            memory.onRecord(record);
            return true;
        } catch (JournalDamagedException e) {
            report.state(record, e.getMessage());
            return false;
        }
    }
}
