package io.flipbook.journal;

import static io.flipbook.journal.Journals.append;
import static io.flipbook.journal.Journals.open;
import static io.flipbook.journal.Journals.rollFiles;
import static io.flipbook.journal.Journals.scanClean;
import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.journal.Journals.Read;
import io.flipbook.journal.Journals.SetClock;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClockTest {
    @TempDir
    Path temp;

    private final SetClock clock = new SetClock();

    @Test
    void rollsWithTheDayOfTheJournalsTime() {
        Path directory = temp.resolve("journal");
        try (Journal journal = open(directory, clock)) {
            append(journal, 8);
            clock.nowNs = Journals.NOON_NS / Journals.DAY_NS * Journals.DAY_NS + Journals.DAY_NS - 1;
            append(journal, 8);
            clock.nowNs++;
            append(journal, 8);
        }

        assertThat(rollFiles(directory))
                .extracting(file -> file.getFileName().toString())
                .containsExactly("20231115H.cq4", "20231116H.cq4");
        assertThat(scanClean(directory).records()).hasSize(5);
    }

    @Test
    void keepsTimeStillWhileTheClockIsBehind() {
        Path directory = temp.resolve("journal");
        try (Journal journal = open(directory, clock)) {
            append(journal, 8);
            clock.nowNs -= 1;
            append(journal, 8);
            clock.nowNs = -5;
            append(journal, 8);
            clock.nowNs = Journals.NOON_NS + 7;
            append(journal, 8);
        }

        assertThat(scanClean(directory).records())
                .extracting(read -> read.timeNs() - Journals.NOON_NS)
                .containsExactly(0L, 0L, 0L, 0L, 7L, 7L);
    }

    @Test
    void losesNothingWhenTheClockGoesBackOverARollAndOverARestart() {
        Path directory = temp.resolve("journal");
        try (Journal journal = open(directory, clock)) {
            append(journal, 8);
            clock.nowNs += Journals.DAY_NS;
            append(journal, 8);
            clock.nowNs -= 3 * Journals.DAY_NS;
            append(journal, 8);
        }
        clock.nowNs -= 3650 * Journals.DAY_NS;
        try (Journal journal = open(directory, clock)) {
            append(journal, 8);
        }

        assertThat(scanClean(directory).records()).hasSize(8);
        assertThat(rollFiles(directory)).hasSize(2);
    }

    @Test
    void takesTimesAtBothEndsOfTheirRange() {
        Path directory = temp.resolve("journal");
        clock.nowNs = Long.MIN_VALUE;
        try (Journal journal = open(directory, clock)) {
            append(journal, 8);
            clock.nowNs = Long.MAX_VALUE;
            append(journal, 8);
        }
        open(directory, clock).close();

        assertThat(scanClean(directory).records()).extracting(Read::timeNs).startsWith(0L, 0L, Long.MAX_VALUE);
    }

    @Test
    void keepsOrderAndCountUnderAnyClock() {
        for (long seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            Path directory = temp.resolve("journal" + seed);
            clock.nowNs = Journals.NOON_NS;
            long appended = 0;
            for (int session = 0; session < 3; session++) {
                try (Journal journal = open(directory, clock)) {
                    for (int i = random.nextInt(5); i >= 0; i--) {
                        clock.nowNs += (long) (random.nextGaussian() * TimeUnit.DAYS.toNanos(3));
                        appended = append(journal, 8);
                    }
                }
            }
            List<Read> records = scanClean(directory).records();
            assertThat(records).as("seed %d", seed).hasSize((int) appended + 1);
        }
    }
}
