package io.flipbook.replay;

import io.flipbook.engine.GuestMemory;
import io.flipbook.engine.LayoutRecord;
import io.flipbook.journal.JournalScanner;
import io.flipbook.journal.JournalSnapshots;
import io.flipbook.journal.RecordView;
import io.flipbook.journal.RecordVisitor;
import io.flipbook.journal.SnapshotInfo;
import io.flipbook.journal.SnapshotInput;
import io.flipbook.replay.query.Beginning;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * Where the state of a journal begins: with nothing before its first record; or, where retention has dropped that, with
 * the oldest snapshot that is good, so that as much as possible of what is kept is checked against the state.
 */
final class HistoryStart {
    private static final long UNKNOWN = -1;

    private final Path directory;
    private final long firstSequence;
    private final long sequence;
    private List<LayoutRecord> layout;

    private HistoryStart(Path directory, long firstSequence, long sequence) {
        this.directory = directory;
        this.firstSequence = firstSequence;
        this.sequence = sequence;
    }

    static HistoryStart of(Path directory) {
        long first = JournalScanner.of(directory).firstSequence();
        return new HistoryStart(directory, first, first == 1 ? 0 : oldestGood(directory));
    }

    /** The sequence of the first record that is kept. */
    long firstSequence() {
        return firstSequence;
    }

    /** Whether the history is there from its first record on. */
    boolean isWhole() {
        return firstSequence == 1;
    }

    /** Whether there is a record behind which the state is known. */
    boolean isKnown() {
        return sequence != UNKNOWN;
    }

    /** The sequence of the record behind which the state is known first; 0 where that is before all. */
    long sequence() {
        return sequence;
    }

    /** The state there, to be closed; it is for the records behind it. */
    GuestMemory state() {
        checkKnown();
        GuestMemory memory = new GuestMemory();
        if (sequence > 0 && !load(directory, sequence, memory)) {
            memory.close();
            throw CommandFailure.unreadable(
                    "snapshot " + sequence + " of " + directory + " is gone meanwhile; try again");
        }
        return memory;
    }

    /** The layout there, as far as it is known; read once. */
    List<LayoutRecord> layout() {
        if (layout == null) {
            layout = isWhole() || !isKnown() ? List.of() : readLayout();
        }
        return layout;
    }

    private List<LayoutRecord> readLayout() {
        try (GuestMemory memory = state()) {
            return LayoutRecord.of(memory);
        }
    }

    /** The same, for those who follow the records from there on. */
    Beginning beginning() {
        return new Beginning(isKnown() ? sequence : 0, layout(), this::state);
    }

    void checkKnown() {
        if (!isKnown()) {
            throw CommandFailure.unreadable("the journal " + directory + " " + problem() + "; see `flipbook verify`");
        }
    }

    /** Why no state is known, in one line. */
    String problem() {
        return "begins with sequence " + firstSequence + ": records 1 to " + (firstSequence - 1)
                + " were dropped, and no good snapshot says to which state they led";
    }

    private static long oldestGood(Path directory) {
        return JournalSnapshots.in(directory).list().stream()
                .filter(SnapshotInfo::isGood)
                .map(SnapshotInfo::sequence)
                .sorted(Comparator.naturalOrder())
                .filter(sequence -> isAccepted(directory, sequence))
                .findFirst()
                .orElse(UNKNOWN);
    }

    private static boolean isAccepted(Path directory, long sequence) {
        try (GuestMemory memory = new GuestMemory()) {
            return load(directory, sequence, memory);
        }
    }

    private static boolean load(Path directory, long sequence, GuestMemory memory) {
        boolean[] loaded = new boolean[1];
        JournalScanner.of(directory)
                .scanFromSnapshot(
                        new RecordVisitor() {
                            @Override
                            public boolean onSnapshot(SnapshotInput snapshot) {
                                loaded[0] = snapshot.sequence() == sequence && memory.onSnapshot(snapshot);
                                return loaded[0];
                            }

                            @Override
                            public boolean onRecord(RecordView record) {
                                return false;
                            }
                        },
                        finding -> {});
        return loaded[0];
    }
}
