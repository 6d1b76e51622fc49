package io.flipbook.journal;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongPredicate;

/** Copies the snapshots of a journal into a copy of it, in which the records lie in other places. */
final class SnapshotCopy {
    private static final int PART_BYTES = 64 << 10;

    private final FileOperations files;
    private final Path source;
    private final Path target;
    private final ScanSummary copied;

    /** From a journal to a copy that is complete. */
    SnapshotCopy(FileOperations files, Path source, Path target, ScanSummary copied) {
        this.files = files;
        this.source = source;
        this.target = target;
        this.copied = copied;
    }

    /** Copies those of records that were copied as they were, the newest two of them. */
    void copy(LongPredicate wanted) throws IOException {
        List<Path> oldestFirst = new ArrayList<>(SnapshotFile.list(files, source));
        Collections.reverse(oldestFirst);
        long before = 0;
        for (Path path : oldestFirst) {
            long sequence = SnapshotFile.sequenceOf(path.getFileName().toString());
            boolean isCopied = sequence >= copied.firstSequence() && sequence <= copied.lastSequence();
            if (isCopied && wanted.test(sequence) && copy(path, before)) {
                before = sequence;
            }
        }
        if (before == 0) {
            throw new JournalDamagedException(
                    "the records of " + source + " from sequence " + copied.firstSequence() + " to "
                            + copied.lastSequence() + " follow others that were dropped, and no good snapshot of them"
                            + " says to which state those led",
                    "",
                    -1,
                    copied.firstSequence());
        }
    }

    private boolean copy(Path path, long before) throws IOException {
        // Not whether its place in the journal is right: a point in time that was cut short leaves it wrong.
        try (SnapshotFile file = SnapshotFile.open(files, path, copied.identity())) {
            ScanStart place = placeOf(file.start().sequence());
            if (place.timeNs() != file.start().timeNs()
                    || place.crc() != file.start().crc()) {
                return false;
            }
            SnapshotInput payload = file.payload();
            new SnapshotWriter(files, target, step -> {}).write(place, out -> copy(payload, out), before);
            return true;
        } catch (SnapshotFault | NoSuchFileException e) {
            return false;
        }
    }

    private ScanStart placeOf(long sequence) throws IOException {
        RecordVisitor upToThere = record -> record.sequence() < sequence;
        try (JournalScan scan = new JournalScan(target, files, upToThere, finding -> {})) {
            scan.run();
            return scan.reached();
        }
    }

    private static void copy(SnapshotInput payload, SnapshotOutput out) {
        while (payload.remaining() > 0) {
            byte[] part = new byte[(int) Math.min(payload.remaining(), PART_BYTES)];
            payload.readBytes(part);
            out.putBytes(part, 0, part.length);
        }
    }
}
