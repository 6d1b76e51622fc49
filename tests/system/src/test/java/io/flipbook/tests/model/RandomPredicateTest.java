package io.flipbook.tests.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.replay.Main;
import io.flipbook.replay.query.predicate.Predicate;
import io.flipbook.replay.scenario.ScenarioParser;
import io.flipbook.replay.scenario.Statement;
import io.flipbook.replay.whatif.EngineTrial;
import io.flipbook.replay.whatif.Trial;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What random predicates hold at is what a naive reading of the records and states says, for each command. */
@Tag("long")
final class RandomPredicateTest {
    private static final int PREDICATES = 12;

    @TempDir
    private Path directory;

    @Test
    void dumpAndBisectReadAsTheNaiveReaderDoes() throws Exception {
        for (long seed : new SeedRange(1, 5).orAsAskedFor().seeds().toArray()) {
            Path journal = directory.resolve("journal-" + seed);
            RandomHistory.write(journal, seed, 25);
            compare(journal, seed);
            new EngineScenarios(made -> compare(made, seed)).run(RandomScenario.script(seed, 25));
        }
    }

    /** A record has the same sequence in a candidate as in a journal of it. */
    @Test
    void minimizeLooksAtTheRecordsThatAJournalWouldHave() throws Exception {
        for (long seed : new SeedRange(1, 20).orAsAskedFor().seeds().toArray()) {
            String script = RandomScenario.script(seed, 40).replaceAll("backing=(memfd|guest-memfd)", "backing=model");
            List<Statement> statements = ScenarioParser.parse("script", script.getBytes(StandardCharsets.UTF_8));
            RandomPredicate random = new RandomPredicate(new Dice(seed));
            new EngineScenarios(journal -> {
                        for (int i = 0; i < PREDICATES; i++) {
                            // An answer that is not on record has neither of these types.
                            String text = "(type = request or type = outcome) and (" + random.withModels() + ")";
                            List<String> first = sequences("bisect", journal, text);
                            int expected = first.isEmpty()
                                    ? Trial.NOWHERE
                                    : showsAfter(statements, "sequence >= " + first.get(0));
                            assertThat(showsAfter(statements, text))
                                    .as("seed %d: %s: %s", seed, text, first)
                                    .isEqualTo(expected);
                        }
                    })
                    .run(script);
        }
    }

    private static int showsAfter(List<Statement> statements, String predicate) {
        return new EngineTrial(Predicate.parse(predicate)).showsAfter(statements);
    }

    private static void compare(Path journal, long seed) throws Exception {
        List<NaiveMoment> moments = new ArrayList<>();
        for (String line : run("dump", journal.toString(), "--format=json")) {
            Map<String, Object> record = JsonLine.read(line);
            String sequence = record.get("sequence").toString();
            String state = run("state", journal.toString(), "--at", sequence, "--format=json")
                    .get(0);
            moments.add(new NaiveMoment(record, JsonLine.read(state), moments));
        }
        RandomPredicate random = new RandomPredicate(new Dice(seed));
        for (int i = 0; i < PREDICATES; i++) {
            RandomPredicate.Made made = random.next();
            List<String> expected = moments.stream()
                    .filter(made.reading())
                    .map(NaiveMoment::sequence)
                    .toList();
            assertThat(sequences("dump", journal, "--where", made.text()))
                    .as("seed %d: %s", seed, made.text())
                    .isEqualTo(expected);
            assertThat(sequences("bisect", journal, made.text()))
                    .as("seed %d: %s", seed, made.text())
                    .isEqualTo(expected.subList(0, Math.min(1, expected.size())));
        }
    }

    private static List<String> sequences(String command, Path journal, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(command, journal.toString(), "--format=json"));
        all.addAll(List.of(arguments));
        List<String> sequences = new ArrayList<>();
        for (String line : run(all.toArray(String[]::new))) {
            Map<String, Object> record = JsonLine.read(line);
            if (record.containsKey("sequence")) {
                sequences.add(record.get("sequence").toString());
            }
        }
        return sequences;
    }

    private static List<String> run(String... command) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Main.run(out, err, command);
        assertThat(code)
                .as("%s: %s", List.of(command), err.toString(StandardCharsets.UTF_8))
                .isLessThan(2);
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
