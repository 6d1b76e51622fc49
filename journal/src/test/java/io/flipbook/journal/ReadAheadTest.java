package io.flipbook.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flipbook.journal.Journals.Read;
import io.flipbook.journal.Journals.Scanned;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A scan that reads ahead on another thread from the first record on gives what one gives that never does. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReadAheadTest {
    private static final int FIRST_RECORD_DOCUMENT = 0x80110;
    private static final int PAIRS_OF_SEVERAL_BLOCKS = 20_000;

    /** How often a scan was asked whether it is to read ahead, and was told to. */
    private int asked;

    private final FileOperations ahead = new FileOperations() {
        @Override
        long nearBytes() {
            asked++;
            return 0;
        }
    };
    private final FileOperations never = new FileOperations() {
        @Override
        long nearBytes() {
            return Long.MAX_VALUE;
        }
    };

    @TempDir
    Path directory;

    @AfterEach
    void noThreadIsLeft() {
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("flipbook-read-ahead");
    }

    @Test
    void givesAllRecordsOfSeveralBlocks() {
        try (Journal journal = Journals.open(directory)) {
            Journals.appendPairs(journal, PAIRS_OF_SEVERAL_BLOCKS);
            Journals.appendBatches(journal, 3000);
            Journals.appendPairs(journal, PAIRS_OF_SEVERAL_BLOCKS);
        }
        Scanned scanned = scan(ahead, Long.MAX_VALUE);

        assertThat(asked > 0).isEqualTo(ReadAhead.IS_OF_USE);
        assertThat(scanned.findings()).isEmpty();
        assertThat(scanned).isEqualTo(scan(never, Long.MAX_VALUE));
        assertThat(scanned.records()).hasSize(4 * PAIRS_OF_SEVERAL_BLOCKS + 6002);
    }

    @Test
    void findsTheSameOfEachBitThatIsFlipped() throws IOException {
        Journals.writeMixed(directory);
        Path file = Journals.rollFiles(directory).get(0);
        long end = Journals.scan(directory).summary().dataBytes();
        for (long bit = 8L * FIRST_RECORD_DOCUMENT; bit < 8 * (end + 16); bit += 67) {
            Journals.flip(file, bit / 8, (int) (bit % 8));
            assertThat(scan(ahead, Long.MAX_VALUE)).as("bit " + bit).isEqualTo(scan(never, Long.MAX_VALUE));
            Journals.flip(file, bit / 8, (int) (bit % 8));
        }
        assertThat(asked > 0).isEqualTo(ReadAhead.IS_OF_USE);
    }

    @Test
    void findsTheSameFarBehindTheFirstBlock() throws IOException {
        try (Journal journal = Journals.open(directory)) {
            Journals.appendPairs(journal, PAIRS_OF_SEVERAL_BLOCKS);
        }
        Path file = Journals.rollFiles(directory).get(0);
        long end = Journals.scan(directory).summary().dataBytes();
        for (long offset = FIRST_RECORD_DOCUMENT + 99; offset < end; offset += 455_555) {
            Journals.flip(file, offset, 3);
            Scanned scanned = scan(ahead, Long.MAX_VALUE);
            assertThat(scanned.findings()).as("offset " + offset).isNotEmpty();
            assertThat(scanned).as("offset " + offset).isEqualTo(scan(never, Long.MAX_VALUE));
            Journals.flip(file, offset, 3);
        }
    }

    @Test
    void stopsWhereTheVisitorDoes() {
        Journals.writeMixed(directory);
        long last = Journals.scan(directory).summary().lastSequence();
        for (long stop = 1; stop <= last; stop++) {
            Scanned scanned = scan(ahead, stop);
            assertThat(scanned).as("stop at " + stop).isEqualTo(scan(never, stop));
            assertThat(scanned.summary().lastSequence()).isEqualTo(stop);
        }
    }

    @Test
    void goesOnBehindEachRecord() {
        Journals.writeMixed(directory);
        long last = Journals.scan(directory).summary().lastSequence();
        for (long stop = 1; stop < last; stop++) {
            List<Long> sequences = new ArrayList<>();
            ScanStart reached = scanBehind(null, stop, sequences);
            assertThat(reached.sequence()).isEqualTo(stop);
            scanBehind(reached, Long.MAX_VALUE, sequences);
            assertThat(sequences).as("stop at " + stop).hasSize((int) last).isSorted();
        }
    }

    private ScanStart scanBehind(ScanStart start, long stop, List<Long> sequences) {
        RecordVisitor visitor = record -> sequences.add(record.sequence()) && record.sequence() < stop;
        return JournalScanner.of(directory, ahead).scanBehind(start, visitor, finding -> {
            throw new AssertionError(finding.toString());
        });
    }

    @Test
    void endsWithAVisitorThatThrows() {
        try (Journal journal = Journals.open(directory)) {
            Journals.appendPairs(journal, PAIRS_OF_SEVERAL_BLOCKS);
        }
        RecordVisitor thrower = record -> {
            if (record.sequence() == 100) {
                throw new IllegalStateException("enough");
            }
            return true;
        };
        assertThatThrownBy(() -> JournalScanner.of(directory, ahead).scan(thrower, finding -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("enough");
    }

    @Test
    void anInterruptIsNoticedAsWhereNothingIsReadAhead() {
        try (Journal journal = Journals.open(directory)) {
            Journals.appendPairs(journal, PAIRS_OF_SEVERAL_BLOCKS);
        }
        List<Long> sequences = new ArrayList<>();
        RecordVisitor interrupter = record -> {
            if (record.sequence() == 100) {
                Thread.currentThread().interrupt();
            }
            return sequences.add(record.sequence());
        };
        assertThatThrownBy(() -> JournalScanner.of(directory, ahead).scan(interrupter, finding -> {}))
                .isInstanceOf(JournalIoException.class)
                .hasCauseInstanceOf(ClosedByInterruptException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(sequences).hasSizeLessThan(PAIRS_OF_SEVERAL_BLOCKS).isSorted();
    }

    @Test
    void eachOperationThatFailsForGoodIsToldAndLeavesNothingOpen() {
        try (Journal journal = Journals.open(directory)) {
            Journals.appendPairs(journal, PAIRS_OF_SEVERAL_BLOCKS);
        }
        FailingFiles good = FailingFiles.never().readingAhead();
        scan(good, Long.MAX_VALUE);
        int told = 0;
        for (int operation = 1; operation <= good.operations(); operation++) {
            FailingFiles files = FailingFiles.at(operation, true).readingAhead();
            try {
                scan(files, Long.MAX_VALUE);
                assertThat(files.hasFailed()).as("operation " + operation).isFalse();
            } catch (JournalIoException e) {
                told++;
            }
            assertThat(files.open()).as("operation " + operation).isZero();
        }
        assertThat(told).as("of " + good.operations()).isGreaterThan((int) good.operations() / 2);
    }

    @Test
    void followsAWriterThatGoesOn() throws InterruptedException {
        try (Journal journal = Journals.open(directory)) {
            Thread reader = new Thread(() -> {
                Scanned scanned;
                do {
                    scanned = scan(ahead, Long.MAX_VALUE);
                    assertThat(scanned.findings()).isEmpty();
                } while (scanned.summary().lastSequence() < 2 * PAIRS_OF_SEVERAL_BLOCKS);
            });
            List<Throwable> failures = new ArrayList<>();
            reader.setUncaughtExceptionHandler((thread, failure) -> failures.add(failure));
            reader.start();
            Journals.appendPairs(journal, PAIRS_OF_SEVERAL_BLOCKS);
            reader.join();
            assertThat(failures).isEmpty();
        }
    }

    private Scanned scan(FileOperations files, long stop) {
        List<Read> records = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        RecordVisitor visitor = record -> records.add(Read.of(record)) && record.sequence() != stop;
        ScanSummary summary = JournalScanner.of(directory, files).scan(visitor, findings::add);
        return new Scanned(records, findings, summary);
    }
}
