package io.flipbook.engine.events;

import io.flipbook.engine.LayoutRecord;
import io.flipbook.journal.SessionRecord;

/**
 * Takes in what happened, in the order of the journal. What it is given is valid inside the call only. It must not
 * call the {@link CommittedEvents} that it is called by, but for questions; what it throws ends that.
 */
@FunctionalInterface
public interface EventHandler {
    /**
     * Pages have changed. The state is still the one before; which pages they are says {@link
     * CommittedEvent#visitRuns}.
     */
    void onChange(CommittedEvent event);

    /** A request was decided and no page has changed: it was rejected, rolled back, aborted, or had nothing to do. */
    default void onUnchanged(CommittedEvent event) {}

    /**
     * The layout, or what else decides results, has changed, as the state says by now: a region or source came (with
     * its pages as the region says, or all set) or went (a region with whatever its pages were), a map, a listener, a
     * policy; or something was observed.
     */
    default void onLayout(long sequence, long timeNs, LayoutRecord layout) {}

    /**
     * A session of the writer begins or ends. At one that begins, pins and asked holds are forgotten and a halt is
     * over; what the one before left undecided comes as aborted behind it.
     */
    default void onSession(long sequence, long timeNs, SessionRecord session) {}
}
