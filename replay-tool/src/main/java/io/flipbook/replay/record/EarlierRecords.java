package io.flipbook.replay.record;

import io.flipbook.engine.ConversionRequest.Initiator;
import io.flipbook.engine.RecordDecoder;
import io.flipbook.engine.RecordTypes;
import io.flipbook.journal.JournalConfig;
import io.flipbook.journal.JournalScanner;
import io.flipbook.journal.RecordView;
import io.flipbook.journal.RecordVisitor;
import io.flipbook.journal.SnapshotInput;

/** What a journal held before a recording went on with it, as far as the layout depends on it. */
final class EarlierRecords {
    private final RecordDecoder decoder = new RecordDecoder();
    private boolean requests;
    private boolean guestRequests;

    /**
     * Sees what is read of a journal before another does. All of it is read, as long as all of it is there: a snapshot
     * does not say who has asked for what. Where retention has dropped the beginning, the guest has.
     */
    RecordVisitor before(RecordVisitor recovery, JournalConfig journal) {
        return new RecordVisitor() {
            @Override
            public boolean onRecord(RecordView record) {
                take(record);
                return recovery.onRecord(record);
            }

            @Override
            public boolean onSnapshot(SnapshotInput snapshot) {
                boolean accepted =
                        JournalScanner.of(journal.directory()).firstSequence() > 1 && recovery.onSnapshot(snapshot);
                requests |= accepted;
                guestRequests |= accepted;
                return accepted;
            }
        };
    }

    /** Takes the next record of the journal. */
    private void take(RecordView record) {
        if (guestRequests) {
            return;
        }
        if (record.type() == RecordTypes.OBSERVATION) {
            requests = true;
            guestRequests = true;
        } else if (decoder.read(record) == RecordDecoder.Kind.REQUEST) {
            requests = true;
            guestRequests = decoder.request().initiator() == Initiator.GUEST;
        }
    }

    /** Whether anything was asked for, so that the layout before it was complete. */
    boolean hasRequests() {
        return requests;
    }

    /** Whether the guest asked for something, so that its initial state was complete. */
    boolean hasGuestRequests() {
        return guestRequests;
    }
}
