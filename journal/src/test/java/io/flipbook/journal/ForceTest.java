package io.flipbook.journal;

import static io.flipbook.journal.Journals.append;
import static io.flipbook.journal.Journals.appendPairs;
import static io.flipbook.journal.Journals.payload;
import static io.flipbook.journal.Journals.scanClean;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flipbook.journal.Journals.SetClock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForceTest {
    @TempDir
    Path temp;

    private final RecordingFiles device = new RecordingFiles();
    private final SetClock clock = new SetClock();

    @Test
    void forcesNothingUnlessItIsAskedTo() {
        try (Journal journal = open("none")) {
            appendPairs(journal, 10);
        }

        assertThat(device.forced).isEmpty();
    }

    @Test
    void forcesOnceForARequestAndItsOutcome() {
        try (Journal journal = open("each")) {
            device.rollFileForces();

            journal.appendReserving(Journals.TYPE, 0, payload(32, 1), 0, 32, 40);
            assertThat(device.rollFileForces()).isZero();
            journal.fill(Journals.OTHER_TYPE, 0, payload(40, 1), 0, 40);
            assertThat(device.rollFileForces()).isEqualTo(1);

            appendPairs(journal, 10);
            assertThat(device.rollFileForces()).isEqualTo(10);
        }
    }

    @Test
    void forcesOnceForARequestAndAnOutcomeThatDoesNotFit() {
        try (Journal journal = open("each")) {
            device.rollFileForces();

            journal.appendReserving(Journals.TYPE, 0, payload(32, 1), 0, 32, 40);
            journal.fill(Journals.OTHER_TYPE, 0, payload(99, 1), 0, 99);

            assertThat(device.rollFileForces()).isEqualTo(1);
        }
    }

    @Test
    void forcesARecordAloneBeforeItIsAcknowledged() {
        try (Journal journal = open("each")) {
            for (int i = 0; i < 5; i++) {
                device.rollFileForces();
                append(journal, 8);
                assertThat(device.rollFileForces()).isEqualTo(1);
            }
        }
        assertThat(device.rollFileForces()).as("the end").isEqualTo(1);
    }

    @Test
    void forcesEverySoManyRecordsAndAtTheEnd() {
        try (Journal journal = open("every=10")) {
            appendPairs(journal, 10);
            device.rollFileForces();

            for (int i = 0; i < 10; i++) {
                append(journal, 8);
            }
            assertThat(device.rollFileForces()).isEqualTo(1);
            appendPairs(journal, 50);
            assertThat(device.rollFileForces()).isEqualTo(10);
            append(journal, 8);
            device.rollFileForces();
        }
        assertThat(device.rollFileForces()).isEqualTo(1);
    }

    @Test
    void forcesWhenNothingMoreArrivesAndThenNoMore() throws InterruptedException {
        try (Journal journal = open("every=20ms")) {
            awaitAllForced(journal);
            device.nextForce = new CountDownLatch(1);
            append(journal, 8);

            assertThat(device.nextForce.await(30, TimeUnit.SECONDS)).isTrue();
            awaitAllForced(journal);
            device.nextForce = new CountDownLatch(1);
            assertThat(device.threads).contains("flipbook-flusher");
            device.rollFileForces();
            assertThat(device.nextForce.await(200, TimeUnit.MILLISECONDS))
                    .as("idle")
                    .isFalse();
        }
    }

    @Test
    void runsAFlusherOnlyForAPeriodAndOnlyUntilItIsClosed() {
        try (Journal journal = open("each")) {
            append(journal, 8);
            assertThat(flushers()).isZero();
        }
        try (Journal journal = Journal.open(config("every=1s").files(device), record -> true)) {
            append(journal, 8);
            assertThat(flushers()).isEqualTo(1);
        }
        assertThat(flushers()).isZero();
    }

    @Test
    void failsTheJournalWhenTheFlusherCannotForce() throws InterruptedException {
        Journal journal = open("every=1ms");
        append(journal, 8);
        device.forceFailure = new IOException("no such device");

        assertThatThrownBy(() -> {
                    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
                    while (System.nanoTime() < until) {
                        append(journal, 8);
                        Thread.onSpinWait();
                    }
                })
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no such device");
        journal.close();

        assertThat(Journals.scan(temp.resolve("journal")).summary().endedCleanly())
                .isFalse();
    }

    @Test
    void acknowledgesNothingAfterAForceThatFailed() {
        Journal journal = open("each");
        append(journal, 8);
        device.forceFailure = new IOException("no such device");
        assertThatThrownBy(() -> append(journal, 8))
                .isInstanceOf(JournalIoException.class)
                .hasMessageContaining("no such device");

        device.forceFailure = null;
        device.rollFileForces();
        assertThatIllegalStateException().isThrownBy(() -> append(journal, 8));
        journal.close();

        assertThat(device.rollFileForces())
                .as("a force after one that failed says nothing")
                .isZero();
    }

    @Test
    void forcesTheDirectoryAndTheMetadataWhenAFileIsNew() {
        try (Journal journal = open("every=1000")) {
            assertThat(device.forced).contains("journal", JournalFiles.METADATA);
            append(journal, 8);
            String first = Journals.rollFiles(temp.resolve("journal"))
                    .get(0)
                    .getFileName()
                    .toString();
            device.forced.clear();
            clock.nowNs += Journals.DAY_NS;
            append(journal, 8);

            String second = Journals.rollFiles(temp.resolve("journal"))
                    .get(1)
                    .getFileName()
                    .toString();
            assertThat(device.forced).containsExactly(first, second, JournalFiles.METADATA, "journal");
        }
    }

    @Test
    void forcesWhatEarlierSessionsLeft() {
        Journals.writeDays(temp.resolve("journal"), 3);
        clock.nowNs += 2 * Journals.DAY_NS;

        open("each").close();

        assertThat(device.forced)
                .startsWith(Journals.rollFiles(temp.resolve("journal")).stream()
                        .map(file -> file.getFileName().toString())
                        .toArray(String[]::new));
    }

    @Test
    void forcesOnAThreadThatWasInterrupted() {
        try (Journal journal = open("each")) {
            Thread.currentThread().interrupt();
            device.rollFileForces();
            appendPairs(journal, 3);
            assertThat(device.rollFileForces()).isEqualTo(3);
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(scanClean(temp.resolve("journal")).records()).hasSize(8);
    }

    @Test
    void putsThePolicyOfEachSessionOnRecord() {
        open("each").close();
        assertThat(Journals.scan(temp.resolve("journal")).summary().syncPolicy())
                .isEqualTo(SyncPolicy.EACH);
        open("every=50ms").close();
        assertThat(scanClean(temp.resolve("journal")).summary().syncPolicy()).hasToString("every=50ms");
    }

    private Journal open(String policy) {
        return Journal.open(config(policy).files(device), record -> true);
    }

    private JournalConfig config(String policy) {
        return Journals.config(temp.resolve("journal"), clock).syncPolicy(SyncPolicy.parse(policy));
    }

    /** What was appended when it was opened is forced later too. */
    private static void awaitAllForced(Journal journal) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (journal.unforcedRecords() > 0) {
            assertThat(System.nanoTime() - until).isNegative();
            Thread.sleep(1);
        }
    }

    private static long flushers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("flipbook-flusher"))
                .count();
    }
}
