package io.flipbook.replay;

import io.flipbook.journal.ScanSummary;
import io.flipbook.journal.SyncPolicy;
import java.util.Optional;

/** What a power cut could cost a journal, from what is on record; part of a sentence. */
final class PowerCut {
    private PowerCut() {}

    /** Empty where the policy of the last session cannot be read. */
    static Optional<String> of(ScanSummary scan) {
        return Optional.ofNullable(scan.syncPolicy()).map(policy -> cost(policy, scan.endedCleanly()));
    }

    /** The end of a session is forced whatever the policy, unless it is not to force at all. */
    static String cost(SyncPolicy policy, boolean endedCleanly) {
        boolean isForced = endedCleanly && !policy.equals(SyncPolicy.NONE);
        return "can cost " + (isForced ? SyncPolicy.EACH : policy).powerCutCost();
    }
}
