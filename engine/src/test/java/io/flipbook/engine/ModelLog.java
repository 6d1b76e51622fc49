package io.flipbook.engine;

import io.flipbook.journal.RecordBatch;
import io.flipbook.journal.RecordLog;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.agrona.DirectBuffer;

/** A log that hands everything to another one, remembers it, and fails for good at the append that it is told. */
final class ModelLog implements RecordLog {
    /** What a log that has failed throws. */
    static final class LogFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LogFailure(String message) {
            super(message);
        }
    }

    private final RecordLog target;
    private final List<RecordFeed.Entry> entries = new ArrayList<>();
    private int appends;
    private int failingAppend = Integer.MAX_VALUE;
    private boolean writesBeforeItFails;
    private boolean closed;

    ModelLog(RecordLog target) {
        this.target = target;
    }

    /**
     * Fails at the n-th append from the first on.
     *
     * @param afterWriting whether that one is on record all the same, only nobody is told so
     */
    ModelLog failAt(int append, boolean afterWriting) {
        failingAppend = append;
        writesBeforeItFails = afterWriting;
        return this;
    }

    int appends() {
        return appends;
    }

    /** What was appended and acknowledged. */
    List<RecordFeed.Entry> entries() {
        return entries;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public long append(int type, int userFlags, DirectBuffer payload, int offset, int length) {
        return keep(type, payload, offset, length, () -> target.append(type, userFlags, payload, offset, length));
    }

    @Override
    public long appendReserving(
            int type, int userFlags, DirectBuffer payload, int offset, int length, int reservedPayloadLength) {
        return keep(
                type,
                payload,
                offset,
                length,
                () -> target.appendReserving(type, userFlags, payload, offset, length, reservedPayloadLength));
    }

    @Override
    public long fill(int type, int userFlags, DirectBuffer payload, int offset, int length) {
        return keep(type, payload, offset, length, () -> target.fill(type, userFlags, payload, offset, length));
    }

    @Override
    public long appendAll(RecordBatch records) {
        return keepAll(records, () -> target.appendAll(records));
    }

    @Override
    public long appendAllReserving(RecordBatch records) {
        return keepAll(records, () -> target.appendAllReserving(records));
    }

    @Override
    public long lastSequence() {
        return target.lastSequence();
    }

    @Override
    public long lastTimeNs() {
        return target.lastTimeNs();
    }

    @Override
    public void close() {
        closed = true;
        target.close();
    }

    private long keep(int type, DirectBuffer payload, int offset, int length, LongSupplier write) {
        failOrGoOn(write);
        remember(type, payload, offset, length);
        return write.getAsLong();
    }

    private long keepAll(RecordBatch records, LongSupplier write) {
        failOrGoOn(write);
        records.forEach((type, flags, payload, offset, length) -> remember(type, payload, offset, length));
        return write.getAsLong();
    }

    private void remember(int type, DirectBuffer payload, int offset, int length) {
        byte[] bytes = new byte[length];
        payload.getBytes(offset, bytes);
        entries.add(new RecordFeed.Entry(type, bytes));
    }

    private void failOrGoOn(LongSupplier write) {
        appends++;
        if (appends > failingAppend) {
            throw new AssertionError("append " + appends + " after the log has failed");
        }
        if (appends == failingAppend) {
            if (writesBeforeItFails) {
                write.getAsLong();
            }
            throw new LogFailure("append " + appends + " failed");
        }
    }
}
