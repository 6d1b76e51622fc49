package io.flipbook.replay;

import io.flipbook.engine.EngineConfig;
import io.flipbook.journal.JournalConfig;
import io.flipbook.replay.json.JsonOut;
import io.flipbook.replay.scenario.ResultWriter;
import io.flipbook.replay.scenario.ScenarioParser;
import io.flipbook.replay.scenario.ScenarioRunner;
import io.flipbook.replay.scenario.ScenarioSyntaxException;
import io.flipbook.replay.scenario.Statement;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A failure that comes with the program, as a scenario of the same name. The comment at its beginning says what is seen
 * of it, and the commands that lead from the journal's directory to the record and the listener.
 */
enum BundledFailure {
    GPU_MAPPING_LIMIT,
    MAP_FAILED_UNNOTICED,
    TWO_NUMA_BLOCKS,
    STALE_MAPPING;

    private static final String COMMENT = "# ";
    private static final String COMMAND = COMMENT + "$ ";

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What is seen of it, in lines. */
    List<String> symptom() {
        return script().lines()
                .takeWhile(line -> line.startsWith(COMMENT))
                .map(line -> line.substring(COMMENT.length()))
                .toList();
    }

    /** The commands, as a shell has to be told them. */
    List<String> commands(String directory) {
        return script().lines()
                .filter(line -> line.startsWith(COMMAND))
                .map(line -> line.substring(COMMAND.length()).replace(" DIR", " " + directory))
                .toList();
    }

    /** Makes its journal with a real engine, in a directory that is missing or empty. */
    void record(Path directory) {
        JournalConfig config = JournalConfig.of(directory).writer(ProgramVersion.text());
        try (JsonOut nobody = new JsonOut(OutputStream.nullOutputStream());
                ScenarioRunner runner =
                        new ScenarioRunner(EngineConfig.journaledAs(config), new ResultWriter(nobody, null))) {
            statements().forEach(runner::run);
        }
    }

    private List<Statement> statements() {
        try {
            return ScenarioParser.parse(toString(), script().getBytes(StandardCharsets.UTF_8));
        } catch (ScenarioSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private String script() {
        try (InputStream in = BundledFailure.class.getResourceAsStream("failures/" + this + ".flip")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
