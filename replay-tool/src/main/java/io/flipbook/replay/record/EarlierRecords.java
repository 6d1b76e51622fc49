package io.flipbook.replay.record;

import io.flipbook.engine.ConversionRequest.Initiator;
import io.flipbook.engine.RecordDecoder;
import io.flipbook.engine.RecordTypes;
import io.flipbook.journal.RecordView;

/** What a journal held before a recording went on with it, as far as the layout depends on it. */
final class EarlierRecords {
    private final RecordDecoder decoder = new RecordDecoder();
    private boolean requests;
    private boolean guestRequests;

    /** Takes the next record of the journal. */
    void take(RecordView record) {
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
