package io.flipbook.journal;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.UUID;

/** Finds the newest snapshot that is good and that a visitor accepts; passes over all others. */
final class SnapshotChoice {
    private SnapshotChoice() {}

    /** Behind which record a scan is to begin, its state being the visitor's; null to begin with the first record. */
    static ScanStart of(Path directory, RecordVisitor visitor) throws IOException {
        UUID identity = null;
        for (Path path : SnapshotFile.list(directory)) {
            if (identity == null) {
                identity = JournalScan.identityOf(directory);
            }
            if (identity == null) {
                return null;
            }
            try (SnapshotFile file = openGood(directory, path, identity)) {
                if (isAccepted(file, visitor)) {
                    return file.start();
                }
            } catch (SnapshotFault | IOException | JournalIoException | IllegalArgumentException e) {
                // Passed over: the next older one, or the history, says the same. `verify` says what is wrong with it.
            }
        }
        return null;
    }

    /** What is to be said of a file that may be a snapshot; null if it is gone meanwhile. */
    static SnapshotInfo examine(Path directory, Path path, UUID identity) {
        String name = path.getFileName().toString();
        long sequence = SnapshotFile.sequenceOf(name);
        try (SnapshotFile file = openGood(directory, path, identity)) {
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
    private static SnapshotFile openGood(Path directory, Path path, UUID identity) throws IOException, SnapshotFault {
        SnapshotFile file = SnapshotFile.open(path, identity);
        try (JournalScan scan = new JournalScan(directory, record -> true, finding -> {})) {
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
