package io.flipbook.replay.history;

import io.flipbook.engine.Outcome;
import io.flipbook.engine.device.Errno;
import java.util.Map;
import java.util.Set;

/** Goes along with a {@link HistoryPlayer}: is told of each step when it is played, in the order of the history. */
public interface Follower {
    /** A step is to be played next: all before it were, and nothing of it was. */
    default void beforePlayed(Step step) {}

    /**
     * A step was played, and nothing behind it was.
     *
     * @param outcome what the replay made of a registration or of a decision, valid during the call; else null
     */
    default void onPlayed(Step step, Outcome outcome) {}

    /** The engine is to be opened again: listeners are told anew what is there. */
    default void beforeRestarted() {}

    /**
     * The engine was opened again.
     *
     * @param sequence of the record that says so
     * @param refused the listeners that were lost because they refused, as it is on record
     * @param absent the listeners that nobody brought
     */
    default void onRestarted(long sequence, Map<String, Errno> refused, Set<String> absent) {}

    /** The history has ended; its last state is still there. */
    default void onEnd() {}
}
