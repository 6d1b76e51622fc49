package io.flipbook.engine;

import io.flipbook.journal.RecordLog;
import org.agrona.DirectBuffer;

/** A log that keeps nothing: for an engine that runs a history again and has no use for another journal of it. */
final class TransientLog implements RecordLog {
    private long sequence;

    TransientLog(final long lastSequence) {
        sequence = lastSequence;
    }

    @Override
    public long append(
            final int type, final int userFlags, final DirectBuffer payload, final int offset, final int length) {
        return ++sequence;
    }

    @Override
    public long appendReserving(
            final int type,
            final int userFlags,
            final DirectBuffer payload,
            final int offset,
            final int length,
            final int reservedPayloadLength) {
        return ++sequence;
    }

    @Override
    public long fill(
            final int type, final int userFlags, final DirectBuffer payload, final int offset, final int length) {
        return ++sequence;
    }

    @Override
    public long lastSequence() {
        return sequence;
    }

    @Override
    public long lastTimeNs() {
        return 0;
    }

    @Override
    public void close() {
        // nothing is held
    }
}
