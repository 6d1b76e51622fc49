package io.flipbook.engine.events;

import io.flipbook.engine.ChangedRuns;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.Outcome;

/** A request and what became of it. One object is used for all: it is valid inside the handler's call. */
public final class CommittedEvent {
    private long sequence;
    private long timeNs;
    private ConversionRequest request;
    private Outcome outcome;
    private ChangedRuns runs;

    CommittedEvent() {}

    CommittedEvent at(long outcomeSequence, long outcomeTimeNs) {
        sequence = outcomeSequence;
        timeNs = outcomeTimeNs;
        return this;
    }

    CommittedEvent of(ConversionRequest decided, Outcome by, ChangedRuns changing) {
        request = decided;
        outcome = by;
        runs = changing;
        return this;
    }

    /** The sequence of the outcome, by which events are ordered; that of the request is {@link #requestSequence}. */
    public long sequence() {
        return sequence;
    }

    /** The sequence of the request. */
    public long requestSequence() {
        return outcome.requestSequence();
    }

    /**
     * The journal's time of the outcome, in ns since the epoch; the source's is {@link
     * ConversionRequest#sourceTimeNs}.
     */
    public long timeNs() {
        return timeNs;
    }

    /** What was asked. */
    public ConversionRequest request() {
        return request;
    }

    /** What became of it, with how many pages changed and who refused. */
    public Outcome outcome() {
        return outcome;
    }

    /** The digest of the state behind it. */
    public long digest() {
        return outcome.digest();
    }

    /** Whether the pages that changed became shared, plugged, or populated by a source; else the opposite. */
    public boolean populates() {
        return outcome.kind() != Outcome.Kind.ALL_PRIVATE && request.operation().populates();
    }

    /**
     * Shows the runs of pages that really changed, in the order of the request; as often as asked, allocating nothing.
     */
    public void visitRuns(ChangedRuns.Visitor visitor) {
        runs.visit(outcome, visitor);
    }
}
