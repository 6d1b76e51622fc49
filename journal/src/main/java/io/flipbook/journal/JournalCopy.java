package io.flipbook.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.function.LongPredicate;

/**
 * Copies the records with which a journal begins into a new one.
 *
 * <p>A copy that has the first record has no snapshots: whoever goes on with it makes new ones. Where retention has
 * dropped that record, the state before the others is in snapshots alone, and good ones are copied: the same states,
 * of the same records, which lie in another place.
 *
 * <p>Each record is copied as it is, with its sequence, time and checksums; so the copy is the same journal, as a kill
 * behind its last record leaves it. The journal that is read may be damaged, and is not written to.
 */
public final class JournalCopy {
    private final FileOperations files;
    private final Path source;
    private final Path target;
    private final long firstSequence;
    private final LongPredicate snapshots;

    private JournalCopy(FileOperations files, Path source, Path target, long firstSequence, LongPredicate snapshots) {
        this.files = files;
        this.source = source;
        this.target = target;
        this.firstSequence = firstSequence;
        this.snapshots = snapshots;
    }

    /** A copy from one directory to another, which is missing or empty; nothing is done yet. */
    public static JournalCopy of(Path source, Path target) {
        return of(FileOperations.SYSTEM, source, target);
    }

    static JournalCopy of(FileOperations files, Path source, Path target) {
        return new JournalCopy(files, source, target, 1, sequence -> true);
    }

    /**
     * As this one, but of the records from one on. Where that is not the first, only those snapshots are copied
     * that are chosen by their sequence.
     */
    public JournalCopy beginningWith(long newFirstSequence, LongPredicate newSnapshots) {
        return new JournalCopy(files, source, target, newFirstSequence, newSnapshots);
    }

    /**
     * Copies the records up to a sequence, forces the files, and reads them again; or leaves nothing behind.
     *
     * @return what a scan saw in the copy
     * @throws IllegalArgumentException if the target is neither missing nor empty
     * @throws JournalDamagedException if the records up to there are not all there and good, or the first one was
     *     dropped and there is no good snapshot of those that are copied
     * @throws JournalIoException if a file cannot be read or written
     */
    public ScanSummary upTo(long lastSequence) {
        boolean isThere = Files.exists(target);
        if (isThere && !JournalFiles.isEmptyDirectory(target)) {
            throw new IllegalArgumentException("not an empty directory: " + target);
        }
        Path directory = JournalFiles.prepare(files, target);
        boolean done = false;
        try {
            write(directory, lastSequence);
            ScanSummary summary = check(directory, lastSequence);
            if (summary.firstSequence() > 1) {
                new SnapshotCopy(files, source, directory, summary).copy(snapshots);
            }
            done = true;
            return summary;
        } catch (IOException e) {
            throw JournalIoException.of("cannot write the copy", target, e);
        } finally {
            if (!done) {
                JournalFiles.removeAll(directory, !isThere);
            }
        }
    }

    private void write(Path directory, long lastSequence) throws IOException {
        WriterLock lock = WriterLock.acquire(directory, files);
        try (RecordCopier copier = new RecordCopier(directory, files, this::headOf, firstSequence, lastSequence)) {
            JournalScanner.of(source, files).scan(copier, finding -> {});
            copier.finish();
        } finally {
            lock.release();
        }
        DirectoryCheck listing = new DirectoryCheck(files);
        listing.list(directory);
        force(directory.resolve(JournalFiles.METADATA));
        for (RollFile file : listing.rollFiles()) {
            force(file.path());
        }
        files.forceDirectory(directory);
    }

    private void force(Path file) throws IOException {
        try (FileChannel channel = files.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** The manifest of a copy that begins with a record. */
    private Manifest headOf(RecordView first) throws IOException {
        if (first.type() == RecordType.BEGIN) {
            return Manifest.empty(SessionRecord.of(first).identity());
        }
        byte[] bytes = new ManifestFile(files, source).read();
        try {
            UUID identity = Manifest.parse(bytes == null ? new byte[0] : bytes).identity();
            return Manifest.beginningWith(identity, first.sequence(), first.previousCrc());
        } catch (Manifest.MalformedException e) {
            throw new IOException("the beginning of the journal is not there, nor a good manifest", e);
        }
    }

    private ScanSummary check(Path directory, long lastSequence) {
        ScanSummary summary = JournalScanner.of(directory, files).scan(record -> true, finding -> {
            throw JournalDamagedException.of(directory.toString(), finding);
        });
        if (summary.lastSequence() != lastSequence) {
            throw new JournalDamagedException(
                    "the records of " + source + " up to sequence " + lastSequence + " are not all good; the last is "
                            + summary.lastSequence(),
                    "",
                    -1,
                    summary.lastSequence() + 1);
        }
        return summary;
    }
}
