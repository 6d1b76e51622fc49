package io.flipbook.replay;

import io.flipbook.engine.GuestMemory;
import io.flipbook.journal.Finding;
import io.flipbook.journal.FindingKind;
import io.flipbook.journal.FindingVisitor;
import io.flipbook.journal.JournalDamagedException;
import io.flipbook.journal.RecordView;
import io.flipbook.journal.RecordVisitor;
import io.flipbook.journal.SnapshotInfo;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the records of a journal that can be proved good.
 *
 * <p>That is the longest row of records from the first one on of which each has its own checksum, the next sequence and
 * the checksum of the one before, breaks no rule of the format, and fits the state to which those before it lead: an
 * outcome's digest comes out again. Behind the first that does not nothing is: what was lost may have changed a page.
 * A record that is followed by one with another checksum before it is not proved either, since one of the two was
 * changed. Where retention has dropped the first record, the row is that of the record of the oldest good snapshot:
 * from
 * the state that the snapshot holds on; and before it as far as each record is followed by one with its checksum.
 * Damage that touches no record, as of an index, a header or the manifest, ends nothing.
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
    private final HistoryStart start;
    private final List<SnapshotInfo> snapshots;
    private final GuestMemory memory;
    private final Set<Long> goodSnapshots = new HashSet<>();
    private long firstSequence = 1;
    private long lastSequence;
    private int lastCrc;
    private long leftOut;
    private boolean ended;
    private boolean isBroken;

    ProvablyGood(VerifyReport report, HistoryStart start, List<SnapshotInfo> snapshots) {
        this.report = report;
        this.start = start;
        this.snapshots = snapshots;
        memory = start.state();
    }

    @Override
    public boolean onRecord(RecordView record) {
        if (record.sequence() <= start.sequence()) {
            lead(record);
        } else if (!ended && record.sequence() == lastSequence + 1 && record.previousCrc() == lastCrc && fits(record)) {
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
        if (finding.sequence() <= start.sequence()) {
            isBroken |= OF_RECORDS.contains(finding.kind());
            return;
        }
        if (ended || finding.sequence() == 0 || !OF_RECORDS.contains(finding.kind())) {
            return;
        }
        ended = true;
        if (finding.kind() == FindingKind.CHAIN && lastSequence > start.sequence()) {
            lastSequence--;
            leftOut++;
        }
    }

    /** A record up to that of the snapshot, which is good: those that follow each other up to there are. */
    private void lead(RecordView record) {
        if (lastSequence == 0 || isBroken || record.sequence() != lastSequence + 1 || record.previousCrc() != lastCrc) {
            leftOut += lastSequence == 0 ? 0 : lastSequence + 1 - firstSequence;
            firstSequence = record.sequence();
        }
        isBroken = false;
        lastSequence = record.sequence();
        lastCrc = record.crc();
        if (lastSequence == start.sequence()) {
            goodSnapshots.add(lastSequence);
        }
    }

    /** The sequence of the first record that is good. */
    long firstSequence() {
        return firstSequence;
    }

    /** Whether a snapshot holds the state after its record, which is good. */
    boolean isGoodSnapshot(long sequence) {
        return goodSnapshots.contains(sequence) && sequence <= lastSequence;
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
            for (SnapshotInfo each : snapshots) {
                if (each.sequence() == record.sequence() && each.isGood() && each.isOf(memory::writeSnapshot)) {
                    goodSnapshots.add(each.sequence());
                }
            }
            return true;
        } catch (JournalDamagedException e) {
            report.state(record.file(), record.fileOffset(), record.sequence(), e.getMessage());
            return false;
        }
    }
}
