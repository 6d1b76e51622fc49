package io.flipbook.engine;

import io.flipbook.engine.device.Errno;

/**
 * Finds out what becomes of a request that is on record, and does it once that is on record too. What fails in between
 * stops the engine: the journal then says something else than the listeners or the state.
 */
final class Settlement {
    private final GuestMemory memory;
    private final ListenerRound round;
    private final EngineGate gate;
    private final Outcome outcome;
    private final EngineWatch watch;
    private final Change change = new Change();

    /** Settles into {@code outcome}, which is used again for each request. */
    Settlement(GuestMemory memory, ListenerRound round, EngineGate gate, Outcome outcome, EngineWatch watch) {
        this.memory = memory;
        this.round = round;
        this.gate = gate;
        this.outcome = outcome;
        this.watch = watch;
    }

    /** Judges a request and tells the listeners; says in the outcome what came of it. No bit changes. */
    void settle(ConversionRequest request, long sequence, Answer answer) {
        try {
            judgeAndTell(request, sequence, answer);
        } catch (RuntimeException | Error e) { // of an observer, say: the request stays undecided
            gate.stop(e);
            throw e;
        }
        outcome.digest(outcome.kind().changesState() ? memory.digestAfter(change, outcome.pages()) : memory.digest());
    }

    /** Decides a request whose writer has ended before it did; the outcome says so. */
    Outcome abort(long sequence) {
        memory.undecidedRequests().take(sequence);
        watch.aborted();
        return outcome.clear()
                .kind(Outcome.Kind.ABORTED)
                .decided(sequence, Answer.ENGINE)
                .digest(memory.digest());
    }

    /** Does what is on record; a state that cannot follow, for want of memory say, is not the journal's any more. */
    void apply() {
        try {
            memory.apply(outcome, change);
        } catch (RuntimeException | Error e) {
            gate.stop(e);
            throw e;
        }
        watch.decided(outcome, change);
    }

    private void judgeAndTell(ConversionRequest request, long sequence, Answer answer) {
        outcome.clear().decided(sequence, answer);
        if (answer.rejection() != Rejection.NONE) {
            outcome.reject(answer.rejection());
        } else if (answer == Answer.ACK) {
            tellAcknowledged(request);
        } else if (memory.isHalted()) {
            outcome.reject(Rejection.HALTED);
        } else if (memory.judge().judge(request, memory.policy(), change, outcome)) {
            tell(memory.policy().onVeto());
        }
    }

    /** What was acknowledged has happened, whatever this engine thinks of it. */
    private void tellAcknowledged(ConversionRequest request) {
        if (memory.judge().judge(request, memory.policy(), change, outcome)) {
            tell(Policy.OnVeto.KEEP);
        } else if (outcome.kind() == Outcome.Kind.REJECTED && change.partCount() > 0) {
            Rejection own = outcome.reason();
            long sequence = outcome.requestSequence();
            change.measure();
            outcome.clear().decided(sequence, Answer.ACK);
            tell(Policy.OnVeto.KEEP);
            outcome.overruled(own);
        }
    }

    private void tell(Policy.OnVeto onVeto) {
        if (change.isCutOff()) {
            outcome.kind(Outcome.Kind.DIVERGED).pages(change.pages());
            outcome.addRefusal(Outcome.Refusal.ofMemory(change.region(0), 0, Errno.EINVAL));
        } else {
            round.tell(change, onVeto, memory.policy().profile(), outcome);
        }
    }
}
