package io.flipbook.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;

/** What a writer finds when it opens a journal, and what it does so that it can go on. The writer's lock is held. */
final class Recovery {
    private final Path directory;
    private final ScanSummary found;
    private final UUID identity;
    private final List<RollFile> rollFiles;
    private final long endOfData;
    private final RollFile unborn;
    private final int nextDay;
    private final List<Extent> unfinished;
    private final long staleLockOffset;

    private Recovery(Path directory, ScanSummary found, JournalScan scan) {
        this.directory = directory;
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
    static Recovery of(Path directory, RecordVisitor visitor) {
        RecordVisitor wholeVisitor = record -> {
            if (!visitor.onRecord(record)) {
                throw new IllegalStateException("a journal that is opened for writing has to be read to its end");
            }
            return true;
        };
        FindingVisitor thrower = finding -> {
            throw JournalDamagedException.of(directory.toString(), finding);
        };
        try (JournalScan scan = new JournalScan(directory, wholeVisitor, thrower)) {
            ScanSummary found = scan.run(SnapshotChoice.of(directory, visitor));
            return new Recovery(directory, found, scan);
        } catch (IOException e) {
            throw JournalIoException.of("cannot read the journal", directory, e);
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

    /** Removes what a killed writer left unfinished, forces what is there if that is the policy and opens it. */
    QueueWriter openQueue(JournalConfig config) {
        try {
            deletePrepared();
            if (isNew()) {
                deleteQueueFiles();
            } else {
                if (unborn != null) {
                    Files.delete(unborn.path());
                }
                eraseUnfinished();
                releaseStaleLock();
            }
            List<RollFile> existing = isNew() ? List.of() : rollFiles;
            Forcer forcer = Forcer.open(config.device(), directory, config.syncPolicy(), existing);
            return QueueWriter.open(directory, config, forcer, lastTimeNs(), existing, endOfData);
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
        try (Stream<Path> entries = Files.list(directory)) {
            List<Path> prepared = entries.filter(
                            entry -> RollFile.isPreparedName(entry.getFileName().toString()))
                    .toList();
            for (Path file : prepared) {
                Files.delete(file);
            }
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
        try (FileChannel channel = FileChannel.open(
                directory.resolve(file), Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS))) {
            while (bytes.hasRemaining()) {
                channel.write(bytes, offset + bytes.position());
            }
        }
    }

    /** A writer was killed before its first record: nothing was acknowledged, and the files may be half made. */
    private void deleteQueueFiles() throws IOException {
        Files.deleteIfExists(directory.resolve(JournalFiles.METADATA));
        DirectoryCheck listing = new DirectoryCheck();
        listing.list(directory, new Findings(finding -> {}));
        for (RollFile file : listing.rollFiles()) {
            Files.delete(file.path());
        }
    }
}
