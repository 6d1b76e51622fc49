package io.flipbook.tests.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SnapshotAgreementTest {
    private static final int SEQUENCES_BETWEEN = 7;

    /** Of all that is in a state, since equal snapshots are of equal states. */
    @Test
    void theStateIsTheSameFromTheStartAndFromAnySnapshot() {
        new SeedRange(1, 40).orAsAskedFor().seeds().forEach(seed -> {
            try {
                new EngineScenarios(journal -> compare(journal, seed)).run(RandomScenario.script(seed, 60));
            } catch (Exception e) {
                throw new AssertionError("seed " + seed, e);
            }
        });
    }

    private static void compare(Path journal, long seed) throws Exception {
        long last = Snapshots.make(journal, Long.MAX_VALUE);
        byte[] whole = Snapshots.read(journal, last);
        Snapshots.delete(journal, last);
        for (long sequence = 1 + seed % SEQUENCES_BETWEEN; sequence < last; sequence += SEQUENCES_BETWEEN) {
            assertThat(Snapshots.make(journal, sequence)).isEqualTo(sequence);
            assertThat(Snapshots.make(journal, last)).isEqualTo(last);
            assertThat(Snapshots.read(journal, last))
                    .as("seed " + seed + ", from a snapshot at " + sequence)
                    .isEqualTo(whole);
            Snapshots.delete(journal, last);
            Snapshots.delete(journal, sequence);
        }
    }
}
