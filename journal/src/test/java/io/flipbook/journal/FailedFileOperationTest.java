package io.flipbook.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The N-th operation of the journal's own on files fails, for every N: once, as a fault does, or for good. */
@Timeout(300)
@Tag("long")
class FailedFileOperationTest {
    private static final String PREPARED = "20231116H.precreated";

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

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ofARepairLosesNothingAndTheNextOneIsWhole(boolean forGood) throws IOException {
        Path killed = writeKilled();
        FailingFiles counting = FailingFiles.never();
        Journal.open(config(copyOf(killed, temp.resolve("whole")), counting), record -> true)
                .close();
        for (long n = 1; n <= counting.operations(); n++) {
            Path directory = copyOf(killed, temp.resolve("repaired" + n));
            FailingFiles failing = FailingFiles.at(n, forGood);
            try {
                Journal.open(config(directory, failing), record -> true).close();
            } catch (JournalIoException e) {
                assertThat(e.getMessage()).contains("made to fail").doesNotContain("\n");
            }
            String what = "operation " + n + ": " + failing.failedAt();
            assertThat(failing.hasFailed()).as(what).isTrue();
            assertThat(failing.open()).as(what).isZero();
            assertThat(ProcessResources.of(directory)).as(what).isEmpty();

            Journal.open(config(directory, FailingFiles.never()), record -> true)
                    .close();
            Journals.Scanned scanned = Journals.scan(directory);
            assertThat(scanned.findings()).as(what).isEmpty();
            assertThat(scanned.sequences()).as(what).startsWith(1L, 2L, 3L);
            assertThat(directory.resolve(PREPARED)).as(what).doesNotExist();
            JournalFiles.removeAll(directory, true);
        }
    }

    /** A journal whose writer was killed in the middle of an outcome, in its place. */
    private Path writeKilled() throws IOException {
        Path killed = temp.resolve("killed");
        try (Journal journal = Journals.open(temp.resolve("live"))) {
            Journals.append(journal, 8);
            journal.appendReserving(Journals.TYPE, 0, Journals.payload(8, 1), 0, 8, 8);
            Journals.copyQueue(journal.directory(), killed);
        }
        Extent place = Journals.scan(killed).summary().openPlace();
        Journals.write(killed.resolve(place.file()), place.offset() + 8, (byte) 1);
        return killed;
    }

    /** With a file that the writer was about to begin. */
    private static Path copyOf(Path killed, Path copy) throws IOException {
        Journals.copyQueue(killed, copy);
        Files.createFile(copy.resolve(PREPARED));
        return copy;
    }

    private static JournalConfig config(Path directory, FileOperations files) {
        return Journals.config(directory, new Journals.SetClock()).files(files);
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
