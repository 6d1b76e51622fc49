package io.flipbook.replay.whatif;

import io.flipbook.engine.CallObserver;
import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.LayoutRecord;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.RecordDecoder;
import io.flipbook.engine.RecordTypes;
import io.flipbook.journal.RecordType;
import io.flipbook.journal.RecordView;
import io.flipbook.replay.check.InvariantCheck;
import io.flipbook.replay.query.Beginning;
import io.flipbook.replay.query.RecordMoment;
import io.flipbook.replay.query.predicate.Predicate;
import io.flipbook.replay.scenario.ScenarioRunner;
import io.flipbook.replay.scenario.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a scenario through an engine of its own that keeps no journal, up to where a predicate holds: at one of the
 * records that a journal of it would have, or of what a statement was answered.
 */
public final class EngineTrial implements Trial {
    private final Predicate keep;

    public EngineTrial(Predicate keep) {
        this.keep = keep;
    }

    @Override
    public int showsAfter(List<Statement> scenario) {
        try (Run run = new Run()) {
            for (int i = 0; i < scenario.size(); i++) {
                if (run.shows(scenario.get(i))) {
                    return i;
                }
            }
            return NOWHERE;
        }
    }

    private final class Run implements AutoCloseable {
        private final RecordMoment moment = new RecordMoment(Beginning.OF_ALL, keep, this::current);
        private final InvariantCheck check = moment.check();
        /** What is on record and was not looked at: the state is not behind it before the statement is done. */
        private final List<RecordView> waiting = new ArrayList<>();

        private final TrialLog log = new TrialLog(this::onRecord);
        private ConversionEngine engine =
                ConversionEngine.open(EngineConfig.transientInto(log).observer(observer()));
        private boolean holds;

        private ConversionEngine current() {
            return engine;
        }

        private CallObserver observer() {
            return check == null ? CallObserver.NONE : check;
        }

        boolean shows(Statement statement) {
            if (statement instanceof Statement.Restart) {
                lookAtAll(null);
                log.reopen();
                if (check != null) {
                    check.beforeRestarted();
                }
                engine = engine.restart();
                lookAtAll(null);
            } else if (!isQuestion(statement)) {
                try {
                    lookAtAll(ScenarioRunner.drive(engine, statement));
                } catch (IllegalStateException e) {
                    return holds; // more maps or listeners than there can be
                }
            }
            return holds;
        }

        /** A request changes nothing, so what was before it is done, and so is that. */
        private void onRecord(RecordView view) {
            waiting.add(view);
            if (view.type() == RecordTypes.REQUEST) {
                lookAtAll(null);
            }
        }

        private void lookAtAll(Outcome answer) {
            if (waiting.isEmpty() && answer != null) {
                moment.takeUnrecorded(answer);
                holds |= keep.holds(moment);
            }
            boolean isRestart = !waiting.isEmpty() && waiting.get(0).type() == RecordType.END;
            for (int i = 0; i < waiting.size(); i++) {
                boolean isLast = i == waiting.size() - 1;
                moment.take(waiting.get(i));
                if (isLast && answer != null) {
                    moment.takeAnswer(answer);
                }
                if (check != null && (isLast || !isRestart)) {
                    check(answer);
                }
                holds |= keep.holds(moment);
            }
            waiting.clear();
        }

        private void check(Outcome answer) {
            long sequence = moment.record().sequence();
            if (moment.kind() == RecordDecoder.Kind.OUTCOME) {
                check.after(sequence, moment.request(), moment.outcome());
            } else if (moment.kind() != RecordDecoder.Kind.REQUEST) {
                boolean isRegistration = moment.kind() == RecordDecoder.Kind.LAYOUT
                        && moment.decoder().layout() instanceof LayoutRecord.ListenerAdded;
                check.after(sequence, null, isRegistration ? answer : null);
            }
        }

        @Override
        public void close() {
            engine.close();
            moment.close();
        }
    }

    private static boolean isQuestion(Statement statement) {
        return statement instanceof Statement.State
                || statement instanceof Statement.Populated
                || statement instanceof Statement.Mappings
                || statement instanceof Statement.Mapped
                || statement instanceof Statement.Dma
                || statement instanceof Statement.Cost;
    }
}
