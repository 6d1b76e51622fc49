package io.flipbook.tests.model;

import io.flipbook.engine.EngineConfig;
import io.flipbook.journal.JournalConfig;
import io.flipbook.replay.json.JsonOut;
import io.flipbook.replay.scenario.ResultWriter;
import io.flipbook.replay.scenario.ScenarioParser;
import io.flipbook.replay.scenario.ScenarioSyntaxException;
import io.flipbook.replay.scenario.Statement;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Runs scenarios through the real engine, each with a real journal of its own, which it hands on for inspection. */
final class EngineScenarios implements ScenarioRunner {
    /** Looks at the journal that a scenario has left. */
    @FunctionalInterface
    interface JournalInspection {
        void inspect(Path journal) throws Exception;
    }

    private final JournalInspection inspection;

    EngineScenarios(JournalInspection inspection) {
        this.inspection = inspection;
    }

    @Override
    public List<String> run(String script) throws Exception {
        List<Statement> statements;
        try {
            statements = ScenarioParser.parse("script", script.getBytes(StandardCharsets.UTF_8));
        } catch (ScenarioSyntaxException e) {
            throw new ScriptRejected(e.line(), e.getMessage());
        }
        Path journal = Files.createTempDirectory("flipbook-scenario");
        try {
            ByteArrayOutputStream results = new ByteArrayOutputStream();
            JsonOut json = new JsonOut(results);
            EngineConfig config =
                    EngineConfig.journaledAs(JournalConfig.of(journal).blockSizeBytes(JournalConfig.MIN_BLOCK_BYTES));
            ResultWriter writer = new ResultWriter(json, null);
            try (var runner = new io.flipbook.replay.scenario.ScenarioRunner(config, writer)) {
                statements.forEach(runner::run);
            }
            json.flush();
            inspection.inspect(journal);
            return results.toString(StandardCharsets.UTF_8).lines().toList();
        } finally {
            delete(journal);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
