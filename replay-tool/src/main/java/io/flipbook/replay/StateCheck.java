package io.flipbook.replay;

import io.flipbook.engine.GuestMemory;
import io.flipbook.journal.JournalDamagedException;
import io.flipbook.journal.RecordView;
import io.flipbook.journal.RecordVisitor;
import io.flipbook.journal.ScanSummary;
import io.flipbook.journal.SnapshotInfo;
import java.util.List;

/**
 * Whether each record fits the state that the records before it lead to, up to the first that does not, or is lost.
 * Where retention has dropped the beginning, that of the oldest good snapshot is the first state; that there is none
 * is a finding.
 */
final class StateCheck implements RecordVisitor, AutoCloseable {
    private final VerifyReport report;
    private final HistoryStart start;
    private final GuestMemory memory;
    private final List<SnapshotInfo> snapshots;
    private long fitting;
    private boolean gaveUp;
    private boolean hasFinding;

    /** Snapshots are compared with the state after the records that they name. */
    StateCheck(VerifyReport report, HistoryStart start, List<SnapshotInfo> snapshots) {
        this.report = report;
        this.start = start;
        this.snapshots = snapshots;
        memory = start.isKnown() ? start.state() : new GuestMemory();
        fitting = start.sequence();
        gaveUp = !start.isKnown();
    }

    @Override
    public boolean onRecord(RecordView record) {
        if (record.sequence() > start.sequence()) {
            gaveUp |= record.sequence() != fitting + 1;
            if (!gaveUp) {
                check(record);
            }
        }
        return true;
    }

    /** Reports that no state was known at all. */
    void finish() {
        if (!start.isKnown()) {
            report.state("flipbook.snapshots", 0, start.firstSequence(), "the journal " + start.problem());
        }
    }

    /** The last sequence up to which nothing is wrong at all. */
    long lastGoodSequence(ScanSummary summary) {
        return hasFinding ? Math.min(summary.lastGoodSequence(), fitting) : summary.lastGoodSequence();
    }

    @Override
    public void close() {
        memory.close();
    }

    private void check(RecordView record) {
        try {
            memory.onRecord(record);
            fitting = record.sequence();
            for (SnapshotInfo each : snapshots) {
                if (each.sequence() == fitting && each.isGood() && !each.isOf(memory::writeSnapshot)) {
                    report.onFinding(each.otherState());
                }
            }
        } catch (JournalDamagedException e) {
            hasFinding = true;
            report.state(record.file(), record.fileOffset(), record.sequence(), e.getMessage());
        }
    }
}
