package io.flipbook.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flipbook.journal.Journals.Scanned;
import io.flipbook.journal.Journals.SetClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The N-th operation of the journal's own on files fails, for every second N, or for every one ({@link
 * FailingFiles#sample}): as a fault does, or as a kill does.
 */
@Timeout(120)
class FailedFileOperationTest {
    @TempDir
    Path temp;

    /** What a session did before it failed. */
    private static final class Session {
        private final List<Long> acknowledged = new ArrayList<>();
        private RuntimeException failure;

        /** Opens, writes on two days, and closes. */
        void run(Path directory, SetClock clock, FailingFiles files) {
            try (Journal journal =
                    Journal.open(Journals.config(directory, clock).files(files), record -> true)) {
                for (int day = 0; day < 2; day++) {
                    acknowledged.add(Journals.append(journal, 16));
                    acknowledged.add(Journals.append(journal, 24));
                    clock.nowNs += Journals.DAY_NS;
                }
            } catch (RuntimeException e) {
                failure = e;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void leavesAJournalThatIsCleanAndGoesOn(boolean forGood) throws Exception {
        long count = operationsOf(temp.resolve("whole"));
        assertThat(count).isGreaterThan(40);
        for (long n : FailingFiles.sample(count, 2).toArray()) {
            Path directory = temp.resolve("journal" + n);
            SetClock clock = new SetClock();
            Session first = new Session();
            first.run(directory, clock, FailingFiles.never());
            FailingFiles failing = FailingFiles.at(n, forGood);
            Session second = new Session();
            second.run(directory, clock, failing);

            assertThat(failing.hasFailed()).as("operation %d", n).isTrue();
            assertThat(failing.open()).as("left open after operation %d", n).isZero();
            assertFailedClearly(second, n);
            List<Long> acknowledged = new ArrayList<>(first.acknowledged);
            acknowledged.addAll(second.acknowledged);
            assertCleanWith(directory, acknowledged, n);
            Journals.open(directory, clock).close();
            assertCleanWith(directory, acknowledged, n);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void leavesANewJournalThatIsCleanAndGoesOn(boolean forGood) throws Exception {
        FailingFiles counting = FailingFiles.never();
        new Session().run(temp.resolve("whole"), new SetClock(), counting);
        for (long n : FailingFiles.sample(counting.operations(), 2).toArray()) {
            Path directory = temp.resolve("new" + n);
            SetClock clock = new SetClock();
            FailingFiles failing = FailingFiles.at(n, forGood);
            Session session = new Session();
            session.run(directory, clock, failing);

            assertThat(failing.open()).as("left open after operation %d", n).isZero();
            assertFailedClearly(session, n);
            Journals.open(directory, clock).close();
            assertCleanWith(directory, session.acknowledged, n);
        }
    }

    @Test
    void ofAScanIsAClearErrorAndLeavesNothingOpen() {
        Path directory = temp.resolve("journal");
        Journals.writeDays(directory, 3);
        FailingFiles counting = FailingFiles.never();
        JournalScanner.of(directory, counting).scan(record -> true, finding -> {});
        assertThat(counting.open()).isZero();
        assertThat(counting.operations()).isGreaterThan(30);
        for (long n = 1; n <= counting.operations(); n++) {
            FailingFiles failing = FailingFiles.at(n, n % 2 == 0);
            assertThatThrownBy(() -> JournalScanner.of(directory, failing).scan(record -> true, finding -> {}))
                    .as("operation %d", n)
                    .isInstanceOf(JournalIoException.class)
                    .hasMessageContaining("made to fail");
            assertThat(failing.open()).as("left open after operation %d", n).isZero();
        }
    }

    private static long operationsOf(Path directory) {
        SetClock clock = new SetClock();
        new Session().run(directory, clock, FailingFiles.never());
        FailingFiles counting = FailingFiles.never();
        new Session().run(directory, clock, counting);
        return counting.operations();
    }

    /** A mark of the writer's process that cannot be taken back is all that may fail unheard. */
    private static void assertFailedClearly(Session session, long n) {
        if (session.failure == null) {
            assertThat(session.acknowledged).as("operation %d", n).hasSize(4);
            return;
        }
        assertThat(session.failure).as("operation %d", n).isInstanceOf(JournalIoException.class);
        assertThat(session.failure.getMessage())
                .as("operation %d", n)
                .contains("made to fail")
                .doesNotContain("\n");
    }

    private static void assertCleanWith(Path directory, List<Long> acknowledged, long n) throws Exception {
        Scanned scanned = Journals.scan(directory);
        assertThat(scanned.findings()).as("operation %d", n).isEmpty();
        assertThat(scanned.sequences()).as("operation %d", n).containsAll(acknowledged);
        assertThat(Files.exists(directory.resolve(JournalFiles.MANIFEST))).isTrue();
    }
}
