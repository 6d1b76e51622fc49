package io.flipbook.engine;

/** Converts requests that come alone: at once, or begun and decided later. Batches are {@link BatchConversion}'s. */
final class Conversions {
    private final EngineGate gate;
    private final UndecidedRequests undecided;
    private final RequestJudge judge;
    private final RecordWriter records;
    private final Settlement settlement;
    private final Outcome outcome;
    private final EngineWatch watch;

    Conversions(
            EngineGate gate,
            GuestMemory memory,
            RecordWriter records,
            Settlement settlement,
            Outcome outcome,
            EngineWatch watch) {
        this.gate = gate;
        undecided = memory.undecidedRequests();
        judge = memory.judge();
        this.records = records;
        this.settlement = settlement;
        this.outcome = outcome;
        this.watch = watch;
    }

    Outcome convert(ConversionRequest request) {
        gate.enter();
        watch.begins();
        undecided.checkRoom();
        long sequence = records.appendReserving(request, judge.regionOf(request));
        settlement.settle(request, sequence, Answer.ENGINE);
        records.fill(outcome);
        settlement.apply();
        return outcome;
    }

    long begin(ConversionRequest request) {
        gate.enter();
        undecided.checkRoom();
        long sequence = records.append(request, judge.regionOf(request));
        undecided.add(sequence, request);
        watch.counters().undecided(undecided.count());
        return sequence;
    }

    Outcome decide(long requestSequence, Answer answer) {
        gate.enter();
        watch.begins();
        records.reserve();
        ConversionRequest request = undecided.take(requestSequence);
        if (request == null) {
            throw new IllegalArgumentException("request " + requestSequence + " is not undecided");
        }
        settlement.settle(request, requestSequence, answer);
        records.append(outcome);
        settlement.apply();
        watch.counters().undecided(undecided.count());
        return outcome;
    }

    /** Decides as aborted what an earlier writer has left. */
    void abortUndecided() {
        for (long sequence : undecided.sequences()) {
            records.append(settlement.abort(sequence));
        }
    }
}
