package io.flipbook.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.tests.model.SeedRange;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The whole engine on a log and a clock that fail by a seed: {@code -Dflipbook.seeds=A..B} says which seeds. One seed
 * is one run.
 */
class SimulationTest {
    private static final int STEPS = 60;

    /** Each seed twice: whatever is not the same the second time came from outside the run. */
    @Test
    void keepsEveryPromiseWhateverFailsAndDoesTheSameAgain() {
        new SeedRange(1, 1000).orAsAskedFor().seeds().forEach(seed -> {
            Simulation.Result result = Simulation.run(seed, STEPS, Set.of());
            if (result.failure() != null) {
                throw new AssertionError(explain(seed, result));
            }
            long again = Simulation.run(seed, STEPS, Set.of()).digest();
            assertThat(again).as("seed %d", seed).isEqualTo(result.digest());
        });
    }

    @Test
    void meetsEveryKindOfOutcomeAndOfFault() {
        Set<String> met = new TreeSet<>();
        for (long seed = 1; seed <= 3000; seed++) {
            met.addAll(Simulation.run(seed, STEPS, Set.of()).met());
        }
        for (World.LogFault fault : World.LogFault.values()) {
            assertThat(met).contains(fault.name());
        }
        assertThat(met)
                .contains("committed none", "noop none", "rolled-back none", "halted none", "diverged none")
                .contains("failed none", "committed busy", "committed mixed", "diverged mixed", "rejected busy")
                .contains("together none", "together JournalFullException", "together Failure")
                .contains("together IllegalStateException")
                .contains("a region went", "aborted", "called back", "killed inside a listener")
                .contains("killed while opening", "failed while opening", "stopped while opening");
    }

    @Test
    void doesSomethingElseWithAnotherSeed() {
        assertThat(Simulation.run(1, STEPS, Set.of()).digest())
                .isNotEqualTo(Simulation.run(2, STEPS, Set.of()).digest());
    }

    /** Drops one step after the other as long as it still fails. */
    private static String explain(long seed, Simulation.Result whole) {
        Set<Integer> dropped = new TreeSet<>();
        Simulation.Result small = whole;
        for (int step = STEPS - 1; step >= 0; step--) {
            dropped.add(step);
            Simulation.Result without = Simulation.run(seed, STEPS, dropped);
            if (without.failure() == null) {
                dropped.remove(step);
            } else {
                small = without;
            }
        }
        return "seed " + seed + ": run just this one with -D" + SeedRange.PROPERTY + "=" + seed + "\n"
                + (STEPS - dropped.size()) + " of " + STEPS + " steps are enough:\n" + small.failure();
    }
}
