package io.flipbook.replay.query;

import io.flipbook.engine.CallObserver;
import io.flipbook.engine.ConversionEngine;
import io.flipbook.journal.RecordView;
import io.flipbook.journal.RecordVisitor;
import io.flipbook.replay.check.InvariantCheck;
import io.flipbook.replay.history.HistoryPlayer;
import io.flipbook.replay.history.Step;
import io.flipbook.replay.history.Steps;
import io.flipbook.replay.query.predicate.Moment;
import io.flipbook.replay.query.predicate.Predicate;

/**
 * Follows the records of a history and shows each with what it has led to, as far as a predicate asks for that.
 *
 * <p>Where models of the listeners are asked for, a record is shown when the next one has come, since that says what
 * became of a listener; so {@link #finish} has to be called when there are no more.
 */
public final class HistoryMoments implements RecordVisitor, AutoCloseable {
    /** Is shown the records of a history. */
    @FunctionalInterface
    public interface MomentVisitor {
        /** Returns whether to go on. */
        boolean onMoment(Moment moment);
    }

    private final MomentVisitor visitor;
    private final RecordMoment moment;
    private final HistoryPlayer player;
    private final Steps steps;
    private boolean isWaiting;
    private boolean isOver;

    /** Shows what a predicate needs to all records behind the beginning. */
    public HistoryMoments(Beginning beginning, Predicate needs, MomentVisitor visitor) {
        this.visitor = visitor;
        moment = new RecordMoment(beginning, needs, this::engine);
        steps = new Steps(beginning.layout());
        player = needs.needsModels() ? player(beginning) : null;
    }

    /** What was shown last. */
    public Moment last() {
        return moment;
    }

    private ConversionEngine engine() {
        return player == null ? null : player.engine();
    }

    private HistoryPlayer player(Beginning beginning) {
        HistoryPlayer.Differences ignored = (sequence, recorded, replayed) -> {};
        InvariantCheck check = moment.check();
        return check == null
                ? HistoryPlayer.from(beginning.sequence(), beginning.state(), CallObserver.NONE, ignored)
                : HistoryPlayer.from(beginning.sequence(), beginning.state(), check, ignored)
                        .followedBy(check);
    }

    @Override
    public boolean onRecord(RecordView view) {
        if (player == null) {
            moment.take(view);
            isOver = !visitor.onMoment(moment);
            return !isOver;
        }
        Step step = steps.of(view);
        if (isWaiting) {
            if (step != null) {
                player.settle(step);
            }
            isOver = !visitor.onMoment(moment);
        }
        isWaiting = false;
        if (!isOver) {
            moment.take(RecordCopy.of(view));
            isWaiting = true;
            if (step != null) {
                player.play(step);
            }
        }
        return !isOver;
    }

    /** There are no more records. */
    public void finish() {
        if (isWaiting && !isOver) {
            player.finish();
            isOver = !visitor.onMoment(moment);
        }
    }

    @Override
    public void close() {
        moment.close();
        if (player != null) {
            player.close();
        }
    }
}
