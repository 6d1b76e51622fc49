package io.flipbook.junit5;

import io.flipbook.replay.history.Step;
import java.util.List;
import java.util.function.Consumer;

/** Where a history is read from, as often as need be. Everything that cannot be read is one line for the user. */
interface HistorySource {
    /**
     * Hands on the steps up to a sequence, one after the other.
     *
     * @return the sequence of the last one
     * @throws HistoryUnreadableException if they are not all there and good
     */
    long read(long to, Consumer<Step> steps);

    /** What the source itself calls the step that was handed on last, such as a line; empty where it has no name. */
    String step();

    /** The commands that show the records from one sequence to another, and a place there; null for no place. */
    List<String> commands(long from, long to, String place);
}
