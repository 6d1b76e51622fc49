package io.flipbook.tests.kill;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.tests.kill.KillPoint.Doubt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A writer is killed at each point that has a name: {@code -Dflipbook.killsAtEachPoint=20} does so more often. */
@Tag("long")
class KillPointTest {
    private static final int ROUNDS = Integer.getInteger("flipbook.killsAtEachPoint", 3);

    @TempDir
    private Path temp;

    private Duration longest = Duration.ZERO;

    @Test
    void keepsWhatWasAcknowledgedAndDecidesWhatWasInDoubtWhereverItIsKilled() throws IOException {
        Kills.warmUp(temp.resolve("warm"));
        for (int round = 0; round < ROUNDS; round++) {
            Path directory = Files.createDirectory(temp.resolve("round" + round));
            killAtEachPoint(directory, round);
            for (KillPoint point : KillPoint.values()) {
                check(KillPointProgram.directoryOf(directory, point), point, round);
            }
            Kills.delete(directory);
        }
        System.out.printf(
                "%d kills at each of %d points; reopened within %d ms%n",
                ROUNDS, KillPoint.values().length, longest.toMillis());
    }

    private static void killAtEachPoint(Path directory, int round) throws IOException {
        Set<String> reports = new TreeSet<>();
        try (ChildJvm child = new ChildJvm(KillPointProgram.class, directory, round)) {
            for (int i = 0; i < KillPoint.values().length; i++) {
                reports.add(String.valueOf(child.says()));
            }
            assertThat(child.isAlive()).isTrue();
        }
        assertThat(reports)
                .as("round %d", round)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(KillPoint.values())
                        .map(point -> "reached " + point)
                        .toList());
    }

    private void check(Path own, KillPoint point, int round) throws IOException {
        Acknowledged acknowledged = Acknowledged.in(own.resolve("acknowledged"));
        KilledJournal journal = new KilledJournal(own.resolve("journal"), acknowledged, point + ", round " + round);
        KilledJournal.Scanned found = journal.checkAcknowledged();
        long number = acknowledged.asked();
        assertThat(doubtOf(found, number))
                .as("%s, round %d: request %d", point, round, number)
                .isIn(point.doubt() == Doubt.NONE ? Set.of(Doubt.values()) : Set.of(point.doubt()));
        if (point.doubt() != Doubt.NO_JOURNAL) {
            assertThat(found.records()).as("%s", point).isNotEmpty();
        }
        Duration took = journal.goOn(found);
        longest = took.compareTo(longest) > 0 ? took : longest;
    }

    private static Doubt doubtOf(KilledJournal.Scanned found, long number) {
        if (found.records().isEmpty()) {
            return Doubt.NO_JOURNAL;
        }
        if (!found.hasRequest(number)) {
            return Doubt.ABSENT;
        }
        return found.undecided().containsValue(number) ? Doubt.UNDECIDED : Doubt.DECIDED;
    }
}
