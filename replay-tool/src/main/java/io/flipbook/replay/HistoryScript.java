package io.flipbook.replay;

import io.flipbook.engine.CallObserver;
import io.flipbook.replay.whatif.ScenarioExport;

/** A journal's history as a scenario. */
final class HistoryScript {
    private final FollowedHistory history;
    private final long from;

    /** From a record on, or from the first one where that is null; where the state before is not known it fails. */
    HistoryScript(FollowedHistory history, Place from) {
        this.history = history;
        long first = from == null || from.isLast() && history.lastSequence() == 0 ? 0 : firstOf(from, history);
        boolean isAll = first <= 1 && history.behind() == 0;
        if (!isAll && from != null && first <= history.behind()) {
            throw CommandFailure.usage("what led to sequence " + first
                    + " was dropped; the first state that is known is that after sequence " + history.behind());
        }
        this.from = isAll ? 0 : Math.max(first, history.behind() + 1);
    }

    /** Says it, as far as it is good. */
    void write(ScenarioExport.Sink sink) {
        try (ScenarioExport finding = ScenarioExport.finding(history::guest, from)) {
            history.play(finding, CallObserver.NONE, () -> false);
            if (from > history.lastSequence() && from > 1) {
                throw CommandFailure.usage(
                        "sequence " + from + " is beyond the last one, which is " + history.lastSequence());
            }
            try (ScenarioExport saying = finding.saying(history::guest, sink)) {
                history.play(saying, CallObserver.NONE, () -> false);
            }
        }
    }

    private static long firstOf(Place from, FollowedHistory history) {
        if (from.isLast()) {
            history.history().readWhole(JournalHistory.TO_THE_END, record -> true);
            return history.history().lastSequence();
        }
        return from.find(history.history()).first();
    }
}
