package io.flipbook.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flipbook.journal.Journals.SetClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies of a journal of which the beginning was dropped: they have to have its snapshots. */
class DroppedBeginningCopyTest {
    private static final int DAYS = 4;
    /** Those in which the journal's files are replaced, and some before. */
    private static final int LAST_OPERATIONS = 40;

    @TempDir
    Path temp;

    private Path journal;
    private String stateAt65;

    @BeforeEach
    void dropTwoDays() {
        journal = temp.resolve("journal");
        Journals.writeDays(journal, DAYS);
        Ledger upTo65 = new Ledger(false);
        JournalScanner.of(journal).scan(record -> record.sequence() > 65 || upTo65.onRecord(record), finding -> {});
        stateAt65 = upTo65.state();
        SnapshotTest.make(journal, 50);
        SnapshotTest.make(journal, 60);
        SetClock clock = new SetClock();
        clock.nowNs += DAYS * Journals.DAY_NS;
        JournalConfig config =
                Journals.config(journal, clock).retention(Retention.ofBytes(0)).snapshotsNeeded();
        Journal.open(config, new Ledger()).close();
        assertThat(JournalScanner.of(journal).firstSequence()).isEqualTo(42);
        assertThat(JournalSnapshots.in(journal).check().findings()).isEmpty();
    }

    @Test
    void haveTheSnapshotsOfTheRecordsThatWereCopied() {
        for (long last : new long[] {50, 55, 60, 65}) {
            Path copy = temp.resolve("copy" + last);
            JournalCopy.of(journal, copy).upTo(last);
            SnapshotCheck check = JournalSnapshots.in(copy).check();
            assertThat(check.findings()).isEmpty();
            assertThat(check.snapshots()).hasSize(last < 60 ? 1 : 2).allMatch(SnapshotInfo::isGood);
            assertThat(SnapshotTest.reopen(copy).offered).containsExactly(last < 60 ? 50L : 60L);
        }
        assertThatThrownBy(() -> JournalCopy.of(journal, temp.resolve("none")).upTo(49))
                .isInstanceOf(JournalDamagedException.class)
                .hasMessageContaining("no good snapshot of them");
        assertThat(temp.resolve("none")).doesNotExist();
    }

    @Test
    void doNotHaveASnapshotOfARecordThatWasAnother() throws Exception {
        Path newest = journal.resolve("snapshot-60.fbs");
        SnapshotHeader good = SnapshotHeader.decode(Arrays.copyOf(Files.readAllBytes(newest), SnapshotHeader.LENGTH));
        ScanStart start = good.start();
        ScanStart other = new ScanStart(
                start.identity(),
                start.day(),
                start.documentOffset(),
                start.documentSequence(),
                start.sequence(),
                start.timeNs(),
                start.crc() + 1);
        SnapshotHeader header = new SnapshotHeader(other, good.payloadBytes(), good.payloadCrc());
        Journals.write(newest, 0, header.encode().array());

        JournalCopy.of(journal, temp.resolve("copy")).upTo(65);

        assertThat(SnapshotTest.snapshots(temp.resolve("copy"))).containsExactly("snapshot-50.fbs");
    }

    @Test
    void areMadeForAPointInTimeAgainWhereverAFileOperationFails() throws IOException {
        FailingFiles counting = FailingFiles.never();
        new PointInTime(counting, copy("counted")).keep(65);
        for (long n = 1; n <= counting.operations(); n++) {
            if (n <= counting.operations() - LAST_OPERATIONS && n % 20 != 0) {
                continue; // What happens to the copy is tested elsewhere.
            }
            Path directory = copy("journal" + n);
            try {
                new PointInTime(FailingFiles.at(n, n % 2 == 0), directory).keep(65);
            } catch (JournalException e) {
                assertThat(e.getMessage()).as("operation %d", n).contains("made to fail");
            }
            new PointInTime(FileOperations.SYSTEM, directory).keep(65);

            assertThat(JournalSnapshots.in(directory).check().findings())
                    .as("operation %d", n)
                    .isEmpty();
            Ledger ledger = SnapshotTest.reopen(directory);
            assertThat(ledger.offered).as("operation %d", n).containsExactly(60L);
            assertThat(ledger.state()).as("operation %d", n).isEqualTo(stateAt65);
        }
    }

    private Path copy(String name) throws IOException {
        Path copy = Journals.copyQueue(journal, temp.resolve(name));
        SnapshotTest.copySnapshots(journal, copy);
        Files.copy(journal.resolve(JournalFiles.SNAPSHOTS), copy.resolve(JournalFiles.SNAPSHOTS));
        return copy;
    }
}
