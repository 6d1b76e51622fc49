package io.flipbook.journal;

import static io.flipbook.journal.Journals.payload;

import io.flipbook.journal.Journals.SetClock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Creates a journal, reserves, rolls, makes a snapshot; opens it again from that one, goes on; and scans it. What fails
 * ends its part, and is noted; what only finds no space, and a snapshot, is tried again.
 */
final class FailedSession {
    /** How many records it appends itself. */
    static final int RECORDS = 7;

    final Path directory;
    final SetClock clock = new SetClock();
    /** Sequences of the records that it was told are there. */
    final List<Long> acknowledged = new ArrayList<>();
    /** Sequences of the snapshots that may be there: those that it was told of, and those that were tried. */
    final List<Long> snapshots = new ArrayList<>();

    final List<JournalException> failures = new ArrayList<>();
    private final FileOperations files;

    FailedSession(Path directory, FileOperations files) {
        this.directory = directory;
        this.files = files;
    }

    void run() {
        part(() -> {
            try (Journal journal = open("each", record -> true)) {
                append(() -> Journals.append(journal, 16));
                journal.reserve();
                clock.nowNs += Journals.DAY_NS;
                append(() -> Journals.append(journal, 16));
                append(() -> Journals.append(journal, 16));
                append(() -> Journals.append(journal, 24));
                makeSnapshot(journal.lastSequence());
                append(() -> journal.appendReserving(Journals.TYPE, 0, payload(8, 1), 0, 8, 8));
                append(() -> journal.fill(Journals.OTHER_TYPE, 0, payload(8, 2), 0, 8));
            }
        });
        part(() -> {
            try (Journal journal = open("every=60s", new Ledger())) {
                append(() -> Journals.append(journal, 16));
            }
        });
        part(() -> JournalScanner.of(directory, files).scanFromSnapshot(new Ledger(), finding -> {
            throw new AssertionError(finding.toString());
        }));
    }

    private Journal open(String policy, RecordVisitor visitor) {
        JournalConfig config = Journals.config(directory, clock)
                .files(files)
                .syncPolicy(SyncPolicy.parse(policy))
                .roomBytes(JournalConfig.MIN_ROOM_BYTES);
        return Journal.open(config, visitor);
    }

    private void makeSnapshot(long upTo) {
        snapshots.add(upTo);
        part(() -> {
            Ledger state = new Ledger();
            JournalSnapshots.in(directory, files).make(state, upTo, state::write);
        });
    }

    private void append(LongSupplier record) {
        try {
            acknowledged.add(record.getAsLong());
        } catch (JournalFullException e) {
            failures.add(e);
            acknowledged.add(record.getAsLong());
        }
    }

    private void part(Runnable part) {
        try {
            part.run();
        } catch (JournalException e) {
            failures.add(e);
        }
    }
}
