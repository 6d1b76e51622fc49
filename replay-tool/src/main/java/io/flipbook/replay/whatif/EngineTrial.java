package io.flipbook.replay.whatif;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.Outcome;
import io.flipbook.replay.scenario.ScenarioRunner;
import io.flipbook.replay.scenario.Statement;
import java.util.List;

/** Runs a scenario through an engine of its own that keeps no journal, up to where it shows what is looked for. */
public final class EngineTrial implements Trial {
    private final Keep keep;

    public EngineTrial(Keep keep) {
        this.keep = keep;
    }

    @Override
    public int showsAfter(List<Statement> scenario) {
        try (Run run = new Run()) {
            for (int i = 0; i < scenario.size(); i++) {
                if (run.shows(scenario.get(i), i + 1L)) {
                    return i;
                }
            }
            return NOWHERE;
        }
    }

    private final class Run implements AutoCloseable {
        private final InvariantCheck check = new InvariantCheck(this::current, null);
        private ConversionEngine engine =
                ConversionEngine.open(EngineConfig.transientOne().observer(check));

        private ConversionEngine current() {
            return engine;
        }

        boolean shows(Statement statement, long number) {
            if (statement instanceof Statement.Restart) {
                check.beforeRestarted();
                engine = engine.restart();
                check.after(number, null, null);
                return keep.shows(null, check);
            } else if (isQuestion(statement)) {
                return false;
            }
            Outcome outcome;
            try {
                outcome = ScenarioRunner.drive(engine, statement);
            } catch (IllegalStateException e) {
                return false; // more maps or listeners than there can be
            }
            if (check.breaches().isEmpty()) {
                ConversionRequest request = ScenarioRunner.requestOf(statement);
                check.after(number, request, outcome);
            }
            return keep.shows(outcome, check);
        }

        @Override
        public void close() {
            engine.close();
            check.close();
        }
    }

    private static boolean isQuestion(Statement statement) {
        return statement instanceof Statement.State
                || statement instanceof Statement.Populated
                || statement instanceof Statement.Mappings
                || statement instanceof Statement.Mapped
                || statement instanceof Statement.Dma;
    }
}
