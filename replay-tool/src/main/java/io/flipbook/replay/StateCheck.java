package io.flipbook.replay;

import io.flipbook.engine.GuestMemory;
import io.flipbook.journal.JournalDamagedException;
import io.flipbook.journal.RecordView;
import io.flipbook.journal.RecordVisitor;
import io.flipbook.journal.ScanSummary;
import io.flipbook.journal.SnapshotInfo;
import java.util.List;

/** Whether each record fits the state that the records before it lead to, up to the first that does not, or is lost. */
final class StateCheck implements RecordVisitor, AutoCloseable {
    private final VerifyReport report;
    private final GuestMemory memory = new GuestMemory();
    private final List<SnapshotInfo> snapshots;
    private long fitting;
    private boolean gaveUp;
    private boolean hasFinding;

    /** Snapshots are compared with the state after the records that they name. */
    StateCheck(VerifyReport report, List<SnapshotInfo> snapshots) {
        this.report = report;
        this.snapshots = snapshots;
    }

    @Override
    public boolean onRecord(RecordView record) {
        gaveUp |= record.sequence() != fitting + 1;
        if (!gaveUp) {
            check(record);
        }
        return true;
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
            report.state(record, e.getMessage());
        }
    }
}
