package io.flipbook.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.agrona.concurrent.UnsafeBuffer;

/** What a writer finds when it opens a journal, and what it does so that it can go on. The writer's lock is held. */
final class Recovery {
    private final Path directory;
    private final FileOperations files;
    private final ScanSummary found;
    private final UUID identity;
    private final List<RollFile> rollFiles;
    private final long endOfData;
    private final RollFile unborn;
    private final int nextDay;
    private final List<Extent> unfinished;
    private final long staleLockOffset;
    private final Manifest manifest;
    private final List<RolledFile> seen;

    private Recovery(Path directory, FileOperations files, ScanSummary found, JournalScan scan) {
        this.directory = directory;
        this.files = files;
        manifest = scan.manifest();
        seen = scan.seen();
        this.found = found;
        rollFiles = List.copyOf(scan.rollFiles());
        endOfData = scan.endOfData();
        unborn = scan.unborn();
        staleLockOffset = scan.staleLockOffset();
        nextDay = scan.nextDay();
        unfinished = scan.unfinished();
        identity = isNew() ? UUID.randomUUID() : found.identity();
    }

    /** Scans what is there, or what is behind a snapshot that is accepted. Any finding is thrown. */
    static Recovery of(Path directory, FileOperations files, RecoveryMode mode, RecordVisitor visitor) {
        if (mode.kind() == RecoveryMode.Kind.POINT_IN_TIME) {
            new PointInTime(files, directory).keep(mode.sequence());
        }
        Recovery recovery = of(directory, files, visitor);
        if (mode.kind() == RecoveryMode.Kind.STRICT) {
            recovery.checkNothingUnfinished();
        }
        return recovery;
    }

    private static Recovery of(Path directory, FileOperations files, RecordVisitor visitor) {
        RecordVisitor wholeVisitor = record -> {
            if (!visitor.onRecord(record)) {
                throw new IllegalStateException("a journal that is opened for writing has to be read to its end");
            }
            return true;
        };
        FindingVisitor thrower = finding -> {
            throw JournalDamagedException.of(directory.toString(), finding);
        };
        try (JournalScan scan = new JournalScan(directory, files, wholeVisitor, thrower)) {
            ScanSummary found = scan.run(SnapshotChoice.of(files, directory, visitor));
            return new Recovery(directory, files, found, scan);
        } catch (IOException e) {
            throw JournalIoException.of("cannot read the journal", directory, e);
        }
    }

    private void checkNothingUnfinished() {
        if (!unfinished.isEmpty()) {
            Extent part = unfinished.get(0);
            throw new JournalDamagedException(
                    "journal " + directory + " has an unfinished record of " + part.lengthBytes() + " bytes in "
                            + part.file() + " at offset 0x" + Long.toHexString(part.offset()) + ", sequence "
                            + (lastSequence() + 1) + "; it was never acknowledged: open the journal with"
                            + " --recovery torn-tail to erase it",
                    part.file(),
                    part.offset(),
                    lastSequence() + 1);
        }
    }

    /** There is no record, not even an unfinished one that anybody was told of. */
    boolean isNew() {
        return found.lastSequence() == 0;
    }

    UUID identity() {
        return identity;
    }

    long lastSequence() {
        return found.lastSequence();
    }

    int lastCrc() {
        return found.lastCrc();
    }

    /** Journal time goes on from here: the last record, or the day of a roll that a killed writer has begun. */
    long lastTimeNs() {
        return isNew() ? 0 : Math.max(found.lastTimeNs(), RollFile.startNs(nextDay));
    }

    /** Removes what a killed writer left unfinished. */
    void repair() {
        try {
            deletePrepared();
            if (isNew()) {
                deleteQueueFiles();
            } else {
                if (unborn != null) {
                    files.delete(unborn.path());
                }
                new ManifestFile(files, directory).removeDropped(manifest);
                eraseUnfinished();
                releaseStaleLock();
            }
        } catch (IOException e) {
            throw JournalIoException.of("cannot repair the journal", directory, e);
        }
    }

    /** Makes the manifest say that the last file is written, before anything is. */
    ManifestWriter openManifest() {
        ManifestFile file = new ManifestFile(files, directory);
        Manifest next = isNew()
                ? Manifest.empty(identity)
                : manifest.withFiles(rolledFiles()).withoutDropped();
        ManifestWriter writer = new ManifestWriter(file, next, lastBegun());
        writer.reserve();
        try {
            if (!next.equals(manifest)) {
                file.write(next);
                writer.reserve();
            }
        } catch (IOException e) {
            throw JournalIoException.of("cannot write " + JournalFiles.MANIFEST + " in", directory, e);
        }
        return writer;
    }

