package io.flipbook.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * The snapshots of a journal: states after a record, of whatever the journal's user keeps, so that a restart reads only
 * the records behind it. They are made from the journal itself, which may be written to meanwhile by this process or
 * another, and never by its writer's thread.
 *
 * <p>A snapshot is no part of the history: without it, or if anything is wrong with it, the history says the same.
 * Nothing here is needed to open a journal; {@link Journal#open} offers what there is to its visitor.
 */
public final class JournalSnapshots {
    private final Path directory;
    private final FileOperations files;

    private JournalSnapshots(Path directory, FileOperations files) {
        this.directory = directory;
        this.files = files;
    }

    /** The snapshots in a journal's directory; nothing is read yet. */
    public static JournalSnapshots in(Path directory) {
        return in(directory, FileOperations.SYSTEM);
    }

    static JournalSnapshots in(Path directory, FileOperations files) {
        return new JournalSnapshots(directory, files);
    }

    /**
     * What there is, the newest first, each read through and compared with the journal; and what should be there.
     *
     * @throws JournalIoException if the directory cannot be read
     */
    public List<SnapshotInfo> list() {
        return check().snapshots();
    }

    /**
     * As {@link #list}, with what is wrong with them and with the list that is kept of them.
     *
     * @throws JournalIoException if the directory cannot be read
     */
    public SnapshotCheck check() {
        if (!Files.isDirectory(directory)) {
            throw new JournalIoException("no such directory: " + directory, directory.toString(), -1, null);
        }
        try {
            return SnapshotListCheck.of(files, directory);
        } catch (IOException e) {
            throw JournalIoException.of("cannot read the journal", directory, e);
        }
    }

    /**
     * Makes the next snapshot: reads the records behind the newest one up to a sequence, or to the end of the journal
     * where that comes first, and writes the state that they lead to. The two newest are kept. One thread and process
     * at a time.
     *
     * @param state accepts the newest snapshot and is given the records behind it; it must not ask to stop
     * @param upTo the sequence of the last record that is read
     * @param content writes the state
     * @return the sequence of the new snapshot, or 0 if there is nothing behind the newest one
     * @throws JournalDamagedException if anything is wrong with the journal; nothing was changed
     * @throws JournalIoException if a file cannot be read or written; snapshots that were there still are
     */
    public long make(RecordVisitor state, long upTo, SnapshotContent content) {
        return make(state, upTo, content, step -> {});
    }

    long make(RecordVisitor state, long upTo, SnapshotContent content, Consumer<SnapshotWriter.Step> steps) {
        RecordVisitor upToThere = record -> {
            if (!state.onRecord(record)) {
                throw new IllegalStateException("the state after a record needs all records before it");
            }
            return record.sequence() < upTo;
        };
        FindingVisitor thrower = finding -> {
            throw JournalDamagedException.of(directory.toString(), finding);
        };
        try {
            ScanStart from = SnapshotChoice.of(files, directory, state);
            ScanStart to = from == null || from.sequence() < upTo ? scan(from, upToThere, thrower) : from;
            if (to == null || from != null && to.sequence() == from.sequence()) {
                return 0;
            }
            new SnapshotWriter(files, directory, steps).write(to, content, from == null ? 0 : from.sequence());
            return to.sequence();
        } catch (IOException e) {
            throw JournalIoException.of("cannot make a snapshot in", directory, e);
        }
    }

    /**
     * The first record that a restart from the oldest good snapshot reads, or 1 where there is none or that cannot be
     * known: what retention may be told (see {@link JournalConfig#oldestNeeded}). Reads the snapshots through.
     */
    public long oldestNeeded() {
        try {
            return SnapshotChoice.oldestNeeded(files, directory);
        } catch (IOException | JournalIoException e) { // a reason to keep all, and none for a writer to stop
            return 1;
        }
    }

    private ScanStart scan(ScanStart from, RecordVisitor visitor, FindingVisitor findings) throws IOException {
        try (JournalScan scan = new JournalScan(directory, files, visitor, findings)) {
            scan.run(from);
            return scan.reached();
        }
    }
}
