package io.flipbook.journal;

import java.util.List;

/**
 * What a look at all snapshots of a journal, and at the list of them, has shown. Immutable.
 *
 * @param snapshots those that are there, and those that should be, the newest first
 * @param findings what is wrong with the list and with each of them
 */
public record SnapshotCheck(List<SnapshotInfo> snapshots, List<Finding> findings) {
    /** Copies both lists. */
    public SnapshotCheck {
        snapshots = List.copyOf(snapshots);
        findings = List.copyOf(findings);
    }
}
