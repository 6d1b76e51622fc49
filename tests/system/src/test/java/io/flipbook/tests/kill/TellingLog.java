package io.flipbook.tests.kill;

import io.flipbook.engine.RecordTypes;
import io.flipbook.journal.RecordBatch;
import io.flipbook.journal.RecordLog;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;

/** A log that tells of each append before and after it, and notes what was acknowledged in between. */
final class TellingLog implements RecordLog {
    private final RecordLog log;
    private final Acknowledged acknowledged;
    private final Consumer<String> steps;

    TellingLog(RecordLog log, Acknowledged acknowledged, Consumer<String> steps) {
        this.log = log;
        this.acknowledged = acknowledged;
        this.steps = steps;
    }

    @Override
    public long append(int type, int userFlags, DirectBuffer payload, int offset, int length) {
        steps.accept("before " + nameOf(type));
        return told(type, payload, offset, length, log.append(type, userFlags, payload, offset, length));
    }

    @Override
    public long appendReserving(
            int type, int userFlags, DirectBuffer payload, int offset, int length, int reservedPayloadLength) {
        steps.accept("before " + nameOf(type));
        long sequence = log.appendReserving(type, userFlags, payload, offset, length, reservedPayloadLength);
        return told(type, payload, offset, length, sequence);
    }

    @Override
    public long fill(int type, int userFlags, DirectBuffer payload, int offset, int length) {
        steps.accept("before " + nameOf(type));
        return told(type, payload, offset, length, log.fill(type, userFlags, payload, offset, length));
    }

    @Override
    public long appendAll(RecordBatch records) {
        steps.accept("before outcomes");
        return told(records, "outcomes", log.appendAll(records));
    }

    @Override
    public long appendAllReserving(RecordBatch records) {
        steps.accept("before requests");
        return told(records, "requests", log.appendAllReserving(records));
    }

    @Override
    public void reserve() {
        log.reserve();
    }

    @Override
    public long lastSequence() {
        return log.lastSequence();
    }

    @Override
    public long lastTimeNs() {
        return log.lastTimeNs();
    }

    @Override
    public void close() {
        log.close();
    }

    private long told(int type, DirectBuffer payload, int offset, int length, long sequence) {
        acknowledged.put(sequence, type, payload, offset, length);
        steps.accept("after " + nameOf(type));
        return sequence;
    }

    private long told(RecordBatch records, String what, long first) {
        long[] next = {first};
        records.forEach(
                (type, flags, payload, offset, length) -> acknowledged.put(next[0]++, type, payload, offset, length));
        steps.accept("after " + what);
        return first;
    }

    private static String nameOf(int type) {
        if (type == RecordTypes.REQUEST) {
            return "request";
        }
        return type == RecordTypes.OUTCOME ? "outcome" : "record";
    }
}
