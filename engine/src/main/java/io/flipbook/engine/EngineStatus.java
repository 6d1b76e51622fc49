package io.flipbook.engine;

import io.flipbook.journal.SyncPolicy;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * How an engine is, for a health check or a line in a log. Immutable.
 *
 * <p>Its parts are read one after the other while the engine goes on: each was so at some moment since this was asked
 * for, not all at the same one, and a request that is under way may be in some of them. What has failed stays so: a
 * state of stopped turns into nothing but closed, and that is the last one.
 *
 * @param state whether it goes on
 * @param reason what it was stopped by, in one line, the first failure of all; empty if nothing has failed
 * @param lastSequence sequence of the last record
 * @param lastTime journal time of the last record; the epoch where there is no journal
 * @param undecided how many requests were begun and not decided
 * @param listeners how many listeners are told of conversions
 * @param lostListeners those on record that refused, or were not brought, when this was opened
 * @param sync when records are forced; {@link SyncPolicy#NONE} where there is no journal
 * @param unforcedRecords how many records of this session were not forced yet: at most these a power cut can cost
 * @param snapshots what has become of the snapshots
 * @param sharedBytes how much is shared of each region of which anything is, by name; empty once it is closed
 * @param waiting how many requests wait in the ring in front of it
 * @param capacity how many can; 0 where there is no ring
 */
public record EngineStatus(
        State state,
        String reason,
        long lastSequence,
        Instant lastTime,
        long undecided,
        int listeners,
        List<String> lostListeners,
        SyncPolicy sync,
        long unforcedRecords,
        SnapshotStatus snapshots,
        Map<String, Long> sharedBytes,
        long waiting,
        long capacity) {
    /** Whether an engine goes on. */
    public enum State {
        /** It converts. */
        RUNNING("running"),
        /** A listener refused, and the policy was to stop there: requests are rejected until it is opened again. */
        HALTED("halted"),
        /** Something failed behind a record: nothing is accepted until it is opened again. */
        STOPPED("stopped"),
        /** It was closed. */
        CLOSED("closed");

        private final String text;

        State(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Whether it converts what it is asked to. */
    public boolean isHealthy() {
        return state == State.RUNNING;
    }

    /** All of it in one line. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(state.toString());
        if (!reason.isEmpty()) {
            text.append(" by ").append(reason);
        }
        text.append(": sequence ").append(lastSequence).append(" of ").append(lastTime);
        text.append(", ")
                .append(undecided)
                .append(" undecided, ")
                .append(listeners)
                .append(" listeners");
        if (!lostListeners.isEmpty()) {
            text.append(", lost ").append(lostListeners);
        }
        text.append(", sync ").append(sync).append(", ").append(unforcedRecords).append(" unforced");
        text.append(", snapshot ").append(snapshots.newestSequence());
        if (snapshots.failures() > 0) {
            text.append(", ").append(snapshots.failures()).append(" failed: ").append(snapshots.lastFailure());
        }
        text.append(", shared ").append(sharedBytes);
        if (capacity > 0) {
            text.append(", ring ").append(waiting).append(" of ").append(capacity);
        }
        return text.toString();
    }
}
