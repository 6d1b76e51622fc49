package io.flipbook.replay;

import io.flipbook.replay.json.JsonOut;
import io.flipbook.replay.scenario.Statement;
import io.flipbook.replay.scenario.StatementText;
import io.flipbook.replay.trace.Excerpt;
import io.flipbook.replay.whatif.ScenarioExport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code scenario}: a journal as a script. */
@Command(
        name = "scenario",
        header = "Print the history of a journal as a scenario.",
        description = {
            "What is printed leads to the same digest when it is run. Refusals of listeners that were objects of"
                    + " another program become veto= of plain ones. What the language cannot say, an answer"
                    + " from outside that no engine gives, is a comment and the statements that lead to the state on"
                    + " record.",
            "With --from it begins with statements that lead to the state before that record. Of a damaged journal what"
                    + " is before the damage is printed, and the exit code is 3."
        },
        footer = {
            "  echo 'region ram 1G' > ram.flip",
            "  echo 'to-shared ram 0 64K' >> ram.flip",
            "  flipbook run ram.flip --journal history",
            "  flipbook scenario history > again.flip",
            "  flipbook run again.flip"
        })
final class ScenarioCommand implements Callable<Integer> {
    @ParentCommand
    private Flipbook flipbook;

    @Parameters(paramLabel = "DIR", description = "The journal's directory.")
    private Path directory;

    @Option(
            names = "--from",
            paramLabel = "PLACE",
            description = "The first record to print: its sequence, a time, or last.")
    private Place from;

    @Option(
            names = "--to",
            paramLabel = "PLACE",
            description = "The last record to print: its sequence, a time, or last.")
    private Place to = Place.LAST;

    @Override
    public Integer call() {
        FollowedHistory history = new FollowedHistory(directory, to, flipbook.terminal());
        HistoryScript script = new HistoryScript(history, from);
        if (flipbook.isJson()) {
            try (JsonOut json = flipbook.json()) {
                script.write(new JsonSink(json));
            }
        } else {
            try (PrintWriter text = flipbook.terminal().text()) {
                script.write(new TextSink(text));
            }
        }
        history.failIfDamaged();
        return ExitCode.OK;
    }

    private record TextSink(PrintWriter text) implements ScenarioExport.Sink {
        @Override
        public void onStatement(Statement statement) {
            text.print(StatementText.of(statement));
            text.print('\n');
        }

        @Override
        public void onComment(String comment) {
            text.print("# " + Excerpt.escape(comment) + "\n");
        }
    }

    private record JsonSink(JsonOut json) implements ScenarioExport.Sink {
        @Override
        public void onStatement(Statement statement) {
            json.begin()
                    .field("op", statement.op())
                    .field("statement", StatementText.of(statement))
                    .endLine();
        }

        @Override
        public void onComment(String comment) {
            json.begin().field("comment", comment).endLine();
        }
    }
}
