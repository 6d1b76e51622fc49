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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code run}: scenarios, each through an engine and a journal of its own. */
@Command(
        name = "run",
        header = "Run scenarios through the engine.",
        description = {
            "Each script is run through a fresh engine with a journal, and the result of each statement is printed as a"
                    + " JSON object on a line of its own, whatever --format says. All scripts are parsed before"
                    + " anything runs."
        },
        footer = {
            "  echo 'region ram 1G' > ram.flip",
            "  echo 'to-shared ram 0 64K' >> ram.flip",
            "  flipbook run ram.flip"
        })
final class RunCommand implements Callable<Integer> {
    @ParentCommand
    private Flipbook flipbook;

    @Parameters(paramLabel = "SCRIPT", arity = "1..*", description = "A scenario; several get one engine each.")
    private List<String> scripts;

    @Option(
            names = "--journal",
            paramLabel = "DIR",
            description = {
                "Where the journal is kept: a directory that is missing or empty. A temporary one if nothing is said.",
                "With several scripts each has a directory in it, called as the script without .flip; of two of"
                        + " one name the later has -2 behind it, and so on."
            })
    private Path journal;

    @Override
    public Integer call() throws IOException {
        List<List<Statement>> parsed = new ArrayList<>();
        for (String script : scripts) {
            try {
                parsed.add(parse(script));
            } catch (ScenarioSyntaxException e) {
                flipbook.terminal().err().println(e.getMessage());
                return ExitCode.USAGE;
            }
        }
        if (journal == null) {
            runInScratch(parsed);
        } else {
            runIn(new ScriptDirectories(journal, scripts).prepare(), parsed);
        }
        return ExitCode.OK;
    }

    private static List<Statement> parse(String script) throws IOException, ScenarioSyntaxException {
        Path file = Path.of(script);
        if (Files.isDirectory(file)) {
            throw CommandFailure.unreadable("not a script but a directory: " + script);
        }
        try (InputStream in = Files.newInputStream(file)) {
            return ScenarioParser.parse(script, in);
        }
    }

    private void runIn(List<Path> directories, List<List<Statement>> parsed) {
        for (int i = 0; i < parsed.size(); i++) {
            JournalConfig config = JournalConfig.of(directories.get(i)).writer(ProgramVersion.text());
            try (JsonOut json = flipbook.json();
                    ScenarioRunner runner = new ScenarioRunner(EngineConfig.journaledAs(config), results(json, i))) {
                parsed.get(i).forEach(runner::run);
            }
        }
    }

    private void runInScratch(List<List<Statement>> parsed) {
        for (int i = 0; i < parsed.size(); i++) {
            try (ScratchDirectory scratch = new ScratchDirectory()) {
                runInScratch(scratch, parsed.get(i), i);
            }
        }
    }

    private void runInScratch(ScratchDirectory scratch, List<Statement> statements, int index) {
        JournalConfig config = JournalConfig.of(scratch.path()).blockSizeBytes(JournalConfig.MIN_BLOCK_BYTES);
        ScenarioRunner[] runner = new ScenarioRunner[1];
        try (JsonOut json = flipbook.json()) {
            ResultWriter results = results(json, index);
            scratch.during(() -> runner[0] = new ScenarioRunner(EngineConfig.journaledAs(config), results));
            statements.forEach(statement -> scratch.during(() -> runner[0].run(statement)));
        } finally {
            scratch.during(() -> {
                if (runner[0] != null) {
                    runner[0].close();
                }
            });
        }
    }

    private ResultWriter results(JsonOut json, int index) {
        return new ResultWriter(json, scripts.size() == 1 ? null : scripts.get(index));
    }
}
