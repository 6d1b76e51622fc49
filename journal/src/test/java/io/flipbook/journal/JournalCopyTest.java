package io.flipbook.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flipbook.journal.Journals.Read;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class JournalCopyTest {
    @TempDir
    Path temp;

    @Test
    void keepsEachRecordAsItIsUpToEverySequence() {
        Path journal = temp.resolve("journal");
        Journals.writeMixed(journal);
        List<Read> written = Journals.scanClean(journal).records();
        for (int last = 1; last <= written.size(); last++) {
            Path copy = temp.resolve("copy" + last);
            ScanSummary summary = JournalCopy.of(journal, copy).upTo(last);
            assertThat(summary.lastSequence()).isEqualTo(last);
            assertThat(Journals.scanClean(copy).records()).isEqualTo(written.subList(0, last));
            Journals.open(copy).close();
            assertThat(Journals.scanClean(copy).records()).hasSize(last + 2);
        }
    }

    @Test
    void keepsAFilledPlaceThatIsLargerThanThatOfAnOutcome() {
        Path journal = temp.resolve("journal");
        try (Journal writer = Journals.open(journal)) {
            for (int length : new int[] {24, 32, 33, 200, 3000}) {
                writer.appendReserving(Journals.TYPE, 0, Journals.payload(40, length), 0, 40, 4000);
                writer.fill(Journals.OTHER_TYPE, 0, Journals.payload(length, length), 0, length);
            }
        }
        Path copy = temp.resolve("copy");
        JournalCopy.of(journal, copy).upTo(12);
        assertThat(Journals.scanClean(copy).records())
                .isEqualTo(Journals.scanClean(journal).records());
    }

    @Test
    void rollsAsTheJournalDid() {
        Path journal = temp.resolve("journal");
        Journals.writeDays(journal, 3);
        Path copy = temp.resolve("copy");
        ScanSummary summary = JournalCopy.of(journal, copy).upTo(62);
        assertThat(summary.endedCleanly()).isTrue();
        assertThat(summary.identity())
                .isEqualTo(Journals.scanClean(journal).summary().identity());
        assertThat(Journals.rollFiles(copy)).hasSize(3);
        assertThat(Journals.scanClean(copy).records())
                .isEqualTo(Journals.scanClean(journal).records());
    }

    @Test
    void leavesNothingBehindWhereTheRecordsAreNotAllThere() throws Exception {
        Path journal = temp.resolve("journal");
        Journals.writeDays(journal, 3);
        assertThatThrownBy(() -> JournalCopy.of(journal, temp.resolve("none")).upTo(63))
                .isInstanceOf(JournalDamagedException.class)
                .hasMessageContaining("the last is 62");
        assertThat(temp.resolve("none")).doesNotExist();
        Path empty = Files.createDirectory(temp.resolve("empty"));
        assertThatThrownBy(() -> JournalCopy.of(journal, empty).upTo(63)).isInstanceOf(JournalDamagedException.class);
        assertThat(empty).isEmptyDirectory();
        assertThatThrownBy(() -> JournalCopy.of(journal, journal).upTo(5)).isInstanceOf(IllegalArgumentException.class);
        Journals.scanClean(journal);
    }

    @Test
    void leavesNothingBehindWhenAFileOperationFails() {
        Path journal = temp.resolve("journal");
        Journals.writeDays(journal, 2);
        FailingFiles counting = FailingFiles.never();
        JournalCopy.of(counting, journal, temp.resolve("whole")).upTo(30);
        assertThat(counting.open()).isZero();
        assertThat(counting.operations()).isGreaterThan(80);
        for (long n = 1; n <= counting.operations(); n++) {
            FailingFiles failing = FailingFiles.at(n, n % 2 == 0);
            Path copy = temp.resolve("copy" + n);
            Throwable thrown = null;
            try {
                JournalCopy.of(failing, journal, copy).upTo(30);
            } catch (JournalException e) {
                thrown = e;
            }
            assertThat(failing.open()).as("operation %d", n).isZero();
            if (thrown == null) {
                // The writer's mark could not be taken back, and nothing else.
                Journals.scanClean(copy);
            } else {
                assertThat(thrown.getMessage()).as("operation %d", n).contains("made to fail");
                assertThat(copy).as("operation %d", n).doesNotExist();
            }
        }
    }
}
