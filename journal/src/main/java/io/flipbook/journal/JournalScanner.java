package io.flipbook.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Reads a journal from its raw files and checks everything in it. Trusts nothing that it reads.
 *
 * <p>It never uses Chronicle, writes nothing, takes no lock, follows no symbolic link, opens regular files only, and
 * uses buffers of fixed size whatever the files say. A file of some MiB is read, and mostly checked, on a thread of the
 * scan's own, ahead of the one that is given the records; it ends before the scan does. A journal may be one that
 * another process is writing to, a copy, or damaged: reading goes on behind the damage. For one thread at a time.
 */
public final class JournalScanner {
    private final Path directory;
    private final FileOperations files;

    private JournalScanner(Path directory, FileOperations files) {
        this.directory = directory;
        this.files = files;
    }

    /** A scanner of the journal in a directory; nothing is read yet. */
    public static JournalScanner of(Path directory) {
        PlatformFlags.check();
        return of(directory, FileOperations.SYSTEM);
    }

    static JournalScanner of(Path directory, FileOperations files) {
        return new JournalScanner(directory, files);
    }

    /**
     * Reads the journal from the first record on.
     *
     * @param records receives each good record, in order and once; those behind damage too
     * @param findings receives what is wrong
     * @throws JournalIoException if there is no journal, or a file cannot be read
     */
    public ScanSummary scan(RecordVisitor records, FindingVisitor findings) {
        return scan(records, findings, false);
    }

    /**
     * Reads the journal from the newest snapshot on that {@code records} accepts, or from the first record where there
     * is none. What is before the snapshot is not read; of the summary, only what is about the journal's end holds.
     *
     * @throws JournalIoException if there is no journal, or a file cannot be read
     */
    public ScanSummary scanFromSnapshot(RecordVisitor records, FindingVisitor findings) {
        return scan(records, findings, true);
    }

    /**
     * Reads the records behind one that another scan has come to; the files before that one's are not read.
     *
     * @param start that record; null to read from the first one on
     * @return the last record that was read, good or not, from which another scan can go on; null if there was none
     * @throws JournalIoException if there is no journal, or a file cannot be read
     */
    public ScanStart scanBehind(ScanStart start, RecordVisitor records, FindingVisitor findings) {
        checkDirectory();
        try (JournalScan scan = new JournalScan(directory, files, records, findings)) {
            scan.run(start);
            if (!scan.isJournal()) {
                throw new JournalIoException("no journal in " + directory, directory.toString(), -1, null);
            }
            return scan.reached();
        } catch (IOException e) {
            throw JournalIoException.of("cannot read the journal", directory, e);
        }
    }

    /**
     * Shows the record that a start is behind, if the journal still has it there as it was.
     *
     * @return whether it has
     */
    public boolean show(ScanStart start, Consumer<RecordView> visitor) {
        boolean[] isThere = new boolean[1];
        RecordVisitor records = record -> {
            if (record.sequence() == start.sequence() && start.isAt(record)) {
                isThere[0] = true;
                visitor.accept(record);
            }
            return true;
        };
        try (JournalScan scan = new JournalScan(directory, files, records, finding -> {})) {
            return scan.show(start) && isThere[0];
        } catch (IOException e) {
            return false;
        }
    }

    /** What the journal is called; null if that cannot be read. */
    public UUID identity() {
        checkDirectory();
        try {
            return JournalScan.identityOf(files, directory);
        } catch (IOException e) {
            throw JournalIoException.of("cannot read the journal", directory, e);
        }
    }

    /**
     * The sequence of the first record that is kept: 1 unless retention has dropped what was before, or where nothing
     * that is good says so.
     *
     * @throws JournalIoException if there is no such directory, or a file cannot be read
     */
    public long firstSequence() {
        checkDirectory();
        try {
            byte[] bytes = new ManifestFile(files, directory).read();
            return bytes == null ? 1 : Manifest.parse(bytes).firstSequence();
        } catch (Manifest.MalformedException e) {
            return 1;
        } catch (IOException e) {
            throw JournalIoException.of("cannot read the journal", directory, e);
        }
    }

    private void checkDirectory() {
        if (!Files.isDirectory(directory)) {
            String what = Files.exists(directory) ? "not a directory: " : "no such directory: ";
            throw new JournalIoException(what + directory, directory.toString(), -1, null);
        }
    }

    private ScanSummary scan(RecordVisitor records, FindingVisitor findings, boolean fromSnapshot) {
        checkDirectory();
        try (JournalScan scan = new JournalScan(directory, files, records, findings)) {
            ScanSummary summary = scan.run(fromSnapshot ? SnapshotChoice.of(files, directory, records) : null);
            if (!scan.isJournal()) {
                throw new JournalIoException("no journal in " + directory, directory.toString(), -1, null);
            }
            return summary;
        } catch (IOException e) {
            throw JournalIoException.of("cannot read the journal", directory, e);
        }
    }

    /** What there is of a journal; throws if anything in the names and headers of its files is wrong. */
    static CheckedFiles checkFiles(Path directory) throws IOException {
        try (JournalScan scan = new JournalScan(directory, FileOperations.SYSTEM, record -> false, finding -> {
            throw JournalDamagedException.of(directory.toString(), finding);
        })) {
            scan.checkFiles();
            if (!scan.isJournal()) {
                throw new JournalIoException("no journal in " + directory, directory.toString(), -1, null);
            }
            return new CheckedFiles(scan.rollFiles(), scan.unborn() != null, scan.manifest());
        }
    }

    /**
     * The files of a journal at one time.
     *
     * @param rollFiles those with a header, by day, without those that retention has dropped
     * @param hasUnborn there is one more, which has no header yet
     * @param manifest null where there is none yet
     */
    record CheckedFiles(List<RollFile> rollFiles, boolean hasUnborn, Manifest manifest) {
        /** The first one that is later than a day; null when there is none. */
        RollFile after(int day) {
            return rollFiles.stream()
                    .filter(file -> file.day() > day)
                    .findFirst()
                    .orElse(null);
        }
    }
}
