package io.flipbook.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.journal.Journals.Scanned;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveScanTest {
    @TempDir
    Path temp;

    @Test
    void findsNothingWhileAnotherProcessWrites() throws Exception {
        Path directory = temp.resolve("journal");
        try (ChildWriter child = ChildWriter.start(directory)) {
            for (int round = 0; round < 60; round++) {
                long acknowledged = child.nextAcknowledged();
                List<Finding> findings = new ArrayList<>();
                long[] last = {0};
                ScanSummary summary =
                        JournalScanner.of(directory).scan(record -> record.sequence() == ++last[0], findings::add);
                assertThat(findings).isEmpty();
                assertThat(summary.lastSequence())
                        .isGreaterThanOrEqualTo(acknowledged)
                        .isEqualTo(last[0]);
            }
        }
    }

    @Test
    void findsNothingWhileAThreadRollsOverDays() throws Exception {
        Path directory = temp.resolve("journal");
        Journals.SetClock clock = new Journals.SetClock();
        try (Journal journal = Journals.open(directory, clock)) {
            Thread writer = new Thread(() -> {
                for (int i = 0; i < 100; i++) {
                    clock.nowNs += Journals.DAY_NS / 3;
                    Journals.appendPairs(journal, 50);
                }
            });
            writer.start();
            while (writer.isAlive()) {
                Scanned scanned = Journals.scan(directory);
                assertThat(scanned.findings()).isEmpty();
            }
        }
        assertThat(Journals.scanClean(directory).records()).hasSize(10_002);
    }

    @Test
    void readsAPlaceAgainThatWasFilledWhileItWasRead() {
        Path directory = temp.resolve("journal");
        UnsafeBuffer payload = Journals.payload(32, 1);
        List<Long> seen = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        try (Journal journal = Journals.open(directory)) {
            for (int i = 0; i < 2; i++) {
                journal.appendReserving(Journals.TYPE, 0, payload, 0, 32, 32);
                journal.fill(Journals.TYPE, 0, payload, 0, 32);
            }
            journal.appendReserving(Journals.TYPE, 0, payload, 0, 32, 32);
            JournalScanner.of(directory)
                    .scan(
                            record -> {
                                seen.add(record.sequence());
                                if (record.sequence() == 6) {
                                    // The scanner has read the place behind this record, and read it as open.
                                    journal.fill(Journals.TYPE, 0, payload, 0, 32);
                                    Journals.append(journal, 8);
                                }
                                return true;
                            },
                            findings::add);
        }
        assertThat(findings).isEmpty();
        assertThat(seen).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
    }
}
