package io.flipbook.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.journal.Journals.Scanned;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
}
