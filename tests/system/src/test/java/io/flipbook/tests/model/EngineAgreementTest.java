package io.flipbook.tests.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.GuestMemory;
import io.flipbook.journal.JournalScanner;
import io.flipbook.journal.ScanSummary;
import io.flipbook.replay.history.HistoryPlayer;
import io.flipbook.replay.history.Steps;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EngineAgreementTest {
    private final ScenarioRunner engine = new EngineScenarios(EngineAgreementTest::inspect);

    @ParameterizedTest
    @MethodSource("io.flipbook.tests.model.ScenarioFiles#all")
    void givesExactlyTheExpectedResultsOf(ScenarioFiles scenario) throws Exception {
        List<String> results = engine.run(scenario.script());
        for (int i = 0; i < Math.min(results.size(), scenario.expected().size()); i++) {
            assertThat(JsonLine.read(results.get(i)))
                    .isEqualTo(JsonLine.read(scenario.expected().get(i)));
        }
        assertThat(results).hasSameSizeAs(scenario.expected());
    }

    @Test
    void agreesWithTheNaiveModelOnRandomScenarios() {
        new ScenarioAgreement(engine).check(new SeedRange(1, 400).orAsAskedFor(), 120);
    }

    @Test
    void rejectsTheSameLinesAsTheNaiveModel() {
        new ScenarioAgreement(engine).checkBroken(new SeedRange(1, 400).orAsAskedFor(), 30);
    }

    /** Whatever a scenario did, its journal is clean, leads to one state, and gives the same when it is replayed. */
    private static void inspect(Path journal) {
        List<String> differences = new ArrayList<>();
        try (GuestMemory memory = new GuestMemory();
                HistoryPlayer player = new HistoryPlayer(
                        EngineConfig.transientOne(),
                        (sequence, recorded, replayed) ->
                                differences.add(sequence + ": recorded " + recorded + ", replayed " + replayed))) {
            Steps steps = new Steps();
            ScanSummary summary = JournalScanner.of(journal)
                    .scan(
                            record -> {
                                memory.onRecord(record);
                                player.play(steps.of(record));
                                return true;
                            },
                            finding -> differences.add(finding.toString()));
            player.finish();
            assertThat(differences).isEmpty();
            assertThat(summary.endedCleanly()).isTrue();
            assertThat(player.engine().guest().digest()).isEqualTo(memory.digest());
        }
    }
}
