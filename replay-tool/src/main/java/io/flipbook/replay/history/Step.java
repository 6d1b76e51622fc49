package io.flipbook.replay.history;

import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.LayoutRecord;
import io.flipbook.engine.Outcome;

/** One record of a recorded history, wherever it was read from: what {@link HistoryPlayer} is fed with. */
public sealed interface Step {
    /** The record's sequence; 0 where nobody said one. */
    long sequence();

    /** The history begins. */
    record Began(long sequence) implements Step {}

    /** The engine was opened again. */
    record Recovered(long sequence) implements Step {}

    /** A session ended cleanly. */
    record Ended(long sequence) implements Step {}

    /** A request. */
    record Asked(long sequence, ConversionRequest request) implements Step {}

    /** What became of the request with a sequence. */
    record Decided(long sequence, long requestSequence, Outcome outcome) implements Step {}

    /**
     * The layout, or what else decides results.
     *
     * @param name the name of the region that a map, a pin or such is in, or of the listener that is gone; else empty
     */
    record LaidOut(long sequence, LayoutRecord layout, String name) implements Step {}
}
