package io.flipbook.tests.simulation;

import io.flipbook.engine.Answer;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.Policy;
import io.flipbook.engine.Rejection;
import java.util.Set;

/** What has to come of an action, worked out from the state before it and from how the listeners took it. */
record Expected(Outcome.Kind kind, Rejection reason, long pages, Set<String> detached) {
    static Expected of(Outcome.Kind kind, long pages) {
        return new Expected(kind, Rejection.NONE, pages, Set.of());
    }

    static Expected rejected(Rejection reason) {
        return new Expected(Outcome.Kind.REJECTED, reason, 0, Set.of());
    }

    static Expected okUnless(Rejection reason) {
        return reason == Rejection.NONE ? of(Outcome.Kind.OK, 0) : rejected(reason);
    }

    /** What has to come of a request. */
    static Expected of(Judgement judgement, Answer answer, ReferenceGuest guest, Calls calls) {
        switch (answer) {
            case NACK:
                return rejected(Rejection.NACK);
            case BUSY:
                return rejected(Rejection.DEVICE_BUSY);
            case ERROR:
                return rejected(Rejection.ERROR);
            case ACK:
                return acknowledged(judgement, calls);
            default:
                return guest.halted ? rejected(Rejection.HALTED) : judged(judgement, guest.policy.onVeto(), calls);
        }
    }

    /** An answer from outside wins wherever there are pages for it. */
    private static Expected acknowledged(Judgement judgement, Calls calls) {
        if (judgement.rejection == Rejection.NONE || !judgement.hasPages()) {
            return judged(judgement, Policy.OnVeto.KEEP, calls);
        }
        Expected told = told(judgement, Policy.OnVeto.KEEP, calls);
        return new Expected(told.kind, judgement.rejection, told.pages, told.detached);
    }

    private static Expected judged(Judgement judgement, Policy.OnVeto onVeto, Calls calls) {
        if (judgement.rejection != Rejection.NONE) {
            return rejected(judgement.rejection);
        }
        return judgement.differing.isEmpty() ? of(Outcome.Kind.NOOP, 0) : told(judgement, onVeto, calls);
    }

    private static Expected told(Judgement judgement, Policy.OnVeto onVeto, Calls calls) {
        int pages = judgement.differing.size();
        Calls.Told refusal = calls.refusal();
        if (calls.hasDiscardThrown()) {
            return of(Outcome.Kind.FAILED, 0);
        }
        if (refusal == null) {
            return of(Outcome.Kind.COMMITTED, pages);
        }
        switch (onVeto) {
            case ROLLBACK:
                return of(Outcome.Kind.ROLLED_BACK, 0);
            case HALT:
                return of(Outcome.Kind.HALTED, 0);
            case KEEP:
                String region = calls.watchers.get(refusal.listener()).region.name;
                int kept = judgement.pageByPage ? judgement.upTo(region, refusal.from()) : pages;
                return of(Outcome.Kind.DIVERGED, kept);
            default:
                return new Expected(Outcome.Kind.COMMITTED, Rejection.NONE, pages, calls.refusers());
        }
    }
}
