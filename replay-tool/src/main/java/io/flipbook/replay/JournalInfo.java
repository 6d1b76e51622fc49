package io.flipbook.replay;

import io.flipbook.journal.Finding;
import io.flipbook.journal.ScanSummary;
import io.flipbook.journal.SnapshotCheck;
import io.flipbook.journal.WriterPresence;

/**
 * What is to be said of a journal as a whole.
 *
 * @param directory where it is
 * @param scan what a scan saw
 * @param layout what its records say of the layout
 * @param start where its state begins
 * @param writer whether somebody writes to it
 * @param snapshots what there is of snapshots, and should be
 * @param damage the first thing that is wrong with it, null if nothing is
 */
record JournalInfo(
        String directory,
        ScanSummary scan,
        LayoutTracker layout,
        HistoryStart start,
        WriterPresence writer,
        SnapshotCheck snapshots,
        Finding damage) {
    /** How the last session ended, or that it goes on. */
    String ending() {
        if (scan.endedCleanly()) {
            return "clean";
        } else if (writer.alive()) {
            return "open";
        }
        return "killed";
    }

    /** What is wrong with the list of snapshots, in one line; null if nothing is. */
    String snapshotListProblem() {
        return snapshots.findings().stream()
                .filter(finding -> finding.sequence() == 0)
                .map(Finding::text)
                .findFirst()
                .orElse(null);
    }

    /** Whether a record was begun and is not there: what a writer leaves that was killed, or is at work. */
    boolean hasUnfinished() {
        return scan.unfinished() != null;
    }

    boolean isDamaged() {
        return damage != null || layout.problem() != null || !start.isKnown();
    }

    /** The first thing that is wrong, in one line. */
    String damageText() {
        if (damage == null) {
            return start.isKnown() ? layout.problem() : "it " + start.problem();
        }
        return damage.kind() + " in " + damage.file() + " at offset 0x" + Long.toHexString(damage.offset())
                + ", sequence " + damage.sequence() + ": " + damage.text();
    }
}
