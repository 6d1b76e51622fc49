package io.flipbook.tests.failures;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.tests.cli.Cli;
import io.flipbook.tests.model.JsonLine;
import io.flipbook.tests.model.SeedRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands of the table in docs/POSTMORTEM.md name the record and the listener of failures that nobody has seen
 * before, and say that there is none where there is none.
 */
final class GeneratedFailuresTest {
    private static final SeedRange SEEDS = new SeedRange(1, 20).orAsAskedFor();

    @TempDir
    private Path directory;

    private Map<String, Symptom> symptoms;

    /** What a command answered about a failure. */
    private record Answer(Cli.Result json, Cli.Result text) {
        Map<String, Object> last() throws IOException {
            return JsonLine.read(json.lines().get(json.lines().size() - 1));
        }

        void hasCode(int code) {
            assertThat(List.of(json.code(), text.code())).containsExactly(code, code);
        }
    }

    /** Looks at what the commands of a row answer. */
    private interface Judge {
        void judge(Failure failure, List<Answer> answers) throws IOException;
    }

    @BeforeEach
    void readTheTable() throws IOException {
        symptoms = Symptom.all();
    }

    @Test
    void theListenerThatHasNoMappingLeft() throws IOException {
        forEachSeed("gpu-mapping-limit", FailureDice::mappingLimit, (failure, answers) -> {
            answers.get(0).hasCode(0);
            String refused = "refused        " + name(failure) + " ENOSPC, ";
            assertThat(answers.get(0).text().out().contains(refused)).isEqualTo(failure.isThere());
            namesTheFirst(failure, answers.get(1));
        });
    }

    @Test
    void theListenerWhoseMapFailedUnnoticed() throws IOException {
        forEachSeed("map-failed-unnoticed", FailureDice::mapFailed, (failure, answers) -> {
            namesTheFirst(failure, answers.get(0));
            Answer blame = answers.get(1);
            blame.hasCode(0);
            if (!failure.isThere()) {
                assertThat(outOfStep(blame, 0)).isEmpty();
                return;
            }
            assertThat(blame.json().lines())
                    .anyMatch(line -> line.contains("\"refusals\":[{\"listener\":\"" + name(failure) + "\",")
                            && line.contains("\"outcome-sequence\":" + failure.sequence() + ","));
            if (!failure.isPlain()) {
                assertThat(outOfStep(blame, failure.sequence())).contains(name(failure));
            }
            if (!failure.isOver()) {
                assertThat(blame.text().lines())
                        .anyMatch(line -> line.startsWith("  " + name(failure) + " (")
                                && line.endsWith("; refused at " + failure.sequence() + " with " + failure.errno()));
            }
        });
    }

    @Test
    void theListenersThatTwoNumaBlocksLeftBehind() throws IOException {
        forEachSeed("two-numa-blocks", FailureDice::numaBlocks, this::namesThoseLeftBehind);
    }

    @Test
    void theListenerWithAStaleMapping() throws IOException {
        forEachSeed("stale-mapping", FailureDice::staleMapping, this::namesThoseLeftBehind);
    }

