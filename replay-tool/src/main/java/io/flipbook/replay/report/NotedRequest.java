package io.flipbook.replay.report;

import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.Outcome;

/**
 * A request as a page shows it.
 *
 * @param sequence of the request
 * @param outcomeSequence 0 where it is undecided
 * @param frame in which it was decided
 * @param sinceNs when it was decided, since the first record that is shown
 * @param outcome null where it is undecided
 * @param tookNs from the record of the request to that of its outcome, by journal time
 */
record NotedRequest(
        long sequence,
        long outcomeSequence,
        int frame,
        long sinceNs,
        ConversionRequest request,
        Outcome outcome,
        long tookNs) {

    /** How much it says about what went wrong: refusals first, what changed nothing last. */
    int weight() {
        if (outcome == null || !outcome.refusals().isEmpty()) {
            return 3;
        }
        return switch (outcome.kind()) {
            case COMMITTED -> 1;
            case NOOP -> 0;
            default -> 2;
        };
    }

    long pages() {
        return outcome == null ? 0 : outcome.pages();
    }
}
