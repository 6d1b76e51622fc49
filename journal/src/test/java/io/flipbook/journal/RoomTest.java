package io.flipbook.journal;

import static io.flipbook.journal.Journals.append;
import static io.flipbook.journal.Journals.appendPairs;
import static io.flipbook.journal.Journals.scan;
import static io.flipbook.journal.Journals.scanClean;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flipbook.journal.Journals.SetClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoomTest {
    @TempDir
    Path temp;

    private final RecordingFiles device = new RecordingFiles();
    private final SetClock clock = new SetClock();

    @Test
    void writesZerosWhereTheMachineCannotReserveAndNeverOverData() {
        device.cannotAllocate = true;
        long records = 0;
        for (int session = 0; session < 4; session++) {
            try (Journal journal = open()) {
                appendPairs(journal, 12_000);
                records = journal.lastSequence() + 1;
            }
            clock.nowNs += session == 2 ? Journals.DAY_NS : 0;
        }

        assertThat(scanClean(temp.resolve("journal")).records()).hasSize((int) records);
    }

    @Test
    void refusesWhatHasNoSpaceWhateverTheReasonAndGoesOn() {
        try (Journal journal = open()) {
            appendPairs(journal, 10);
            device.allocateFailure = new IOException("Input/output error");
            long last = fill(journal);
            assertThat(journal.lastSequence()).isEqualTo(last);
            assertThatThrownBy(() -> append(journal, 8))
                    .isInstanceOf(JournalFullException.class)
                    .hasMessageContaining("Input/output error")
                    .hasMessageContaining("20231115H.cq4")
                    .hasMessageContaining("nothing is lost");

            device.allocateFailure = null;
            assertThat(append(journal, 8)).isEqualTo(last + 1);
        }
        assertThat(scanClean(temp.resolve("journal")).summary().endedCleanly()).isTrue();
    }

    @Test
    void leavesNoFileBehindWhenThereIsNoSpaceForIt() throws IOException {
        try (Journal journal = open()) {
            appendPairs(journal, 10);
            clock.nowNs += Journals.DAY_NS;
            device.allocateFailure = new IOException("No space left on device");
            assertThatThrownBy(() -> append(journal, 8)).isInstanceOf(JournalFullException.class);
            try (var files = Files.list(temp.resolve("journal"))) {
                assertThat(files.map(file -> file.getFileName().toString()))
                        .hasSize(6)
                        .noneMatch(RollFile::isPreparedName)
                        .contains(JournalFiles.MANIFEST_ASIDE);
            }
        }
    }

    @Test
    void usesOnlyOneOfTwoFilesThatWereMadeAndNotBegun() throws IOException {
        try (Journal journal = open()) {
            append(journal, 8);
            for (int day = 0; day < 2; day++) {
                clock.nowNs += Journals.DAY_NS;
                journal.reserve();
            }
            append(journal, 8);
        }

        assertThat(scanClean(temp.resolve("journal")).summary().rollFiles()).isEqualTo(2);
        try (var files = Files.list(temp.resolve("journal"))) {
            assertThat(files).hasSize(6);
        }
    }

    @Test
    void keepsAPromiseInTheFileWhereItWasMade() {
        try (Journal journal = open()) {
            journal.reserve();
            clock.nowNs += Journals.DAY_NS;
            device.allocateFailure = new IOException("No space left on device");
            append(journal, 8);
            append(journal, 8);
            assertThatThrownBy(() -> append(journal, 8)).isInstanceOf(JournalFullException.class);
        }
        assertThat(scanClean(temp.resolve("journal")).summary().rollFiles()).isEqualTo(1);
    }

    @Test
    void aJournalWithoutRoomReservesNothing() {
        device.allocateFailure = new IOException("not to be asked");
        try (Journal journal = Journal.open(
                Journals.config(temp.resolve("journal"), clock).files(device).roomBytes(0), record -> true)) {
            appendPairs(journal, 20_000);
            clock.nowNs += Journals.DAY_NS;
            appendPairs(journal, 10);
        }
        assertThat(scanClean(temp.resolve("journal")).records()).hasSize(40_022);
    }

    @Test
    void aCopyOfWhatAKilledWriterReservedIsClean() throws IOException {
        try (Journal journal = open()) {
            appendPairs(journal, 10);
            Path copy = Journals.copyQueue(temp.resolve("journal"), temp.resolve("copy"));
            assertThat(scan(copy).findings()).isEmpty();
            open(copy).close();
            assertThat(scanClean(copy).records()).hasSize(23);
        }
    }

    @Test
    void takesNoSizeThatMakesNoSense() {
        JournalConfig config = JournalConfig.of(temp);
        for (long bytes : new long[] {-1, 1, JournalConfig.MIN_ROOM_BYTES - 1, JournalConfig.MAX_ROOM_BYTES + 1}) {
            assertThatIllegalArgumentException().isThrownBy(() -> config.roomBytes(bytes));
        }
    }

    private Journal open() {
        return open(temp.resolve("journal"));
    }

    private Journal open(Path directory) {
        return Journal.open(
                Journals.config(directory, clock).files(device).roomBytes(JournalConfig.MIN_ROOM_BYTES),
                record -> true);
    }

    private static long fill(Journal journal) {
        while (true) {
            try {
                append(journal, 1000);
            } catch (JournalFullException e) {
                return journal.lastSequence();
            }
        }
    }
}
