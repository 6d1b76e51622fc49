package io.flipbook.engine;

import io.flipbook.journal.RecordBatch;
import io.flipbook.journal.RecordLog;
import org.agrona.DirectBuffer;

/** A log that keeps nothing: for an engine that runs a history again and has no use for another journal of it. */
final class TransientLog implements RecordLog {
    private long sequence;

    TransientLog(long lastSequence) {
        sequence = lastSequence;
    }

    @Override
    public long append(int type, int userFlags, DirectBuffer payload, int offset, int length) {
        return ++sequence;
    }

    @Override
    public long appendReserving(
            int type, int userFlags, DirectBuffer payload, int offset, int length, int reservedPayloadLength) {
        return ++sequence;
    }

    @Override
    public long fill(int type, int userFlags, DirectBuffer payload, int offset, int length) {
        return ++sequence;
    }

    @Override
    public long appendAll(RecordBatch records) {
        long first = sequence + 1;
        sequence += records.count();
        return first;
    }

    @Override
    public long appendAllReserving(RecordBatch records) {
        return appendAll(records);
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
