package io.flipbook.fuzz;

import io.flipbook.journal.Finding;
import io.flipbook.journal.JournalException;
import io.flipbook.journal.JournalScanner;
import io.flipbook.journal.JournalSnapshots;
import io.flipbook.journal.JournalTailer;
import io.flipbook.journal.RecordLayout;
import io.flipbook.journal.RecordView;
import io.flipbook.journal.RecordVisitor;
import io.flipbook.journal.SnapshotInfo;
import io.flipbook.journal.SnapshotInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of a journal. An input says how to make them: see {@link HostileJournal}. */
public final class ScannerTarget {
    private static final Skeleton SKELETON = Skeleton.make();
    private static final Path DIRECTORY = directory();

    private long records;
    private long lastSequence;
    private long findings;

    private ScannerTarget() {}

    /** Takes an input. */
    public static void fuzzerTestOneInput(byte[] data) throws IOException {
        HostileJournal journal = new HostileJournal(SKELETON);
        journal.take(new Input(data));
        journal.writeTo(DIRECTORY);
        Effort effort = new Effort();
        ScannerTarget scanned = scan(false);
        scanned.tail();
        if (journal.hasSnapshot()) {
            scan(true);
        }
        try {
            JournalSnapshots.in(DIRECTORY).list().stream()
                    .filter(info -> !info.isGood())
                    .map(SnapshotInfo::problem)
                    .forEach(Printable::check);
        } catch (JournalException e) {
            Printable.check(e.getMessage());
        }
        effort.isAtMost(32 << 20, 2000, data.length);
    }

    /** A tailer reads what the scanner does, as long as nothing is wrong, and says so where anything is. */
    private void tail() {
        ScannerTarget tailed = new ScannerTarget();
        tailed.findings = findings;
        RecordVisitor visitor = tailed.visitor();
        try (JournalTailer tailer = JournalTailer.open(DIRECTORY)) {
            while (tailer.poll(visitor, 100) > 0) {}
            if (tailed.records != records || tailed.lastSequence != lastSequence) {
                throw new AssertionError(tailed.records + " of " + records + " records, and nothing is said");
            }
        } catch (JournalException e) {
            Printable.check(e.getMessage());
            if (findings == 0 && records > 0) {
                throw new AssertionError("the scanner finds nothing", e);
            }
        }
    }

    private static ScannerTarget scan(boolean fromSnapshot) {
        ScannerTarget target = new ScannerTarget();
        RecordVisitor visitor = target.visitor();
        try {
            JournalScanner scanner = JournalScanner.of(DIRECTORY);
            long counted = fromSnapshot
                    ? scanner.scanFromSnapshot(visitor, target::take).findings()
                    : scanner.scan(visitor, target::take).findings();
            if (counted != target.findings) {
                throw new AssertionError(counted + " findings, and " + target.findings + " were told");
            }
        } catch (JournalException e) {
            Printable.check(e.getMessage());
        }
        return target;
    }

    private RecordVisitor visitor() {
        return new RecordVisitor() {
            @Override
            public boolean onRecord(RecordView record) {
                take(record);
                return true;
            }

            @Override
            public boolean onSnapshot(SnapshotInput snapshot) {
                if (snapshot.remaining() > 0 && snapshot.readByte() == 'n') {
                    throw new IllegalArgumentException("not accepted");
                }
                while (snapshot.remaining() > 0) {
                    snapshot.readByte();
                }
                lastSequence = snapshot.sequence();
                return true;
            }
        };
    }

    private void take(RecordView record) {
        records++;
        int length = record.length();
        boolean good = record.sequence() > lastSequence
                && length >= RecordLayout.PAYLOAD_OFFSET
                && length <= RecordLayout.MAX_RECORD_BYTES
                && (record.type() > 0 && record.type() < 128 || findings > 0)
                && record.fileOffset() >= Skeleton.FIRST_RECORDS - Integer.BYTES;
        if (!good) {
            throw new AssertionError(
                    "record " + records + " with sequence " + record.sequence() + ", length " + length);
        }
        lastSequence = record.sequence();
    }

    private void take(Finding finding) {
        findings++;
        Printable.check(finding.file());
        Printable.check(finding.text());
        if (finding.offset() < 0 || finding.sequence() < 0) {
            throw new AssertionError("" + finding);
        }
    }

    private static Path directory() {
        try {
            Path memory = Path.of("/dev/shm");
            Path made = Files.isWritable(memory)
                    ? Files.createTempDirectory(memory, "flipbook-fuzz")
                    : Files.createTempDirectory("flipbook-fuzz");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(made)));
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Path directory) {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(directory);
        } catch (IOException e) {
            // It is below a directory that is cleared anyway.
        }
    }
}
