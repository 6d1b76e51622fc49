package io.flipbook.replay;

import io.flipbook.engine.CallObserver;
import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.GuestMemory;
import io.flipbook.engine.GuestView;
import io.flipbook.replay.history.Follower;
import io.flipbook.replay.history.HistoryPlayer;
import io.flipbook.replay.history.Step;
import io.flipbook.replay.history.Steps;
import io.flipbook.replay.terminal.Terminal;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/**
 * A journal's history, replayed as often as need be for somebody who goes along; always up to the same record, although
 * the journal may grow meanwhile.
 */
final class FollowedHistory {
    private final JournalHistory history;
    private final long to;
    private long last;
    private CommandFailure damage;
    private HistoryPlayer player;

    FollowedHistory(Path directory, Place to, Terminal terminal) {
        history = new JournalHistory(directory, terminal);
        this.to = to.lastSequence(history);
        last = this.to;
    }

    JournalHistory history() {
        return history;
    }

    /** Where it begins: 0 for nothing before the first record, else the record behind which the state is known. */
    long behind() {
        return history.start().sequence();
    }

    /** The state there, for the caller to close. */
    GuestMemory beginning() {
        return history.start().state();
    }

    /** The last record that was played. */
    long lastSequence() {
        return last;
    }

    /** The guest of the replay. */
    GuestView guest() {
        return player.engine().guest();
    }

    /** The engine of the replay, another one after each restart; null before there is one. */
    ConversionEngine engine() {
        return player == null ? null : player.engine();
    }

    /**
     * Replays it up to its end, or up to damage, which {@link #failIfDamaged} then tells of.
     *
     * @param isDone whether no more is of interest
     */
    void play(Follower follower, CallObserver observer, BooleanSupplier isDone) {
        try (HistoryPlayer opened = open(observer)) {
            player = opened.followedBy(follower);
            Steps steps = new Steps(history.start().layout());
            history.read(last, record -> {
                Step step = steps.of(record);
                if (step != null) {
                    player.play(step);
                }
                return !isDone.getAsBoolean();
            });
            if (!isDone.getAsBoolean()) {
                player.finish();
                follower.onEnd();
                settle();
            }
        }
    }

    /** The first time says where the history ends, and whether that is because of damage. */
    private void settle() {
        if (last == to && damage == null) {
            last = history.lastSequence();
            if (history.isDamaged()) {
                damage = history.damaged();
            } else if (last == 0) {
                damage = CommandFailure.unreadable("the journal holds no record");
            } else if (to != JournalHistory.TO_THE_END && last < to) {
                damage = CommandFailure.usage("sequence " + to + " is beyond the last one, which is " + last);
            }
        }
    }

    /** Fails where what was played is not all that was asked for. */
    void failIfDamaged() {
        if (damage != null) {
            throw damage;
        }
    }

    private HistoryPlayer open(CallObserver observer) {
        HistoryStart start = history.start();
        return HistoryPlayer.from(start.sequence(), start::state, observer, FollowedHistory::differ);
    }

    private static void differ(long sequence, String recorded, String replayed) {
        throw CommandFailure.mismatch(sequence, recorded, replayed);
    }
}
