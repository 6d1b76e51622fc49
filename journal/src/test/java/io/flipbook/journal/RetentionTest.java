package io.flipbook.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flipbook.journal.Journals.Read;
import io.flipbook.journal.Journals.Scanned;
import io.flipbook.journal.Journals.SetClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class RetentionTest {
    private static final int DAYS = 6;

    @TempDir(factory = InMemory.class)
    Path temp;

    @Test
    void keepsAllUnlessToldOtherwise() {
        write(temp.resolve("all"), Retention.ALL, Long.MAX_VALUE);
        assertThat(Journals.rollFiles(temp.resolve("all"))).hasSize(DAYS);
        Journals.scanClean(temp.resolve("all"));
    }

    @Test
    void dropsNothingWithoutSnapshots() {
        Path directory = temp.resolve("journal");
        SetClock clock = new SetClock();
        JournalConfig config = Journals.config(directory, clock).retention(Retention.ofDays(0));
        writeDays(config, clock);
        assertThat(Journals.rollFiles(directory)).hasSize(DAYS);
        Journals.scanClean(directory);
    }

    @Test
    void dropsFilesThatAreTooOld() {
        Path directory = temp.resolve("journal");
        write(directory, Retention.ofDays(2), Long.MAX_VALUE);
        // Of the last day and the two whole ones before it, and the one that ended less than two days ago.
        assertThat(Journals.rollFiles(directory)).hasSize(3);
        assertCleanFrom(directory, 62);
    }

    @Test
    void dropsFilesThatAreTooMuch() {
        Path directory = temp.resolve("journal");
        write(directory, Retention.ofBytes(1_200_000), Long.MAX_VALUE);
        assertThat(Journals.rollFiles(directory)).hasSize(3);
        assertCleanFrom(directory, 62);
    }

    @Test
    void keepsTheFileWithTheOldestRecordThatIsNeeded() {
        Path directory = temp.resolve("journal");
        write(directory, Retention.ofBytes(0), 41);
        assertThat(Journals.rollFiles(directory)).hasSize(DAYS - 1);
        assertCleanFrom(directory, 22);
    }

    @Test
    void goesOnBehindWhatWasDropped() {
        Path directory = temp.resolve("journal");
        write(directory, Retention.ofDays(2), Long.MAX_VALUE);
        SetClock clock = new SetClock();
        clock.nowNs += DAYS * Journals.DAY_NS;
        try (Journal journal = Journals.open(directory, clock)) {
            Journals.appendPairs(journal, 3);
        }
        assertCleanFrom(directory, 62);
        assertThat(Journals.scan(directory).summary().identity()).isNotNull();
    }

    @Test
    void isAFindingWhenOneOfTheFilesThatAreKeptIsGone() throws IOException {
        Path directory = temp.resolve("journal");
        write(directory, Retention.ofDays(2), Long.MAX_VALUE);
        for (Path file : Journals.rollFiles(directory)) {
            byte[] bytes = Files.readAllBytes(file);
            Files.delete(file);
            assertThat(Journals.scan(directory).kinds()).contains(FindingKind.ROLL_FILE_MISSING);
            assertThatThrownBy(() -> Journals.open(directory)).isInstanceOf(JournalDamagedException.class);
            Files.write(file, bytes);
        }
        assertCleanFrom(directory, 62);
        Files.delete(directory.resolve(JournalFiles.MANIFEST));
        assertThat(Journals.scan(directory).kinds()).contains(FindingKind.MANIFEST, FindingKind.SEQUENCE);
    }

    @Test
    void isCleanWhereverAKillComesBetween() throws IOException {
        SetClock counted = new SetClock();
        FailingFiles counting = FailingFiles.never();
        writeDays(dropping(temp.resolve("counted"), counted, counting), counted);
        for (long n = 1; n <= counting.operations(); n++) {
            Path directory = temp.resolve("journal" + n);
            SetClock clock = new SetClock();
            try {
                writeDays(dropping(directory, clock, FailingFiles.at(n, true)), clock);
            } catch (JournalException e) {
                assertThat(e.getMessage()).contains("made to fail");
            }
            if (Files.exists(directory.resolve(JournalFiles.MANIFEST))) {
                assertThat(Journals.scan(directory).findings())
                        .as("operation %d", n)
                        .isEmpty();
            }
            Journals.open(directory, clock).close();
            Scanned scanned = Journals.scan(directory);
            assertThat(scanned.findings()).as("operation %d", n).isEmpty();
            assertThat(Journals.rollFiles(directory))
                    .as("operation %d", n)
                    .hasSize(scanned.summary().rollFiles());
            JournalFiles.removeAll(directory, true);
        }
    }

    @Test
    void dropsWhatIsBeforeTheOldestSnapshotAndARestartKnowsAllTheSame() {
        Path directory = temp.resolve("journal");
        write(directory, Retention.ALL, Long.MAX_VALUE);
        SnapshotTest.make(directory, 50);
        SnapshotTest.make(directory, 90);
        Ledger whole = Ledger.ofWhole(directory);
        SetClock clock = new SetClock();
        clock.nowNs += DAYS * Journals.DAY_NS;
        JournalConfig config = Journals.config(directory, clock)
                .retention(Retention.ofBytes(0))
                .oldestNeeded(JournalSnapshots.in(directory)::oldestNeeded);
        try (Journal journal = Journal.open(config, new Ledger())) {
            Journals.appendPairs(journal, 3);
        }
        assertCleanFrom(directory, 42);
        JournalScanner.of(directory)
                .scan(record -> record.sequence() <= whole.last() || whole.onRecord(record), finding -> {});

        Ledger ledger = SnapshotTest.reopen(directory);

        assertThat(ledger.offered).containsExactly(90L);
        assertThat(ledger.state()).isEqualTo(whole.state());
        assertCleanFrom(directory, 42);
        assertThat(SnapshotTest.make(directory, Long.MAX_VALUE)).isPositive();
        assertThat(SnapshotTest.reopen(directory).read).isEmpty();
    }

    /** Nobody can make a state of records that follow others; but a snapshot of them is one of this journal. */
    @Test
    void isTheSameJournalForASnapshotOfWhatIsKept() {
        Path directory = temp.resolve("journal");
        write(directory, Retention.ofDays(2), Long.MAX_VALUE);
        long last = SnapshotTest.make(directory, Long.MAX_VALUE);
        assertThat(JournalSnapshots.in(directory).list())
                .singleElement()
                .matches(SnapshotInfo::isGood)
                .extracting(SnapshotInfo::sequence)
                .isEqualTo(last);
    }

    @Test
    void needsAllRecordsWithoutAGoodSnapshot() throws IOException {
        Path directory = temp.resolve("journal");
        write(directory, Retention.ALL, Long.MAX_VALUE);
        assertThat(JournalSnapshots.in(directory).oldestNeeded()).isEqualTo(1);
        SnapshotTest.make(directory, 40);
        assertThat(JournalSnapshots.in(directory).oldestNeeded()).isBetween(39L, 40L);
        Journals.flip(directory.resolve("snapshot-40.fbs"), 90, 1);
        assertThat(JournalSnapshots.in(directory).oldestNeeded()).isEqualTo(1);
    }

    @Test
    void needsWhatSnapshotsNeedBesidesWhatElseIsSaid() {
        Path directory = temp.resolve("journal");
        write(directory, Retention.ALL, Long.MAX_VALUE);
        SnapshotTest.make(directory, 40);
        JournalConfig config = JournalConfig.of(directory);
        assertThat(config.snapshotsNeeded().oldestNeeded().getAsLong()).isBetween(39L, 40L);
        assertThat(config.oldestNeeded(() -> 7).snapshotsNeeded().oldestNeeded().getAsLong())
                .isEqualTo(7);
        assertThat(config.oldestNeeded(() -> 70)
                        .snapshotsNeeded()
                        .oldestNeeded()
                        .getAsLong())
                .isBetween(39L, 40L);
    }

    @Test
    void asksWhatIsNeededOnlyWhereThereIsSomethingToDrop() {
        SetClock clock = new SetClock();
        writeDays(
                Journals.config(temp.resolve("journal"), clock).oldestNeeded(() -> {
                    throw new AssertionError("asked");
                }),
                clock);
    }

    private static JournalConfig dropping(Path directory, SetClock clock, FailingFiles files) {
        return Journals.config(directory, clock)
                .files(files)
                .retention(Retention.ofDays(2))
                .oldestNeeded(() -> Long.MAX_VALUE);
    }

    private void write(Path directory, Retention retention, long oldestNeeded) {
        SetClock clock = new SetClock();
        writeDays(Journals.config(directory, clock).retention(retention).oldestNeeded(() -> oldestNeeded), clock);
    }

    private static void writeDays(JournalConfig config, SetClock clock) {
        try (Journal journal = Journal.open(config, record -> true)) {
            for (int day = 0; day < DAYS; day++) {
                Journals.appendPairs(journal, 10);
                clock.nowNs += day < DAYS - 1 ? Journals.DAY_NS : 0;
            }
        }
    }

    /** The scanner finds nothing wrong and begins there, and the tailer reads the same. */
    private static void assertCleanFrom(Path directory, long firstSequence) {
        Scanned scanned = Journals.scan(directory);
        assertThat(scanned.findings()).isEmpty();
        assertThat(scanned.sequences().get(0)).isEqualTo(firstSequence);
        List<Read> tailed = new ArrayList<>();
        try (JournalTailer tailer = JournalTailer.open(directory)) {
            while (tailer.poll(record -> tailed.add(Read.of(record)), 1000) > 0) {}
        }
        assertThat(tailed).isEqualTo(scanned.records());
    }
}