    /** The files in which there is a record, the last one as not complete: a killed writer may have begun another. */
    private List<RolledFile> rolledFiles() {
        List<RolledFile> rolled = new ArrayList<>();
        manifest.files().stream().filter(RolledFile::isComplete).forEach(rolled::add);
        for (RolledFile file : seen) {
            boolean isListed = manifest.fileOf(file.day()) != null
                    && manifest.fileOf(file.day()).isComplete();
            if (file.isComplete() && !isListed) {
                rolled.add(file);
            }
        }
        RolledFile last = rolled.remove(rolled.size() - 1);
        rolled.add(RolledFile.open(last.day(), last.firstSequence()));
        return rolled;
    }

    private RolledFile lastBegun() {
        return seen.stream()
                .filter(RolledFile::isComplete)
                .reduce((before, after) -> after)
                .orElse(null);
    }

    /**
     * Whether a killed writer has begun a roll file and left no record in it. The session's first record has to lie
     * there, whatever the day is by now, in the space that is reserved when the file is opened: the manifest does not
     * list a file without a record, and whatever it does not list among others is foreign.
     */
    boolean hasFileWithoutRecord() {
        return !isNew() && !seen.isEmpty() && !seen.get(seen.size() - 1).isComplete();
    }

    /** Opens the queue, once all else is done; forces what is there if that is the policy. */
    QueueWriter openQueue(JournalConfig config) {
        try {
            List<RollFile> existing = isNew() ? List.of() : rollFiles;
            Forcer forcer = Forcer.open(config, directory, existing);
            return new QueueWriter(directory, config, forcer, lastTimeNs(), existing, endOfData);
        } catch (JournalIoException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw JournalIoException.of("cannot open the journal", directory, e);
        }
    }

    int firstType() {
        return isNew() ? RecordType.BEGIN : RecordType.RECOVER;
    }

    int firstFlags() {
        return found.openPlace() == null ? 0 : RecordLayout.AFTER_OPEN_PLACE;
    }

    UnsafeBuffer firstRecord(SyncPolicy syncPolicy, String writer) {
        if (isNew()) {
            return SessionRecords.begin(identity, syncPolicy, writer);
        }
        long discardedBytes = unfinished.stream().mapToLong(Extent::lengthBytes).sum();
        return SessionRecords.recover(syncPolicy, found.endedCleanly(), discardedBytes, found.lastSequence());
    }

    /** A killed writer was about to begin such a file, or somebody has put it there: the queue would take it. */
    private void deletePrepared() throws IOException {
        try (DirectoryStream<Path> entries = files.list(directory)) {
            for (Path entry : entries) {
                if (RollFile.isPreparedName(entry.getFileName().toString())) {
                    files.delete(entry);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /** Chronicle would overwrite only the beginning, and what is left would stand behind the next document. */
    private void eraseUnfinished() throws IOException {
        for (Extent part : unfinished) {
            write(part.file(), part.offset(), ByteBuffer.allocate(Math.toIntExact(part.lengthBytes())));
        }
    }

    /** A killed writer left it, and its process id may be that of a living process by now: ours, in a container. */
    private void releaseStaleLock() throws IOException {
        if (staleLockOffset > 0) {
            ByteBuffer unlocked = ByteBuffer.allocate(Long.BYTES).order(RecordLayout.ORDER);
            write(JournalFiles.METADATA, staleLockOffset, unlocked.putLong(0, MetadataCheck.UNLOCKED));
        }
    }

    private void write(String file, long offset, ByteBuffer bytes) throws IOException {
        try (FileChannel channel = files.open(directory.resolve(file), StandardOpenOption.WRITE)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes, offset + bytes.position());
            }
        }
    }

    /** A writer was killed before its first record: nothing was acknowledged, and the files may be half made. */
    private void deleteQueueFiles() throws IOException {
        files.delete(directory.resolve(JournalFiles.METADATA));
        DirectoryCheck listing = new DirectoryCheck(files);
        listing.list(directory);
        for (RollFile file : listing.rollFiles()) {
            files.delete(file.path());
        }
    }
}
