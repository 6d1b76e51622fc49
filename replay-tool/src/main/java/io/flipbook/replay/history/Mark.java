package io.flipbook.replay.history;

import io.flipbook.engine.ConversionRequest.SourceClock;
import io.flipbook.engine.GuestMemory;
import io.flipbook.journal.SnapshotInput;

/**
 * A place in a history from which it can be gone on with: a record behind which no request is undecided, and nothing of
 * a registration or a restart is left to come. Its arrays belong to nobody and are not changed.
 *
 * @param sequence of the record
 * @param state what a {@link GuestMemory} writes there
 * @param models what the listeners of a replay hold there; null where that is not known, or the replay differs
 * @param clock of the last request up to there that has a time of its source; none if there was none
 * @param sourceTimeNs the time of that request
 */
public record Mark(long sequence, byte[] state, byte[] models, SourceClock clock, long sourceTimeNs) {
    /** Makes a state that of the mark. */
    public void restore(GuestMemory guest) {
        guest.onSnapshot(SnapshotInput.of(state, sequence));
    }

    /** A state that is that of the mark; the caller's to close. */
    public GuestMemory newState() {
        GuestMemory guest = new GuestMemory();
        restore(guest);
        return guest;
    }
}
