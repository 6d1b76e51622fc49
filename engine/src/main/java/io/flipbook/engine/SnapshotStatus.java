package io.flipbook.engine;

/**
 * What has become of an engine's snapshots since it was opened. Immutable.
 *
 * @param made how many were made
 * @param newestSequence sequence of the newest good one, those from before included; 0 if there is none
 * @param failures how many could not be made; each is tried again after as many records as between two of them
 * @param lastFailure why the last of these could not be made, in one line; empty if there was none
 */
public record SnapshotStatus(long made, long newestSequence, long failures, String lastFailure) {
    static final SnapshotStatus NONE = new SnapshotStatus(0, 0, 0, "");

    SnapshotStatus withNewest(long sequence) {
        return new SnapshotStatus(made, sequence, failures, lastFailure);
    }

    SnapshotStatus withMade(long sequence) {
        return new SnapshotStatus(made + 1, sequence, failures, lastFailure);
    }

    SnapshotStatus withFailure(Throwable failure) {
        return new SnapshotStatus(
                made, newestSequence, failures + 1, Names.shown(String.valueOf(failure.getMessage())));
    }
}
