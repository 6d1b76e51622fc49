package io.flipbook.tests.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.replay.query.predicate.Predicate;
import io.flipbook.replay.scenario.ScenarioParser;
import io.flipbook.replay.scenario.Statement;
import io.flipbook.replay.scenario.StatementText;
import io.flipbook.replay.whatif.EngineTrial;
import io.flipbook.replay.whatif.Minimizer;
import io.flipbook.replay.whatif.Trial;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A scenario with one planted fault comes down to about what a person would have written. */
final class MinimizedScenarioTest {
    private static final int STATEMENTS = 10_000;

    /** The fault, what shows it, and how many statements the shortest known scenario has that does. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | listener planted planted veto=23:EXDEV | listener = planted and errno = EXDEV | 3",
                "2 | listener planted planted kind=type1 limit=9 | listener = planted and errno = ENOSPC | 3",
                "3 | listener planted planted kind=type1-v1 granule=16K | check fails | 4",
                "4 | listener planted planted 64K 64K watch=private veto=5,7:EXDEV | listener = planted | 2",
            })
    void aPlantedFaultIsAllThatIsLeftOf(long seed, String fault, String keep, int shortest) throws Exception {
        List<Statement> scenario = scenario(seed, fault);
        assertThat(scenario).hasSizeGreaterThanOrEqualTo(STATEMENTS);
        EngineTrial trial = new EngineTrial(Predicate.parse(keep));
        List<Statement> least;
        try (Minimizer minimizer = new Minimizer(scenario, trial, 2, () -> false, left -> {})) {
            assertThat(minimizer.shows()).isTrue();
            least = minimizer.minimize();
        }
        assertThat(trial.showsAfter(least)).isEqualTo(least.size() - 1);
        assertThat(least).as("%s", text(least)).hasSizeLessThanOrEqualTo(2 * shortest);
    }

    /** One of them alone could follow the other by a page at a time, half a million times. */
    @Test
    void rangesThatHaveToMoveTogetherDoSoInAFewSteps() throws Exception {
        String script = "region n0 8G\n"
                + "map 4G 5G n0 3G\n"
                + "policy profile=qemu-10.1\n"
                + "listener gpu0 n0\n"
                + "convert 9214M 2M shared\n"
                + "convert 9214M 4M private\n";
        List<Statement> scenario = ScenarioParser.parse("script", script.getBytes(StandardCharsets.UTF_8));
        EngineTrial trial = new EngineTrial(Predicate.parse("check fails"));
        try (Minimizer minimizer = new Minimizer(scenario, trial, 2, () -> false, left -> {})) {
            String least = text(minimizer.minimize());
            assertThat(least.lines())
                    .containsExactly(
                            "region n0 4K",
                            "map 0 4K n0 0",
                            "policy profile=qemu-10.1",
                            "listener gpu0 n0",
                            "to-shared n0 0 4K",
                            "convert 0 8K private");
            assertThat(minimizer.tried()).isLessThan(20_000);
        }
    }

    @Test
    void statementsThatAreNeededOnlyBecauseOfEachOtherGoTogether() throws Exception {
        String shared = "to-shared r 0 4K\n";
        String turned = "to-private r 0 4K\n";
        String script = "region r 4K\n" + shared + shared + shared + turned + turned + turned + "restart\n";
        List<Statement> scenario = ScenarioParser.parse("script", script.getBytes(StandardCharsets.UTF_8));
        Trial trial = candidate -> {
            String text = text(candidate) + "\n";
            boolean isEven = text.split("to-shared", -1).length == text.split("to-private", -1).length;
            return isEven && text.contains("restart") ? candidate.size() - 1 : Trial.NOWHERE;
        };
        try (Minimizer minimizer = new Minimizer(scenario, trial, 2, () -> false, left -> {})) {
            assertThat(text(minimizer.minimize())).isEqualTo("restart");
        }
    }

    @Test
    void theResultDependsOnNoThread() throws Exception {
        List<Statement> scenario = scenario(5, "listener planted planted veto=4:EXDEV");
        List<String> results = new ArrayList<>();
        for (int threads : new int[] {1, 2, 5}) {
            EngineTrial trial = new EngineTrial(Predicate.parse("errno = EXDEV"));
            try (Minimizer minimizer = new Minimizer(scenario, trial, threads, () -> false, left -> {})) {
                results.add(text(minimizer.minimize()));
            }
        }
        assertThat(results).containsOnly(results.get(0));
    }

    @Test
    void whatIsStoppedGivesTheBestSoFar() throws Exception {
        List<Statement> scenario = scenario(6, "listener planted planted veto=4:EXDEV");
        EngineTrial trial = new EngineTrial(Predicate.parse("errno = EXDEV"));
        boolean[] stopped = new boolean[1];
        try (Minimizer minimizer = new Minimizer(scenario, trial, 2, () -> stopped[0], left -> {
            stopped[0] |= left < 2000;
        })) {
            List<Statement> best = minimizer.minimize();
            assertThat(best).hasSizeBetween(4, 2000);
            assertThat(trial.showsAfter(best)).isNotNegative();
        }
    }

    /** The planted listener comes before the rest, so that restarts and halts are in the way too. */
    private static List<Statement> scenario(long seed, String fault) throws Exception {
        StringBuilder script = new StringBuilder("region planted 256K\nmap 0x7000000000 256K planted 0\n");
        script.append(fault).append('\n');
        Dice dice = new Dice(seed);
        for (String line : RandomScenario.script(seed, STATEMENTS).split("\n")) {
            script.append(line.replace("on-veto=halt", "on-veto=rollback")).append('\n');
            if (dice.percent(1)) {
                String op = dice.of(List.of("to-shared", "to-shared", "to-private"));
                script.append(op + " planted " + 4 * dice.below(48) + "K " + 4 * dice.between(1, 16) + "K\n");
            }
        }
        return ScenarioParser.parse("script", script.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String text(List<Statement> scenario) {
        return String.join("\n", scenario.stream().map(StatementText::of).toList());
    }
}
