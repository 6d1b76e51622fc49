package io.flipbook.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.RecordTypes;
import io.flipbook.engine.Rejection;
import io.flipbook.journal.RecordLayout;
import io.flipbook.journal.RecordType;
import io.flipbook.journal.RecordView;
import java.util.ArrayList;
import java.util.List;

/** Brings what has come on record into the reference, and holds what was acknowledged against it. */
final class Ledger {
    private static final int OUTCOME_REQUEST = 8;
    private static final int OUTCOME_PAGES = 16;
    private static final int OUTCOME_DIGEST = 24;

    private final ModelDisk disk;
    private final ReferenceGuest guest;

    Ledger(ModelDisk disk, ReferenceGuest guest) {
        this.disk = disk;
        this.guest = guest;
    }

    /** What was answered is what has to come of it. */
    static void check(Outcome outcome, Expected expected) {
        assertThat(outcome.kind()).as("%s, expected %s", outcome, expected).isEqualTo(expected.kind());
        assertThat(outcome.reason()).as("%s, expected %s", outcome, expected).isEqualTo(expected.reason());
        assertThat(outcome.pages()).as("%s, expected %s", outcome, expected).isEqualTo(expected.pages());
        if (outcome.kind() == Outcome.Kind.COMMITTED) {
            assertThat(outcome.detached()).containsExactlyInAnyOrderElementsOf(expected.detached());
        }
    }

    /** Takes in the records since then; whether one of them decides the action. */
    boolean absorb(int before, Action action, Expected expected) {
        boolean happened = false;
        for (long sequence = before + 1; sequence <= disk.size(); sequence++) {
            RecordView record = disk.record(sequence);
            if (record.type() == RecordType.RECOVER) {
                guest.beginSession();
            } else if (record.type() == RecordTypes.UNLISTEN) {
                guest.listeners.remove(record.buffer().getInt(record.payloadOffset(), RecordLayout.ORDER));
            } else if (record.type() == RecordTypes.REQUEST) {
                guest.undecided.put(sequence, ConversionRequest.unplugAll("dimm"));
            } else if (record.type() == RecordTypes.OUTCOME) {
                absorbOutcome(record, expected);
            }
            if (action != null && record.type() == action.decidingType()) {
                action.effect().accept(sequence);
                happened = true;
            }
        }
        return happened;
    }

    void absorbOutcome(RecordView record, Expected expected) {
        Outcome.Kind kind = kindOf(record);
        if (expected == null) {
            assertThat(kind).isEqualTo(Outcome.Kind.ABORTED);
        } else {
            assertThat(kind).isEqualTo(expected.kind());
            if (expected.reason() != Rejection.BUSY || kind != Outcome.Kind.REJECTED) {
                assertThat(field(record, OUTCOME_PAGES)).isEqualTo(expected.pages());
            }
        }
        assertThat(guest.undecided.remove(field(record, OUTCOME_REQUEST))).isNotNull();
    }

    /** What was acknowledged is on record, and says the same. */
    void checkAcknowledged(int before, boolean happened, Expected expected, Outcome outcome) {
        boolean conversion = outcome != null && outcome.requestSequence() != 0;
        boolean rejected = expected != null && expected.kind() == Outcome.Kind.REJECTED;
        assertThat(happened).as("on record").isEqualTo(conversion || !rejected);
        if (conversion) {
            checkRecord(disk.record(disk.size()), outcome);
        } else if (rejected) {
            assertThat(disk.size()).isEqualTo(before);
        }
    }

    /** What was told of a request is what is on record. */
    void checkRecord(RecordView record, Outcome outcome) {
        assertThat(record.type()).isEqualTo(RecordTypes.OUTCOME);
        assertThat(kindOf(record)).isEqualTo(outcome.kind());
        assertThat(field(record, OUTCOME_REQUEST)).isEqualTo(outcome.requestSequence());
        assertThat(field(record, OUTCOME_DIGEST)).isEqualTo(outcome.digest());
        assertThat(disk.record(outcome.requestSequence()).type()).isEqualTo(RecordTypes.REQUEST);
    }

    /** Opening the log has decided each of these requests, and nothing else. */
    void checkAborted(int before, List<Long> undecided) {
        List<Long> aborted = new ArrayList<>();
        for (long sequence = before + 1; sequence <= disk.size(); sequence++) {
            RecordView record = disk.record(sequence);
            if (record.type() == RecordTypes.OUTCOME) {
                aborted.add(field(record, OUTCOME_REQUEST));
            }
        }
        assertThat(aborted).isEqualTo(undecided);
        assertThat(guest.undecided).isEmpty();
    }

    private static Outcome.Kind kindOf(RecordView record) {
        return Outcome.Kind.values()[record.buffer().getByte(record.payloadOffset())];
    }

    private static long field(RecordView record, int offset) {
        return record.buffer().getLong(record.payloadOffset() + offset, RecordLayout.ORDER);
    }
}
