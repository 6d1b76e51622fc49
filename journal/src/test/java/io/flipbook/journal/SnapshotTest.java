package io.flipbook.journal;

import static io.flipbook.journal.Journals.append;
import static io.flipbook.journal.Journals.appendPairs;
import static io.flipbook.journal.Journals.config;
import static io.flipbook.journal.Journals.copyQueue;
import static io.flipbook.journal.Journals.open;
import static io.flipbook.journal.Journals.payload;
import static io.flipbook.journal.Journals.rollFiles;
import static io.flipbook.journal.Journals.scan;
import static io.flipbook.journal.Journals.scanClean;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flipbook.journal.Journals.SetClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotTest {
    @TempDir
    Path temp;

    private Path directory;

    @BeforeEach
    void nameTheJournal() {
        directory = temp.resolve("journal");
    }

    @Test
    void aRestartReadsOnlyWhatIsBehindTheSnapshotWhereverThatIs() throws IOException {
        Journals.writeMixed(directory);
        String whole = Ledger.ofWhole(directory).state();
        long last = scanClean(directory).summary().lastSequence();
        for (long sequence = 1; sequence <= last; sequence++) {
            Path copy = copyQueue(directory, temp.resolve("copy-" + sequence));
            assertThat(make(copy, sequence)).isEqualTo(sequence);

            Ledger ledger = reopen(copy);

            assertThat(ledger.state()).isEqualTo(whole);
            assertThat(ledger.read)
                    .isEqualTo(
                            LongStream.rangeClosed(sequence + 1, last).boxed().toList());
            assertThat(scanClean(copy).summary().endedCleanly()).isTrue();
        }
    }

    @Test
    void isMadeOfTheOneBeforeAndTheRecordsBehindThat() {
        Journals.writeMixed(directory);
        make(directory, 9);
        Ledger state = new Ledger();

        JournalSnapshots.in(directory).make(state, 14, state::write);

        assertThat(state.read).containsExactly(10L, 11L, 12L, 13L, 14L);
        assertThat(reopen(directory).offered).containsExactly(14L);
    }

    @Test
    void thereIsNoneToMakeWhereNothingIsBehindTheNewest() {
        Journals.writeMixed(directory);
        long last = make(directory, Long.MAX_VALUE);

        assertThat(last).isEqualTo(scan(directory).summary().lastSequence());
        assertThat(make(directory, Long.MAX_VALUE)).isZero();
        assertThat(make(directory, 5)).isZero();
    }

    @Test
    void theTwoNewestAreKeptAndNobodyElseCanReadThem() throws IOException {
        Journals.writeMixed(directory);
        Files.createFile(directory.resolve("snapshot-2.fbs.new"));
        for (long sequence : new long[] {3, 4, 9, 12}) {
            make(directory, sequence);
        }

        assertThat(snapshots(directory)).containsExactly("snapshot-12.fbs", "snapshot-9.fbs");
        assertThat(directory.resolve("snapshot-2.fbs.new")).doesNotExist();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("snapshot-12.fbs"))))
                .isEqualTo("rw-------");
    }

    @Test
    void aPlaceThatWasOpenThenIsReadWhenItIsFilled() {
        try (Journal journal = open(directory)) {
            appendPairs(journal, 2);
            long request = journal.appendReserving(Journals.TYPE, 0, payload(32, 1), 0, 32, 32);
            assertThat(make(directory, Long.MAX_VALUE)).isEqualTo(request);
            journal.fill(Journals.OTHER_TYPE, 0, payload(32, 2), 0, 32);
            append(journal, 8);
        }
        Ledger ledger = reopen(directory);

        assertThat(ledger.offered).containsExactly(6L);
        assertThat(ledger.read).containsExactly(7L, 8L, 9L);
    }

    @Test
    void aPlaceThatWasOpenThenMayStayOpen() throws IOException {
        Path killed = temp.resolve("killed");
        try (Journal journal = open(directory)) {
            journal.appendReserving(Journals.TYPE, 0, payload(32, 1), 0, 32, 32);
            make(directory, Long.MAX_VALUE);
            copyQueue(directory, killed);
            copySnapshots(directory, killed);
        }
        assertThat(reopen(killed).read).isEmpty();
        assertThat(scanClean(killed).records().get(2).flags()).isEqualTo(RecordLayout.AFTER_OPEN_PLACE);
        assertThat(reopen(killed).read).containsExactly(3L, 4L);
    }

    @Test
    void recordFilesBeforeItAreNotReadButWhatTheirHeadersSayIs() throws IOException {
        Journals.writeDays(directory, 3);
        make(directory, Long.MAX_VALUE);
        Path second = rollFiles(directory).get(1);
        Journals.flip(second, ChronicleFormat.INDEX_CAPACITY * 2L * Long.BYTES + 0x200, 3);
        assertThat(scan(directory).kinds()).contains(FindingKind.CHECKSUM);

        assertThat(reopen(directory).read).isEmpty();
        Journals.flip(second, 0x14, 3);

        assertThatThrownBy(() -> reopen(directory)).isInstanceOf(JournalDamagedException.class);
    }

    @Test
    void indexesBeforeItAreCheckedSinceAWriterFollowsThem() throws IOException {
        Journals.writeMixed(directory);
        make(directory, Long.MAX_VALUE);
        Path file = rollFiles(directory).get(0);
        for (long offset : new long[] {ChronicleFormat.FIRST_DOCUMENT + 5, 0x400f0 + 5}) {
            Journals.flip(file, offset, 2);
            assertThatThrownBy(() -> reopen(directory))
                    .as("offset " + offset)
                    .isInstanceOf(JournalDamagedException.class)
                    .hasMessageContaining("index");
            Journals.flip(file, offset, 2);
        }
        assertThat(reopen(directory).offered).hasSize(1);
    }

    @Test
    void aRollFileThatIsMissingBehindItIsMissed() throws IOException {
        Journals.writeDays(directory, 3);
        make(directory, 25);
        Files.delete(rollFiles(directory).get(2));

        assertThatThrownBy(() -> reopen(directory)).isInstanceOf(JournalDamagedException.class);
    }

    @Test
    void damageBehindItIsFoundAtEachByte() throws IOException {
        Journals.writeMixed(directory);
        long end = scan(directory).summary().dataBytes();
        make(directory, 16);
        String file = rollFiles(directory).get(0).getFileName().toString();
        for (long offset = end - 300; offset < end; offset++) {
            Path copy = copyQueue(directory, temp.resolve("at-" + offset));
            copySnapshots(directory, copy);
            Journals.flip(copy.resolve(file), offset, (int) (offset % 8));

            assertThatThrownBy(() -> reopen(copy)).as("offset " + offset).isInstanceOf(JournalException.class);
        }
    }

    @Test
    void anEndThatWasLostIsFoundRightBehindIt() throws IOException {
        Journals.writeMixed(directory);
        long end = scan(directory).summary().dataBytes();
        long last = scan(directory).summary().lastSequence();
        make(directory, last - 1);
        Journals.write(rollFiles(directory).get(0), end - 44, new byte[44]);

        assertThatThrownBy(() -> reopen(directory))
                .isInstanceOf(JournalDamagedException.class)
                .hasMessageContaining("write-position");
    }

    @Test
    void whoDoesNotAcceptItIsGivenTheWholeHistory() {
        Journals.writeMixed(directory);
        make(directory, 4);
        make(directory, 9);
        Ledger ledger = new Ledger(false);

        Journal.open(config(directory, new SetClock()), ledger).close();

        assertThat(ledger.offered).containsExactly(9L, 4L);
        assertThat(ledger.read).startsWith(1L, 2L, 3L);
    }

    @Test
    void isMadeAgainAndAgainWhileAWriterAppendsAndRolls() throws Exception {
        SetClock clock = new SetClock();
        Thread maker;
        List<Throwable> failures = new java.util.concurrent.CopyOnWriteArrayList<>();
        java.util.concurrent.atomic.AtomicInteger made = new java.util.concurrent.atomic.AtomicInteger();
        java.util.concurrent.atomic.AtomicBoolean done = new java.util.concurrent.atomic.AtomicBoolean();
        try (Journal journal = open(directory, clock)) {
            append(journal, 8);
            maker = new Thread(() -> {
                try {
                    while (!done.get()) {
                        made.addAndGet(make(directory, Long.MAX_VALUE) > 0 ? 1 : 0);
                    }
                } catch (Throwable e) {
                    failures.add(e);
                }
            });
            maker.start();
            for (int i = 0; made.get() < 40 && maker.isAlive(); i++) {
                appendPairs(journal, 20);
                journal.appendReserving(Journals.TYPE, 0, payload(32, 1), 0, 32, 32);
                append(journal, 24);
                clock.nowNs += i % 50 == 0 ? Journals.DAY_NS : 1_000;
            }
            done.set(true);
            maker.join();
        }
        assertThat(failures).isEmpty();
        String whole = Ledger.ofWhole(directory).state();
        Ledger ledger = reopen(directory);
        assertThat(ledger.state()).isEqualTo(whole);
        assertThat(ledger.offered).hasSize(1);
    }

    /** Makes a snapshot of the sum over all records up to one. */
    static long make(Path directory, long upTo) {
        Ledger state = new Ledger();
        return JournalSnapshots.in(directory).make(state, upTo, state::write);
    }

    static Ledger reopen(Path directory) {
        Ledger ledger = new Ledger();
        Journal.open(config(directory, new SetClock()), ledger).close();
        return ledger;
    }

    static List<String> snapshots(Path directory) throws IOException {
        return SnapshotFile.list(FileOperations.SYSTEM, directory).stream()
                .map(path -> path.getFileName().toString())
                .toList();
    }

    static void copySnapshots(Path from, Path to) throws IOException {
        for (String name : snapshots(from)) {
            Files.copy(from.resolve(name), to.resolve(name));
        }
    }
}
