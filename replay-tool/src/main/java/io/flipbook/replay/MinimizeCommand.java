package io.flipbook.replay;

import io.flipbook.replay.json.JsonOut;
import io.flipbook.replay.query.predicate.Predicate;
import io.flipbook.replay.scenario.ScenarioParser;
import io.flipbook.replay.scenario.ScenarioSyntaxException;
import io.flipbook.replay.scenario.Statement;
import io.flipbook.replay.scenario.StatementText;
import io.flipbook.replay.terminal.OrderlyEnd;
import io.flipbook.replay.terminal.Progress;
import io.flipbook.replay.trace.Excerpt;
import io.flipbook.replay.whatif.CommandTrial;
import io.flipbook.replay.whatif.EngineTrial;
import io.flipbook.replay.whatif.Minimizer;
import io.flipbook.replay.whatif.ScenarioExport;
import io.flipbook.replay.whatif.Trial;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code minimize}: the smallest scenario that still shows something. */
@Command(
        name = "minimize",
        header = "Make a scenario, or that of a journal, as small as it still shows a failure.",
        description = {
            "Statements are dropped, the largest pieces first, then options, ranges, sizes and listeners are made"
                    + " simpler, until nothing helps. The result is the same whatever the machine.",
            "An interrupt ends it with the best so far.",
            "The exit code is 1 when the scenario does not show it in the first place."
        },
        footer = {
            "  echo 'region ram 1G' > gpu.flip",
            "  echo 'listener gpu0 ram kind=type1 limit=1000' >> gpu.flip",
            "  echo 'to-shared ram 0 64K' >> gpu.flip",
            "  echo 'to-shared ram 4M 8M' >> gpu.flip",
            "  flipbook minimize gpu.flip --keep 'errno = ENOSPC' --to small.flip",
            "  flipbook run small.flip"
        })
final class MinimizeCommand implements Callable<Integer> {
    private static final int MAX_STATEMENTS = 1 << 20;
    private static final int CLOSING_SECONDS = 10;

    @ParentCommand
    private Flipbook flipbook;

    @Parameters(paramLabel = "SCRIPT|DIR", description = "A scenario, or the directory of a journal.")
    private Path input;

    @ArgGroup(multiplicity = "1")
    private Wanted wanted;

    private static final class Wanted {
        @Option(
                names = "--keep",
                paramLabel = "PREDICATE",
                description = "What is to hold at a record of it, such as \"errno = ENOSPC\" or \"check fails\": a"
                        + " predicate, as for bisect. docs/POSTMORTEM.md has the whole language.")
        private String predicate;

        @Option(
                names = "--run",
                paramLabel = "COMMAND",
                description = "A command for a shell, called with the path of a scenario behind it; it answers 0 when"
                        + " that shows the failure.")
        private String command;
    }

    @Option(
            names = "--to",
            required = true,
            paramLabel = "OUT.flip",
            description = "Where the result is written: a file that is not there yet.")
    private Path to;

    @Option(names = "--jobs", paramLabel = "COUNT", description = "How many candidates are tried at a time; 2.")
    private int jobs = 2;

    private volatile boolean stopped;

    @Override
    public Integer call() throws IOException {
        if (jobs < 1 || jobs > 256) {
            throw CommandFailure.usage("--jobs " + jobs + ": 1 to 256 are expected");
        } else if (Files.exists(to)) {
            throw CommandFailure.usage(to + " exists already");
        }
        Trial trial = wanted.predicate == null ? null : new EngineTrial(Predicate.parse(wanted.predicate));
        List<Statement> scenario;
        try {
            scenario = scenario();
        } catch (ScenarioSyntaxException e) {
            flipbook.terminal().err().println(e.getMessage());
            return ExitCode.USAGE;
        }
        if (trial != null) {
            return minimize(scenario, trial);
        }
        try (ScratchDirectory scratch = new ScratchDirectory()) {
            return minimize(scenario, new CommandTrial(wanted.command, scratch.path()));
        }
    }

    private List<Statement> scenario() throws IOException, ScenarioSyntaxException {
        if (!Files.isDirectory(input)) {
            try (InputStream in = Files.newInputStream(input)) {
                return ScenarioParser.parse(input.toString(), in);
            }
        }
        FollowedHistory history = new FollowedHistory(input, Place.LAST, flipbook.terminal());
        List<Statement> statements = new ArrayList<>();
        new HistoryScript(history, null).write(new ScenarioExport.Sink() {
            @Override
            public void onStatement(Statement statement) {
                if (statements.size() == MAX_STATEMENTS) {
                    throw CommandFailure.usage("the history of " + input + " has more than " + MAX_STATEMENTS
                            + " statements; take a part of it with `flipbook scenario --from`");
                }
                statements.add(statement);
            }

            @Override
            public void onComment(String text) {
                // says nothing to the engine
            }
        });
        history.failIfDamaged();
        return statements;
    }

    private int minimize(List<Statement> scenario, Trial trial) throws IOException {
        OrderlyEnd end = new OrderlyEnd("minimize-end", () -> stopped = true, CLOSING_SECONDS);
        try (Progress progress = flipbook.terminal().progress("minimizing", Progress.Unit.STATEMENTS, scenario.size());
                Minimizer minimizer = new Minimizer(scenario, trial, jobs, () -> stopped, left -> {
                    progress.at(scenario.size() - left);
                    progress.check();
                })) {
            if (!minimizer.shows()) {
                progress.finish();
                throw CommandFailure.finding(input + " does not show it");
            }
            List<Statement> best = minimizer.minimize();
            progress.finish();
            write(best, scenario.size());
            print(best, scenario.size(), minimizer.tried());
            return ExitCode.OK;
        } finally {
            end.close();
        }
    }

    private void write(List<Statement> best, int before) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("# " + best.size() + " of " + before + " statements; they show: "
                + Excerpt.escape(wanted.predicate == null ? wanted.command : wanted.predicate));
        best.forEach(statement -> lines.add(StatementText.of(statement)));
        Files.write(to, lines, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    private void print(List<Statement> best, int before, long tried) {
        if (flipbook.isJson()) {
            try (JsonOut json = flipbook.json()) {
                json.begin()
                        .field("before", before)
                        .field("statements", best.size())
                        .field("tried", tried)
                        .field("stopped", stopped)
                        .field("to", to.toString())
                        .endLine();
            }
        } else {
            try (PrintWriter text = flipbook.terminal().text()) {
                text.print(best.size() + " of " + before + " statements are left, after " + tried + " candidates"
                        + (stopped ? ", stopped" : "") + ": " + Excerpt.escape(to.toString()) + "\n");
            }
        }
        flipbook.terminal().out().flush(); // here, since a process that was told to end does not wait for more
    }
}
