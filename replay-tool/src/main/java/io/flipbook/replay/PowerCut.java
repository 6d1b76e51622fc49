package io.flipbook.replay;

import io.flipbook.journal.ScanSummary;
import io.flipbook.journal.SyncPolicy;
import java.util.Optional;

/** What a power cut could cost a journal, from what is on record; part of a sentence. */
final class PowerCut {
    private PowerCut() {}

    /** Empty where the policy of the last session was not read. */
    static Optional<String> of(ScanSummary scan) {
        return cost(scan.syncPolicy(), scan.endedCleanly());
    }

    /** Empty for no policy. The end of a session is forced whatever the policy, unless it is not to force at all. */
    static Optional<String> cost(SyncPolicy policy, boolean endedCleanly) {
        if (policy == null) {
            return Optional.empty();
        }
        boolean isForced = endedCleanly && !policy.equals(SyncPolicy.NONE);
        return Optional.of("can cost " + (isForced ? SyncPolicy.EACH : policy).powerCutCost());
    }
}
