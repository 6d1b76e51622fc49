package io.flipbook.engine;

import io.flipbook.journal.PlainLog;
import io.flipbook.journal.RecordBatch;
import org.agrona.DirectBuffer;

/** A log that keeps nothing: for an engine that runs a history again and has no use for another journal of it. */
final class TransientLog implements PlainLog {
    private long sequence;

    TransientLog(long lastSequence) {
        sequence = lastSequence;
    }

    @Override
    public long append(int type, int userFlags, DirectBuffer payload, int offset, int length) {
        return ++sequence;
    }

    @Override
    public long appendAll(RecordBatch records) {
        long first = sequence + 1;
        sequence += records.count();
        return first;
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
