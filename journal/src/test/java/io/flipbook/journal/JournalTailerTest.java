package io.flipbook.journal;

import static io.flipbook.journal.Journals.OTHER_TYPE;
import static io.flipbook.journal.Journals.TYPE;
import static io.flipbook.journal.Journals.append;
import static io.flipbook.journal.Journals.open;
import static io.flipbook.journal.Journals.payload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flipbook.journal.Journals.Scanned;
import io.flipbook.journal.Journals.SetClock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTailerTest {
    @TempDir
    Path temp;

    private final List<Long> seen = new ArrayList<>();

    @Test
    void seesRecordsAsTheyAreAppended() {
        Path directory = temp.resolve("journal");
        try (Journal journal = open(directory);
                JournalTailer tailer = JournalTailer.open(directory)) {
            assertThat(poll(tailer)).isEqualTo(1);
            assertThat(poll(tailer)).isZero();
            append(journal, 8);
            append(journal, 8);
            assertThat(poll(tailer)).isEqualTo(2);
        }
        assertThat(seen).containsExactly(1L, 2L, 3L);
    }

    @Test
    void seesAPlaceThatIsFilledLater() {
        Path directory = temp.resolve("journal");
        try (Journal journal = open(directory);
                JournalTailer tailer = JournalTailer.open(directory)) {
            journal.appendReserving(TYPE, 0, payload(32, 1), 0, 32, 32);
            assertThat(poll(tailer)).isEqualTo(2);
            assertThat(poll(tailer)).isZero();
            journal.fill(OTHER_TYPE, 0, payload(32, 1), 0, 32);
            assertThat(poll(tailer)).isEqualTo(1);
            append(journal, 8);
            assertThat(poll(tailer)).isEqualTo(1);
        }
        assertThat(seen).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void goesOnBehindAPlaceThatStaysOpen() {
        Path directory = temp.resolve("journal");
        try (Journal journal = open(directory);
                JournalTailer tailer = JournalTailer.open(directory)) {
            journal.appendReserving(TYPE, 0, payload(32, 1), 0, 32, 32);
            poll(tailer);
            append(journal, 8);
            poll(tailer);
        }
        assertThat(seen).containsExactly(1L, 2L, 3L);
    }

    @Test
    void followsOverRollsAndOverARestartOfTheWriter() {
        Path directory = temp.resolve("journal");
        SetClock clock = new SetClock();
        open(directory, clock).close();
        try (JournalTailer tailer = JournalTailer.open(directory)) {
            for (int session = 0; session < 3; session++) {
                try (Journal journal = open(directory, clock)) {
                    journal.appendReserving(TYPE, 0, payload(32, 1), 0, 32, 32);
                    poll(tailer);
                    clock.nowNs += Journals.DAY_NS;
                    append(journal, 8);
                    poll(tailer);
                    assertThat(seen).hasSize((int) journal.lastSequence());
                    clock.nowNs += Journals.DAY_NS;
                }
            }
        }
        assertThat(seen).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void stopsAtTheLimitAndWhenTheVisitorAsksAndGoesOnFromThere() {
        Path directory = temp.resolve("journal");
        try (Journal journal = open(directory)) {
            Journals.appendPairs(journal, 3);
        }
        try (JournalTailer tailer = JournalTailer.open(directory)) {
            assertThat(tailer.poll(record -> seen.add(record.sequence()), 2)).isEqualTo(2);
            assertThat(tailer.poll(record -> !seen.add(record.sequence()), 100)).isEqualTo(1);
            assertThat(poll(tailer)).isEqualTo(5);
        }
        assertThat(seen)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 8).boxed().toList());
    }

    @Test
    void agreesWithTheScannerOnEveryKindOfRecord() {
        Path directory = temp.resolve("journal");
        Journals.writeMixed(directory);
        open(directory).close();

        Scanned scanned = Journals.scanClean(directory);

        assertThat(scanned.records()).hasSize(27);
    }

    @Test
    void reportsADamagedRecordAndDeliversNothingOfIt() throws IOException {
        Path directory = temp.resolve("journal");
        Journals.writeMixed(directory);
        Journals.flip(Journals.rollFiles(directory).get(0), 0x80110 + 4 + 104 + 4 + 40, 3);

        try (JournalTailer tailer = JournalTailer.open(directory)) {
            assertThatThrownBy(() -> poll(tailer))
                    .isInstanceOf(JournalDamagedException.class)
                    .hasMessageContaining("checksum")
                    .hasMessageContaining("flipbook verify");
        }
        assertThat(seen).containsExactly(1L);
    }

    @Test
    void readsWhatAnotherProcessWrites() throws Exception {
        Path directory = temp.resolve("journal");
        try (ChildWriter child = ChildWriter.start(directory)) {
            child.nextAcknowledged();
            try (JournalTailer tailer = JournalTailer.open(directory)) {
                for (int round = 0; round < 50; round++) {
                    long acknowledged = child.nextAcknowledged();
                    while (seen.isEmpty() || seen.get(seen.size() - 1) < acknowledged) {
                        poll(tailer);
                    }
                }
            }
        }
        assertThat(seen)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, seen.size()).boxed().toList());
    }

    private int poll(JournalTailer tailer) {
        return tailer.poll(record -> seen.add(record.sequence()), 1000);
    }
}
