package io.flipbook.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The N-th operation of the journal's own on files fails, for every N: once, as a fault does, or for good. */
@Timeout(300)
class FailedFileOperationTest {
    @TempDir(factory = InMemory.class)
    Path temp;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void losesNothingHoldsNothingAndIsAClearErrorWhicheverItIs(boolean forGood) throws IOException {
        FailingFiles counting = FailingFiles.never();
        FailedSession whole = new FailedSession(temp.resolve("whole"), counting);
        whole.run();
        assertThat(whole.failures).isEmpty();
        assertThat(whole.acknowledged).hasSize(FailedSession.RECORDS);
        assertThat(counting.operations()).isGreaterThan(200);
        for (long n = 1; n <= counting.operations(); n++) {
            Path directory = temp.resolve("journal" + n);
            FailingFiles failing = FailingFiles.at(n, forGood);
            FailedSession session = new FailedSession(directory, failing);
            session.run();

            String what = "operation " + n + ": " + failing.failedAt();
            assertThat(failing.hasFailed()).as(what).isTrue();
            assertThat(failing.open()).as(what).isZero();
            assertThat(ProcessResources.of(directory)).as(what).isEmpty();
            assertFailedClearly(session, what, forGood);
            if (!forGood) {
                assertThat(directory.toFile().list((parent, name) -> SnapshotFile.isAsideName(name)))
                        .as(what)
                        .isEmpty();
            }
            assertNothingIsLost(session, what);
            JournalFiles.removeAll(directory, true);
        }
    }

    /** What may fail unheard loses nothing: the session did all that it was to do. */
    private static void assertFailedClearly(FailedSession session, String what, boolean forGood) {
        if (session.failures.isEmpty()) {
            assertThat(session.acknowledged).as(what).hasSize(FailedSession.RECORDS);
        }
        if (!forGood) {
            assertThat(session.failures).as(what).hasSizeLessThanOrEqualTo(1);
        }
        for (JournalException failure : session.failures) {
            boolean isConsequence = failure.getMessage().equals("no such directory: " + session.directory)
                    || failure.getMessage().equals("no journal in " + session.directory);
            assertThat(failure).as(what).isInstanceOf(JournalIoException.class);
            assertThat(failure.file()).as(what).isNotEmpty();
            assertThat(failure.getMessage()).as(what).contains(failure.file()).doesNotContain("\n");
            assertThat(failure.getMessage().contains("made to fail") || isConsequence)
                    .as("%s gave %s", what, failure)
                    .isTrue();
        }
    }

    private static void assertNothingIsLost(FailedSession session, String what) throws IOException {
        if (Files.exists(session.directory)) {
            assertThat(JournalSnapshots.in(session.directory).list()).as(what).allMatch(SnapshotInfo::isGood);
        }
        Ledger reopened = new Ledger();
        Journal.open(Journals.config(session.directory, session.clock).files(FailingFiles.never()), reopened)
                .close();
        assertThat(session.snapshots).as(what).containsAll(reopened.offered);

        Ledger whole = new Ledger();
        String[] state = {whole.state()};
        JournalScanner.of(session.directory)
                .scan(
                        record -> {
                            whole.onRecord(record);
                            state[0] = record.sequence() == reopened.last() ? whole.state() : state[0];
                            return true;
                        },
                        finding -> {
                            throw new AssertionError(what + ": " + finding);
                        });
        assertThat(reopened.state()).as(what).isEqualTo(state[0]);
        assertThat(whole.read).as(what).containsAll(session.acknowledged);
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
            assertThat(failing.open()).as("operation %d", n).isZero();
        }
    }
}
