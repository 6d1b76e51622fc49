package io.flipbook.engine;

import io.flipbook.journal.RecordBatch;
import io.flipbook.journal.RecordLayout;
import java.util.function.Function;

/**
 * Converts batches: a document of requests, then each is settled and applied, since the next one depends on it, then a
 * document of their outcomes, and only then somebody hears of any. Whatever comes in between, what is told is what the
 * same requests would have come to one after the other.
 *
 * <p>A batch is cut where one document does not hold its requests, or might not hold the outcomes, whoever refuses; so
 * there is space for them once there is for the requests.
 */
final class BatchConversion {
    private final GuestMemory memory;
    private final RecordWriter records;
    private final ListenerRound round;
    private final EngineGate gate;
    private final Settlement settlement;
    private final Outcome outcome;
    private final EngineWatch watch;
    private final Function<ConversionRequest, Outcome> single;
    private final RecordBatch requests = new RecordBatch();
    private final RecordBatch outcomes = new RecordBatch();
    /** Where the payloads of outcomes begin. */
    private int[] places = new int[0];
    /** The outcomes that somebody refused; else null. */
    private Outcome[] refused = new Outcome[0];

    private int settled;
    private int applied;

    /** Tells of outcomes with {@code outcome}; {@code single} converts a request that comes alone. */
    BatchConversion(
            GuestMemory memory,
            RecordWriter records,
            ListenerRound round,
            EngineGate gate,
            Settlement settlement,
            Outcome outcome,
            EngineWatch watch,
            Function<ConversionRequest, Outcome> single) {
        this.memory = memory;
        this.records = records;
        this.round = round;
        this.gate = gate;
        this.settlement = settlement;
        this.outcome = outcome;
        this.watch = watch;
        this.single = single;
    }

    void convert(RequestBatch batch, OutcomeHandler handler) {
        while (!batch.isEmpty()) {
            gate.enter();
            int count = stage(batch);
            if (count == 1) {
                single.apply(batch.request(0));
                gate.tell(handler, batch.correlation(0), outcome);
                batch.remove(1);
            } else {
                convertTogether(batch, count, handler);
            }
        }
    }

    /** Stages the first requests; those of the rest wait for the next document. */
    private int stage(RequestBatch batch) {
        int most = Math.min(batch.size(), mostTogether());
        requests.clear();
        int count = 0;
        try {
            while (count < most && records.stage(batch.request(count), regionOf(batch.request(count)), requests)) {
                count++;
            }
        } catch (IllegalArgumentException e) {
            // The ones before it are not to suffer for one that makes no sense.
            if (count == 0) {
                throw e;
            }
        }
        return Math.max(1, count);
    }

    private Region regionOf(ConversionRequest request) {
        return memory.judge().regionOf(request);
    }

    private int mostTogether() {
        int refusals = round.mostRefusals(memory.policy().onVeto());
        int undecided = UndecidedRequests.MAX_COUNT - memory.undecidedRequests().count();
        return Math.min(undecided, RecordLayout.MAX_DOCUMENT_BYTES / OutcomeCodec.longestRecord(refusals));
    }

    private void convertTogether(RequestBatch batch, int count, OutcomeHandler handler) {
        long firstSequence = records.appendAllReserving(requests);
        begin(count);
        try {
            settle(batch, count, firstSequence);
        } catch (RuntimeException | Error e) { // the rest stays undecided, as one alone would
            gate.stop(e);
            recordAndTell(batch, handler, e);
            throw e;
        }
        recordAndTell(batch, handler);
    }

    private void begin(int count) {
        outcomes.clear();
        if (places.length < count) {
            places = new int[count];
            refused = new Outcome[count];
        }
        settled = 0;
        applied = 0;
    }

    /** Goes on until a listener has stopped the engine. */
    private void settle(RequestBatch batch, int count, long firstSequence) {
        while (settled < count && round.failure() == null) {
            watch.begins();
            settlement.settle(batch.request(settled), firstSequence + settled, Answer.ENGINE);
            places[settled] = records.stage(outcome, outcomes);
            refused[settled] = outcome.hasRefusals() ? outcome.copy() : null;
            settled++;
            settlement.apply();
            applied++;
        }
    }

    private void recordAndTell(RequestBatch batch, OutcomeHandler handler, Throwable failure) {
        try {
            recordAndTell(batch, handler);
        } catch (RuntimeException | Error e) {
            failure.addSuppressed(e);
        }
    }

    private void recordAndTell(RequestBatch batch, OutcomeHandler handler) {
        if (settled > 0) {
            records.appendAll(outcomes);
            memory.regionTable().publish(memory.digest());
        }
        Throwable failure = null;
        for (int i = 0; i < applied; i++) {
            try {
                gate.tell(handler, batch.correlation(i), outcomeAt(i));
            } catch (RuntimeException | Error e) { // the others are to hear of theirs
                failure = failure == null ? e : failure;
            }
        }
        batch.remove(applied);
        if (failure instanceof Error error) {
            throw error;
        } else if (failure != null) {
            throw (RuntimeException) failure;
        }
    }

    private Outcome outcomeAt(int index) {
        if (refused[index] != null) {
            return refused[index];
        }
        OutcomeCodec.decode(outcomes.buffer(), places[index], OutcomeCodec.LENGTH, memory.records(), outcome);
        return outcome;
    }
}
