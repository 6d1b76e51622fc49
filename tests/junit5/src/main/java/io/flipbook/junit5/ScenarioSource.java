package io.flipbook.junit5;

import io.flipbook.engine.EngineConfig;
import io.flipbook.journal.RecordView;
import io.flipbook.replay.history.Step;
import io.flipbook.replay.history.Steps;
import io.flipbook.replay.json.JsonOut;
import io.flipbook.replay.scenario.ResultWriter;
import io.flipbook.replay.scenario.ScenarioParser;
import io.flipbook.replay.scenario.ScenarioRunner;
import io.flipbook.replay.scenario.ScenarioSyntaxException;
import io.flipbook.replay.scenario.Statement;
import io.flipbook.replay.scenario.StatementText;
import io.flipbook.replay.trace.Excerpt;
import io.flipbook.replay.whatif.TrialLog;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A scenario: what is on record is what a run of it with its own listeners puts there. */
final class ScenarioSource implements HistorySource {
    private final Path file;
    private Statement statement;

    ScenarioSource(Path file) {
        this.file = file;
    }

    @Override
    public long read(long to, Consumer<Step> steps) {
        List<Statement> statements = parse();
        Records records = new Records();
        TrialLog log = new TrialLog(records::take);
        try (JsonOut nowhere = new JsonOut(OutputStream.nullOutputStream());
                ScenarioRunner runner =
                        new ScenarioRunner(EngineConfig.transientInto(log), new ResultWriter(nowhere, null))) {
            for (Statement each : statements) {
                statement = each;
                if (statement instanceof Statement.Restart) {
                    log.reopen();
                }
                run(runner);
                records.handOn(to, steps);
                if (records.last == to) {
                    break;
                }
            }
        }
        if (records.last == 0) {
            throw new HistoryUnreadableException(file + " puts nothing on record");
        }
        return records.last;
    }

    private List<Statement> parse() {
        try (InputStream in = Files.newInputStream(file)) {
            return ScenarioParser.parse(file.toString(), in);
        } catch (ScenarioSyntaxException e) {
            throw new HistoryUnreadableException(e.getMessage(), e);
        } catch (IOException e) {
            throw HistoryResource.unreadable(file, e);
        }
    }

    private void run(ScenarioRunner runner) {
        try {
            runner.run(statement);
        } catch (IllegalArgumentException | IllegalStateException e) {
            String reason = Excerpt.escape(String.valueOf(e.getMessage()));
            throw new HistoryUnreadableException(file + ":" + statement.line() + ": " + reason, e);
        }
    }

    @Override
    public String step() {
        return "line " + statement.line() + ": " + StatementText.of(statement);
    }

    @Override
    public List<String> commands(long from, long to, String place) {
        List<String> commands = new ArrayList<>();
        commands.add("d=$(mktemp -d) && flipbook run " + ShellWord.of(file) + " --journal \"$d\" > /dev/null");
        commands.add("flipbook dump \"$d\" --from " + from + " --to " + to);
        if (place != null) {
            commands.add("flipbook blame \"$d\" " + place + " --at " + to);
        }
        return commands;
    }

    /** What a statement has put on record; handed on when the engine is done with it. */
    private static final class Records {
        private final Steps decoded = new Steps();
        private final List<RecordView> waiting = new ArrayList<>();
        private long last;

        void take(RecordView record) {
            waiting.add(record);
        }

        void handOn(long to, Consumer<Step> steps) {
            for (RecordView record : waiting) {
                if (record.sequence() > to) {
                    break;
                }
                last = record.sequence();
                Step step = decoded.of(record);
                if (step != null) {
                    steps.accept(step);
                }
            }
            waiting.clear();
        }
    }
}
