package io.flipbook.fuzz;

import io.flipbook.engine.EngineConfig;
import io.flipbook.replay.json.JsonOut;
import io.flipbook.replay.scenario.ResultWriter;
import io.flipbook.replay.scenario.ScenarioParser;
import io.flipbook.replay.scenario.ScenarioRunner;
import io.flipbook.replay.scenario.ScenarioSyntaxException;
import io.flipbook.replay.scenario.Statement;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** A script, parsed; and run, on an engine that keeps no journal, unless that would be much work. */
public final class ScenarioTarget {
    private static final int MAX_STATEMENTS = 200;
    private static final long MAX_PAGES = 4096;

    private ScenarioTarget() {}

    /** Takes an input. */
    public static void fuzzerTestOneInput(byte[] data) {
        Effort effort = new Effort();
        try {
            List<Statement> statements = ScenarioParser.parse("made.flip", data);
            effort.isAtMost(1 << 20, 2000, data.length);
            if (statements.size() <= MAX_STATEMENTS && statements.stream().allMatch(ScenarioTarget::isCheap)) {
                run(statements);
            }
        } catch (ScenarioSyntaxException e) {
            Printable.check(e.getMessage());
            effort.isAtMost(1 << 20, 2000, data.length);
        }
    }

    private static void run(List<Statement> statements) {
        Effort effort = new Effort();
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try (JsonOut json = new JsonOut(answer);
                ScenarioRunner runner =
                        new ScenarioRunner(EngineConfig.transientOne(), new ResultWriter(json, "made.flip"))) {
            statements.forEach(runner::run);
        }
        if (answer.toString(java.nio.charset.StandardCharsets.ISO_8859_1)
                        .lines()
                        .count()
                != statements.size()) {
            throw new AssertionError("not a line for each statement: " + answer);
        }
        effort.isAtMost(16 << 20, MAX_PAGES * 2000, statements.size());
    }

    private static boolean isCheap(Statement statement) {
        if (statement instanceof Statement.Restart) {
            return false; // An engine without a journal cannot.
        }
        return !(statement instanceof Statement.Region region)
                || region.pageBytes() <= 0
                || Long.compareUnsigned(Long.divideUnsigned(region.sizeBytes(), region.pageBytes()), MAX_PAGES) <= 0;
    }
}
