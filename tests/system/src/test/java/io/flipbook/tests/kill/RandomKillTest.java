package io.flipbook.tests.kill;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.journal.RecordType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Writers that write, roll and make snapshots as fast as they can are killed at any moment:
 * {@code -Dflipbook.randomKills=1000} of them instead of 40.
 */
@Tag("long")
class RandomKillTest {
    private static final int KILLS = Integer.getInteger("flipbook.randomKills", 40);
    /** So many at most, where a state that is looked for does not last as long as elsewhere. */
    private static final int MAX_KILLS = 10 * KILLS;

    private static final List<String> LOOKED_FOR =
            List.of("in a conversion", "in a roll", "in a snapshot", "rolled", "snapshots");
    private static final int JOURNALS_AT_ONCE = 4;
    private static final long SEED = Long.getLong("flipbook.seed", System.nanoTime());
    private static final int MIN_LIFE_MS = 50;
    private static final int MAX_LIFE_MS = 300;

    @TempDir
    private Path temp;

    /** How many of the killed journals were in which state. */
    private final Map<String, Integer> met = new TreeMap<>();

    private Duration longest = Duration.ZERO;

    @Test
    void nothingThatWasAcknowledgedIsLostOrChanged() throws IOException {
        SplittableRandom dice = new SplittableRandom(SEED);
        Kills.warmUp(temp.resolve("warm"));
        int kills = 0;
        for (; kills < KILLS || !met.keySet().containsAll(LOOKED_FOR) && kills < MAX_KILLS; kills += JOURNALS_AT_ONCE) {
            Path directory = Files.createDirectory(temp.resolve("from" + kills));
            long seed = dice.nextLong(1 << 20);
            killAfter(directory, seed, dice.nextInt(MIN_LIFE_MS, MAX_LIFE_MS) * 1_000_000L);
            for (int i = 0; i < JOURNALS_AT_ONCE; i++) {
                String what = "-Dflipbook.seed=" + SEED + ", kill " + (kills + i);
                check(directory.resolve("" + i), what);
            }
            Kills.delete(directory);
        }
        System.out.printf("%d kills, reopened within %d ms: %s%n", kills, longest.toMillis(), met);
        assertThat(met.keySet()).containsAll(LOOKED_FOR);
    }

    private static void killAfter(Path directory, long seed, long lifeNs) throws IOException {
        try (ChildJvm child = new ChildJvm(FullSpeedProgram.class, directory, seed, JOURNALS_AT_ONCE)) {
            for (int i = 0; i < JOURNALS_AT_ONCE; i++) {
                assertThat(child.says()).isEqualTo("writing");
            }
            long until = System.nanoTime() + lifeNs;
            while (System.nanoTime() - until < 0) {
                LockSupport.parkNanos(until - System.nanoTime());
            }
            assertThat(child.isAlive()).isTrue();
            child.kill();
            assertThat(child.says()).as("nothing has failed").isNull();
        }
    }

    private void check(Path own, String what) throws IOException {
        KilledJournal journal =
                new KilledJournal(own.resolve("journal"), Acknowledged.in(own.resolve("acknowledged")), what);
        count("snapshots", hasFile(journal, "snapshot-*.fbs"));
        count("in a snapshot", hasFile(journal, "snapshot-*.fbs.new"));
        boolean isInARoll = hasFile(journal, "*.precreated") || !isLastFileListed(journal);
        KilledJournal.Scanned found = journal.checkAcknowledged();
        count("in a roll", isInARoll);
        count("in a conversion", !found.undecided().isEmpty());
        count("in a record", found.summary().unfinished() != null);
        count("rolled", found.summary().rollFiles() > 1);
        count("dropped", found.summary().firstSequence() > 1);
        count("records", (int) found.summary().records());
        count("ended", found.records().stream().anyMatch(kept -> kept.type() == RecordType.END));
        Duration took = journal.goOn(found);
        longest = took.compareTo(longest) > 0 ? took : longest;
    }

    private void count(String state, boolean is) {
        count(state, is ? 1 : 0);
    }

    private void count(String state, int more) {
        if (more > 0) {
            met.merge(state, more, Integer::sum);
        }
    }

    private static boolean isLastFileListed(KilledJournal journal) throws IOException {
        String manifest = Files.readString(journal.directory.resolve("flipbook.manifest"));
        try (Stream<Path> files = Files.list(journal.directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".cq4"))
                    .allMatch(manifest::contains);
        }
    }

    private static boolean hasFile(KilledJournal journal, String pattern) throws IOException {
        try (Stream<Path> files = Files.list(journal.directory)) {
            var matcher = journal.directory.getFileSystem().getPathMatcher("glob:" + pattern);
            return files.anyMatch(file -> matcher.matches(file.getFileName()));
        }
    }
}
