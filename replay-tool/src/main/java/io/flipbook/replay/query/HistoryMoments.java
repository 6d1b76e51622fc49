package io.flipbook.replay.query;

import io.flipbook.engine.CallObserver;
import io.flipbook.engine.ConversionEngine;
import io.flipbook.journal.RecordView;
import io.flipbook.replay.check.InvariantCheck;
import io.flipbook.replay.history.Block;
import io.flipbook.replay.history.BlockVisitor;
import io.flipbook.replay.history.HistoryPlayer;
import io.flipbook.replay.history.Mark;
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
public final class HistoryMoments implements BlockVisitor, AutoCloseable {
    /** Is shown the records of a history. */
    @FunctionalInterface
    public interface MomentVisitor {
        /** Returns whether to go on. */
        boolean onMoment(Moment moment);

        /** Whether the records of the next block, which do not change the layout, need not be shown. */
        default boolean canPassOver(Block block) {
            return false;
        }
    }

    private final MomentVisitor visitor;
    private final RecordMoment moment;
    private final HistoryPlayer player;
    private final Steps steps;
    private boolean isWaiting;
    private boolean isOver;
    private long firstDifference;

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

    /** Has the moments shown at which a predicate may hold, and perhaps others. */
    public static MomentVisitor where(Predicate predicate, MomentVisitor visitor) {
        return new MomentVisitor() {
            @Override
            public boolean onMoment(Moment moment) {
                return visitor.onMoment(moment);
            }

            @Override
            public boolean canPassOver(Block block) {
                return !predicate.mayHold(block);
            }
        };
    }

    private ConversionEngine engine() {
        return player == null ? null : player.engine();
    }

    private HistoryPlayer player(Beginning beginning) {
        HistoryPlayer.Differences noticing =
                (sequence, recorded, replayed) -> firstDifference = firstDifference == 0 ? sequence : firstDifference;
        InvariantCheck check = moment.check();
        return check == null
                ? HistoryPlayer.from(beginning.sequence(), beginning.state(), CallObserver.NONE, noticing)
                : HistoryPlayer.from(beginning.sequence(), beginning.state(), check, noticing)
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
        isWaiting = false;
    }

    @Override
    public boolean canPassOver(Block block) {
        finish(); // A block begins behind a mark: nothing of the record before it is left to come.
        return !isOver && !block.mayChangeLayout() && visitor.canPassOver(block);
    }

    @Override
    public boolean onMark(Mark mark) {
        if (player != null) {
            if (mark.models() == null) {
                return false;
            }
            player.skipTo(mark.sequence(), mark.newState(), mark.models(), CallObserver.NONE);
        }
        moment.skipTo(mark);
        return true;
    }

    /** The first record of which the replay made something else; 0 if none, or if models are not asked for. */
    public long firstDifference() {
        return firstDifference;
    }

    /** Whether what was handed on could be gone on with from here, as behind a mark. */
    public boolean isSettled() {
        return moment.guest().undecided().isEmpty() && (player == null || player.isSettled());
    }

    @Override
    public void close() {
        moment.close();
        if (player != null) {
            player.close();
        }
    }
}
