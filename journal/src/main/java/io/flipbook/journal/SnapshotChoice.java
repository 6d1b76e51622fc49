package io.flipbook.journal;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/** Finds the newest snapshot that is good and that a visitor accepts; passes over all others. */
final class SnapshotChoice {
    private SnapshotChoice() {}

    /** Behind which record a scan is to begin, its state being the visitor's; null to begin with the first record. */
    static ScanStart of(FileOperations files, Path directory, RecordVisitor visitor) throws IOException {
        List<Path> snapshots = SnapshotFile.list(files, directory);
        if (snapshots.isEmpty()) {
            return null;
        }
        try (JournalScan beginning = new JournalScan(directory, files, record -> false, finding -> {})) {
            UUID identity = beginning.run().identity();
            return identity == null ? null : of(files, directory, snapshots, identity, beginning, visitor);
        }
    }

    private static ScanStart of(
            FileOperations files,
            Path directory,
            List<Path> snapshots,
            UUID identity,
            JournalScan beginning,
            RecordVisitor visitor) {
        for (Path path : snapshots) {
            try (SnapshotFile file = openGood(files, directory, path, identity)) {
                if (beginning.knowsBefore(file.start().day()) && isAccepted(file, visitor)) {
                    return file.start();
                }
            } catch (SnapshotFault | IOException | JournalIoException | IllegalArgumentException e) {
                // Passed over: the next older one, or the history, says the same. `verify` says what is wrong with it.
            }
        }
        return null;
    }

    /** The first record that is read with the oldest good snapshot, 1 where there is none. */
    static long oldestNeeded(FileOperations files, Path directory) throws IOException {
        List<Path> snapshots = SnapshotFile.list(files, directory);
        UUID identity = snapshots.isEmpty() ? null : JournalScan.identityOf(files, directory);
        for (int i = snapshots.size() - 1; identity != null && i >= 0; i--) {
            try (SnapshotFile file = openGood(files, directory, snapshots.get(i), identity)) {
                return file.start().documentSequence();
            } catch (SnapshotFault | IOException e) {
                // No restart begins with it.
            }
        }
        return 1;
    }

    /** What is to be said of a file that may be a snapshot; null if it is gone meanwhile. */
    static SnapshotInfo examine(FileOperations files, Path directory, Path path, UUID identity) {
        String name = path.getFileName().toString();
        long sequence = SnapshotFile.sequenceOf(name);
        try (SnapshotFile file = openGood(files, directory, path, identity)) {
            long sizeBytes = SnapshotHeader.LENGTH + file.header().payloadBytes();
            return new SnapshotInfo(
                    name,
                    sequence,
                    file.start().timeNs(),
                    sizeBytes,
                    file.header().payloadCrc(),
                    null,
                    0);
        } catch (SnapshotFault e) {
            return new SnapshotInfo(name, sequence, 0, 0, 0, e.getMessage(), e.offset());
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            return new SnapshotInfo(name, sequence, 0, 0, 0, "cannot be read: " + JournalIoException.reason(e), 0);
        }
    }

    /** Opens a file whose bytes are good, and whose record is in the journal where and what it says. */
    private static SnapshotFile openGood(FileOperations files, Path directory, Path path, UUID identity)
            throws IOException, SnapshotFault {
        SnapshotFile file = SnapshotFile.open(files, path, identity);
        try (JournalScan scan = new JournalScan(directory, files, record -> true, finding -> {})) {
            if (!scan.confirms(file.start())) {
                throw new SnapshotFault(
                        0,
                        "the journal has no such record " + file.start().sequence()
                                + " where it says: it ends before, or went on otherwise");
            }
            return file;
        } catch (IOException | SnapshotFault | RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    private static boolean isAccepted(SnapshotFile file, RecordVisitor visitor) throws IOException {
        SnapshotInput payload = file.payload();
        if (!visitor.onSnapshot(payload)) {
            return false;
        }
        if (payload.remaining() != 0 || !payload.isIntact()) {
            throw new IllegalStateException("the snapshot " + file.start().sequence() + " was changed while it was"
                    + " read, or not read to its end");
        }
        return true;
    }
}
