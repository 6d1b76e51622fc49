package io.flipbook.journal;

import static io.flipbook.journal.Journals.append;
import static io.flipbook.journal.Journals.appendPairs;
import static io.flipbook.journal.Journals.payload;
import static io.flipbook.journal.Journals.scanClean;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flipbook.journal.Journals.Read;
import io.flipbook.journal.Journals.SetClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a file system of a few MiB, which needs the right to mount one; these tests are skipped without. */
class FullDiskTest {
    @TempDir
    Path temp;

    private SmallDisk disk;
    private Path directory;
    private final SetClock clock = new SetClock();

    @BeforeEach
    void mount() throws Exception {
        disk = SmallDisk.mount(Files.createDirectory(temp.resolve("disk")), 40);
        directory = disk.path().resolve("journal");
    }

    @AfterEach
    void unmount() throws Exception {
        disk.close();
    }

    @Test
    void keepsSpaceForTheOutcomeOfARequestAndForTheEnd() throws IOException {
        Journal journal = open();
        int length = 100;
        long last = 1;
        while (true) {
            try {
                last = journal.appendReserving(Journals.TYPE, 0, payload(length, 1), 0, length, 40);
            } catch (JournalFullException e) {
                break;
            }
            disk.fill();
            // Longer than its place, so that it needs a document of its own.
            int outcome = RecordLayout.MAX_PAYLOAD_BYTES;
            last = journal.fill(Journals.OTHER_TYPE, 0, payload(outcome, last), 0, outcome);
        }
        journal.close();

        assertThat(last).isGreaterThan(1);
        assertThat(scanClean(directory).summary().endedCleanly()).isTrue();
        assertThat(scanClean(directory).records()).hasSize((int) last + 1);
    }

    @Test
    void keepsSpaceForTheNextTwoRecordsOnceThatWasAsked() throws IOException {
        int longest = RecordLayout.MAX_PAYLOAD_BYTES;
        long last = 1;
        try (Journal journal = open()) {
            while (true) {
                try {
                    journal.reserve();
                } catch (JournalFullException e) {
                    break;
                }
                disk.fill();
                journal.append(Journals.TYPE, 0, payload(longest, 1), 0, longest);
                last = journal.append(Journals.TYPE, 0, payload(longest, 2), 0, longest);
            }
        }
        assertThat(scanClean(directory).records()).hasSize((int) last + 1);
    }

    @Test
    void keepsSpaceForTheDocumentThatABatchAsksFor() throws IOException {
        RecordBatch longest = Journals.batch(Journals.TYPE, RecordLayout.MAX_DOCUMENT_BYTES / 64, 32);
        long last = 1;
        try (Journal journal = open()) {
            while (true) {
                try {
                    journal.appendAllReserving(longest);
                } catch (JournalFullException e) {
                    assertThat(journal.lastSequence()).isEqualTo(last);
                    break;
                }
                disk.fill();
                last = journal.appendAll(longest) + longest.count() - 1;
            }
        }
        assertThat(last).isGreaterThan(1);
        assertThat(scanClean(directory).records()).hasSize((int) last + 1);
    }

    @Test
    void refusesToRollOntoAFullDiskAndRollsOnceThereIsSpace() throws IOException {
        try (Journal journal = open()) {
            appendPairs(journal, 10);
            disk.fill();
            clock.nowNs += Journals.DAY_NS;

            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> append(journal, 8))
                        .isInstanceOf(JournalFullException.class)
                        .hasMessageContaining(RollFile.of(directory, RollFile.dayOf(clock.nowNs))
                                .name())
                        .hasMessageContaining("free space");
                assertThat(Journals.rollFiles(directory)).hasSize(1);
            }
            disk.free();
            assertThat(append(journal, 8)).isEqualTo(22);
            assertThat(Journals.rollFiles(directory)).hasSize(2);
        }
        assertThat(scanClean(directory).records()).hasSize(23);
    }

    @Test
    void endsCleanlyInTheOldFileWhenThereIsNoSpaceForANewOne() throws IOException {
        Journal journal = open();
        appendPairs(journal, 10);
        disk.fill();
        clock.nowNs += Journals.DAY_NS;
        assertThatThrownBy(() -> append(journal, 8)).isInstanceOf(JournalFullException.class);
        journal.close();
        disk.free();

        assertThat(scanClean(directory).summary().endedCleanly()).isTrue();
        try (Journal again = open()) {
            assertThat(append(again, 8)).isEqualTo(24);
        }
        assertThat(scanClean(directory).summary().rollFiles()).isEqualTo(2);
    }

    @Test
    void fillsAPlaceWhenNothingElseFindsSpace() throws IOException {
        try (Journal journal = open()) {
            disk.fill();
            long last = 0;
            while (true) {
                try {
                    last = journal.appendReserving(Journals.TYPE, 0, payload(4000, 1), 0, 4000, 40);
                } catch (JournalFullException e) {
                    break;
                }
            }
            assertThat(journal.fill(Journals.OTHER_TYPE, 0, payload(40, 1), 0, 40))
                    .isEqualTo(last + 1);
        }
        assertThat(scanClean(directory).summary().endedCleanly()).isTrue();
    }

    @Test
    void refusesToOpenWithoutSpaceAndOpensLater() throws IOException {
        try (Journal journal = open()) {
            appendPairs(journal, 10);
        }
        disk.fill();

        JournalIoException refusal = catchThrowableOfType(JournalIoException.class, this::open);
        assertThat(refusal).hasMessageContaining("No space left");

        disk.free();
        assertThat(scanClean(directory).records()).hasSize(22);
        open().close();
        assertThat(scanClean(directory).records()).hasSize(24);
    }

    @Test
    void createsNothingWithoutSpaceAndCreatesItLater() throws IOException {
        for (long left = 0; left < 4 << 20; left += 300 << 10) {
            disk.leave(left);
            try {
                open().close();
            } catch (JournalIoException e) {
                assertThat(e).hasMessageContaining("No space left");
            }
            disk.free();
            open().close();
            assertThat(scanClean(directory).summary().endedCleanly()).isTrue();
        }
    }

    @Test
    void givesBackWhatItHasNotUsed() throws IOException {
        for (int day = 0; day < 3; day++) {
            try (Journal journal = open()) {
                appendPairs(journal, 10);
            }
            clock.nowNs += Journals.DAY_NS;
        }

        assertThat(disk.usedBytes()).isLessThan(3 * 700 << 10);
        assertThat(scanClean(directory).records()).hasSize(66);
    }

    @Test
    void endsAProcessWithoutAFaultAndRecovers() throws IOException {
        long acknowledged = 0;
        try (ChildWriter child = ChildWriter.start(directory)) {
            acknowledged = child.nextAcknowledged();
            disk.leave(1 << 20);
            while (!child.hasEnded()) {
                acknowledged = Math.max(acknowledged, child.lastAcknowledged());
            }
            assertThat(child.exitCode()).as("that of an exception").isEqualTo(1);
        }
        disk.free();

        List<Read> before = scanClean(directory).records();
        assertThat(before).hasSizeGreaterThanOrEqualTo((int) acknowledged);
        open().close();
        assertThat(scanClean(directory).records()).startsWith(before.toArray(Read[]::new));
    }

    private Journal open() {
        return Journal.open(Journals.config(directory, clock).roomBytes(1 << 20), record -> true);
    }
}
