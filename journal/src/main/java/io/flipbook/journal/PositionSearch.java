package io.flipbook.journal;

import java.nio.file.Path;
import java.util.UUID;

/**
 * Takes a tailer to a position that was kept, and a state with it: from the newest snapshot that is not behind it, or
 * from the first record.
 */
record PositionSearch(Path directory, JournalPosition position, RecordVisitor state) implements RecordVisitor {
    @Override
    public boolean onRecord(RecordView record) {
        return state.onRecord(record) && record.sequence() < position.sequence();
    }

    @Override
    public boolean onSnapshot(SnapshotInput snapshot) {
        return snapshot.sequence() <= position.sequence() && state.onSnapshot(snapshot);
    }

    /** Reads up to the position; throws if it is not in the journal. */
    void run(JournalTailer tailer) {
        UUID identity = tailer.identity();
        if (identity != null && !identity.equals(position.identity())) {
            throw unfit("is journal " + identity);
        }
        if (tailer.position() == null && tailer.firstSequence() > 1) {
            throw new JournalIoException(
                    "the position is " + position + "; of " + directory + " records 1 to "
                            + (tailer.firstSequence() - 1) + " were dropped, and there is no good snapshot of that"
                            + " record or one before it: begin anew behind a snapshot",
                    directory.toString(),
                    position.sequence(),
                    null);
        }
        while (tailer.position() == null || tailer.position().sequence() < position.sequence()) {
            if (tailer.poll(this, Integer.MAX_VALUE) == 0) {
                throw unfit("ends with sequence " + tailer.lastSequence());
            }
        }
        if (!tailer.position().equals(position)) {
            throw unfit("has " + tailer.position() + " there: it was taken back and went on otherwise");
        }
    }

    private IllegalArgumentException unfit(String what) {
        return new IllegalArgumentException("the position is " + position + "; " + directory + " " + what);
    }
}
