package io.flipbook.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.Answer;
import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.Policy;
import io.flipbook.engine.RecordTypes;
import io.flipbook.engine.RequestBatch;
import io.flipbook.journal.JournalFullException;
import io.flipbook.journal.RecordView;
import java.util.ArrayList;
import java.util.List;

/** Requests that are asked for in one batch: each has to come to what it would have come to behind those before it. */
final class BatchedRequests {
    private final List<ConversionRequest> requests;
    private final ReferenceGuest guest;
    private final Calls calls;
    private final Actions actions;
    private final RequestBatch batch;
    private final List<Outcome> outcomes = new ArrayList<>();
    private final List<Long> onRecord = new ArrayList<>();
    private final List<Expected> expected = new ArrayList<>();
    private final List<RecordView> decisions = new ArrayList<>();

    BatchedRequests(List<ConversionRequest> requests, ReferenceGuest guest, Calls calls, Actions actions) {
        this.requests = requests;
        this.guest = guest;
        this.calls = calls;
        this.actions = actions;
        batch = new RequestBatch(requests.size());
        for (int i = 0; i < requests.size(); i++) {
            assertThat(batch.add(requests.get(i), i)).isTrue();
        }
    }

    /** Asks for them; returns what that threw, or null. */
    Throwable convert(ConversionEngine engine) {
        try {
            engine.convert(batch, (correlation, outcome) -> {
                assertThat(correlation).as("whose outcome it is").isEqualTo(outcomes.size());
                outcomes.add(outcome.copy());
            });
            return null;
        } catch (RuntimeException | Error e) {
            return e;
        }
    }

    /** What was told, in order. */
    List<Outcome> outcomes() {
        return outcomes;
    }

    /** Whether a listener has stopped the engine. */
    boolean hasFailed() {
        return !outcomes.isEmpty() && outcomes.get(outcomes.size() - 1).kind() == Outcome.Kind.FAILED;
    }

    /** Brings what is on record into the reference: requests and outcomes, both in their order, and nothing else. */
    void absorb(int before, ModelDisk disk, Ledger ledger) {
        for (long sequence = before + 1; sequence <= disk.size(); sequence++) {
            RecordView record = disk.record(sequence);
            if (record.type() == RecordTypes.REQUEST) {
                guest.undecided.put(sequence, requests.get(onRecord.size()));
                onRecord.add(sequence);
            } else {
                assertThat(record.type()).isEqualTo(RecordTypes.OUTCOME);
                decide(record, ledger);
            }
        }
    }

    private void decide(RecordView record, Ledger ledger) {
        int index = decisions.size();
        Policy.OnVeto onVeto = guest.policy.onVeto();
        Judgement judgement = Judgement.of(guest, requests.get(index));
        calls.takeRequest(guest.pages(), judgement, onVeto == Policy.OnVeto.ROLLBACK);
        Expected now = Expected.of(judgement, Answer.ENGINE, guest, calls);
        assertThat(guest.undecided).containsKey(onRecord.get(index));
        ledger.absorbOutcome(record, now);
        assertThat(guest.undecided).doesNotContainKey(onRecord.get(index));
        if (now.kind() == Outcome.Kind.ROLLED_BACK) {
            assertThat(calls.isUndone()).as("undone in reverse").isTrue();
        }
        actions.settle(judgement, Answer.ENGINE);
        expected.add(now);
        decisions.add(record);
    }

    /** What was told is what is on record, and all of it unless the log has failed; what was not is still there. */
    void check(Throwable thrown, Ledger ledger, ModelDisk disk) {
        for (int i = 0; i < outcomes.size(); i++) {
            Ledger.check(outcomes.get(i), expected.get(i));
            ledger.checkRecord(decisions.get(i), outcomes.get(i));
        }
        assertThat(batch.size()).isEqualTo(requests.size() - outcomes.size());
        if (thrown == null) {
            assertThat(outcomes).as("told").hasSameSizeAs(requests);
        } else if (hasFailed()) {
            assertThat(thrown).isInstanceOf(IllegalStateException.class).hasCauseInstanceOf(Throwable.class);
        } else if (thrown instanceof JournalFullException) {
            assertThat(onRecord).as("nothing has happened to the rest").hasSameSizeAs(outcomes);
        }
        if (thrown == null || hasFailed() || thrown instanceof JournalFullException) {
            assertThat(decisions).as("told of all that is on record").hasSameSizeAs(outcomes);
            assertThat(calls.areAllTaken()).as("calls are of requests").isTrue();
        }
    }
}