    private void forEachSeed(String name, LongFunction<Failure> dice, Judge judge) throws IOException {
        for (long seed : SEEDS.seeds().toArray()) {
            Failure failure = dice.apply(seed);
            Path script = directory.resolve(name + "-" + seed + ".flip");
            Path journal = directory.resolve(name + "-" + seed);
            Files.writeString(script, failure.script());
            try {
                assertThat(Cli.run("run", script, "--journal", journal).code()).isZero();
                List<Answer> answers = symptoms.get(name).commands().stream()
                        .map(command -> answer(command, journal, failure))
                        .toList();
                judge.judge(failure, answers);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + " of " + name + ": " + failure, e);
            }
        }
    }

    private static Answer answer(String command, Path journal, Failure failure) {
        return new Answer(
                Symptom.run(command, journal, failure.address(), "json"),
                Symptom.run(command, journal, failure.address(), "text"));
    }

    /** Of bisect: the record, who refused, and with what. */
    private static void namesTheFirst(Failure failure, Answer bisect) throws IOException {
        if (!failure.isThere()) {
            bisect.hasCode(1);
            assertThat(bisect.last()).containsEntry("found", false);
            assertThat(bisect.text().out()).startsWith("at no record up to sequence ");
            return;
        }
        bisect.hasCode(0);
        assertThat(sequence(bisect.last(), "sequence")).isEqualTo(failure.sequence());
        // Detached, it is not the listener on whom the request foundered.
        Object refusals = bisect.last().get("refusals");
        assertThat(refusals.toString()).contains("listener=" + name(failure) + ",", "errno=" + failure.errno());
        assertThat(bisect.text().out().strip())
                .startsWith(failure.sequence() + "  ")
                .contains("refusals=" + name(failure) + ":")
                .contains(":" + failure.errno());
    }

    /** Of check, then blame: the record, and all whom it left behind. */
    private void namesThoseLeftBehind(Failure failure, List<Answer> answers) throws IOException {
        Answer check = answers.get(0);
        Map<String, Object> found = check.last();
        boolean isBreach = Boolean.FALSE.equals(found.get("holds"));
        check.hasCode(isBreach ? 1 : 0);
        if (!failure.isThere()) {
            assertThat(found).containsEntry("holds", true).doesNotContainKey("explained");
            assertThat(check.text().out()).startsWith("holds up to record ").hasLineCount(1);
        } else {
            Map<?, ?> named = isBreach ? found : (Map<?, ?>) found.get("explained");
            assertThat(sequence(named, "sequence")).isEqualTo(failure.sequence());
            assertThat(listeners(named)).isEqualTo(failure.listeners());
            assertThat(check.text().lines().stream()
                            .filter(line -> line.contains("after record " + failure.sequence() + " (")))
                    .hasSameSizeAs(failure.listeners());
            assertThat(failure.listeners()).allMatch(name -> check.text().out().contains(") " + name + " "));
        }
        Answer blame = answers.get(1);
        blame.hasCode(0);
        Set<String> watching = new TreeSet<>();
        ((List<?>) blame.last().get("holders"))
                .forEach(holder ->
                        watching.add(((Map<?, ?>) holder).get("listener").toString()));
        watching.retainAll(failure.listeners());
        assertThat(outOfStep(blame, failure.sequence())).isEqualTo(failure.isThere() ? watching : Set.of());
    }

    /** Who was or is out of step since a record; 0 for any. */
    private static Set<String> outOfStep(Answer blame, long sequence) throws IOException {
        Set<String> names = new TreeSet<>();
        for (Object each : (List<?>) blame.last().get("holders")) {
            Map<?, ?> holder = (Map<?, ?>) each;
            if (holder.containsKey("out-of-step-since")
                    && (sequence == 0 || sequence(holder, "out-of-step-since") == sequence)) {
                names.add(holder.get("listener").toString());
                boolean isOver = holder.containsKey("out-of-step-until");
                String text = (isOver ? "out of step from sequence " : "since sequence ")
                        + sequence(holder, "out-of-step-since");
                assertThat(blame.text().lines())
                        .anyMatch(line -> line.startsWith("  " + holder.get("listener") + " (") && line.contains(text));
            }
        }
        return names;
    }

    private static Set<String> listeners(Map<?, ?> found) {
        Set<String> names = new TreeSet<>();
        names.add(found.get("listener").toString());
        if (found.get("also") instanceof List<?> others) {
            others.forEach(
                    other -> names.add(((Map<?, ?>) other).get("listener").toString()));
        }
        return names;
    }

    private static long sequence(Map<?, ?> object, String field) {
        return Long.parseLong(object.get(field).toString());
    }

    private static String name(Failure failure) {
        return failure.listeners().iterator().next();
    }
}
