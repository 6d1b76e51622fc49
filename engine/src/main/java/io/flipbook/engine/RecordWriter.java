package io.flipbook.engine;

import io.flipbook.journal.JournalFullException;
import io.flipbook.journal.RecordBatch;
import io.flipbook.journal.RecordLog;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Puts what happens on record: requests, outcomes, and what is beside them. It remembers the first failure of the log,
 * after which the engine must not acknowledge anything. A log that is full has not failed: nothing was done then.
 */
final class RecordWriter {
    private final RecordLog log;
    private final UnsafeBuffer request = new UnsafeBuffer(new byte[RequestCodec.MAX_LENGTH]);
    private final UnsafeBuffer outcome = new UnsafeBuffer(new byte[OutcomeCodec.LENGTH]);
    private final PayloadWriter payload = new PayloadWriter();
    private final EngineWatch watch;
    private volatile Throwable failure;

    RecordWriter(RecordLog log, EngineWatch watch) {
        this.log = log;
        this.watch = watch;
    }

    /** Appends a request, in front of the reserved place of its outcome; {@code region} is null where there is none. */
    long appendReserving(ConversionRequest what, Region region) {
        int length = RequestCodec.encode(what, region, request);
        try {
            watch.writes();
            long sequence = log.appendReserving(RecordTypes.REQUEST, 0, request, 0, length, OutcomeCodec.LENGTH);
            watch.requested(1, sequence);
            return sequence;
        } catch (JournalFullException e) {
            throw e; // nothing has happened
        } catch (RuntimeException | Error e) {
            failure = e;
            throw e;
        }
    }

    /**
     * Makes sure that the next two records find space, before something is done that cannot be undone without them.
     *
     * @throws JournalFullException if there is none
     */
    void reserve() {
        try {
            watch.writes();
            log.reserve();
            watch.wrote(log);
        } catch (JournalFullException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            failure = e;
            throw e;
        }
    }

    /** Appends a request that somebody decides later. */
    long append(ConversionRequest what, Region region) {
        long sequence = append(RecordTypes.REQUEST, request, RequestCodec.encode(what, region, request));
        watch.requested(1, sequence);
        return sequence;
    }

    /** Writes an outcome into the place that its request has just reserved; one with refusals goes behind it. */
    void fill(Outcome what) {
        DirectBuffer buffer = encode(what);
        try {
            log.fill(RecordTypes.OUTCOME, 0, buffer, 0, lengthOf(what));
            watch.written(log);
        } catch (RuntimeException | Error e) {
            failure = e;
            throw e;
        }
    }

    /** Appends an outcome whose request has reserved no place; its space was reserved, or its loss is a failure. */
    void append(Outcome what) {
        DirectBuffer buffer = encode(what);
        try {
            watch.writes();
            log.append(RecordTypes.OUTCOME, 0, buffer, 0, lengthOf(what));
            watch.wrote(log);
            watch.written(log);
        } catch (RuntimeException | Error e) {
            failure = e;
            throw e;
        }
    }

    /** Adds a request to a batch; false if that has no room for it. */
    boolean stage(ConversionRequest what, Region region, RecordBatch batch) {
        boolean isUnnamed = RequestCodec.isUnnamed(what, region);
        int length = isUnnamed ? RequestCodec.LENGTH : RequestCodec.encode(what, region, request);
        int place = batch.claim(RecordTypes.REQUEST, 0, length);
        if (place < 0) {
            return false;
        }
        if (isUnnamed) {
            RequestCodec.encodeUnnamed(what, region, batch.buffer(), place);
        } else {
            batch.buffer().putBytes(place, request, 0, length);
        }
        return true;
    }

    /** Adds an outcome to a batch, which has room for it; returns where its payload begins there. */
    int stage(Outcome what, RecordBatch batch) {
        if (!what.hasRefusals()) {
            int place = batch.claim(RecordTypes.OUTCOME, 0, OutcomeCodec.LENGTH);
            OutcomeCodec.encode(what, batch.buffer(), place);
            return place;
        }
        DirectBuffer buffer = encode(what);
        int place = batch.claim(RecordTypes.OUTCOME, 0, payload.length());
        batch.buffer().putBytes(place, buffer, 0, payload.length());
        return place;
    }

    /** Appends requests, and makes sure that there is space for a document of their outcomes, which comes next. */
    long appendAllReserving(RecordBatch requests) {
        try {
            watch.writes();
            long first = log.appendAllReserving(requests);
            watch.requested(requests.count(), first + requests.count() - 1);
            return first;
        } catch (JournalFullException e) {
            throw e; // nothing has happened
        } catch (RuntimeException | Error e) {
            failure = e;
            throw e;
        }
    }

    /** Appends outcomes, for which space was reserved. */
    void appendAll(RecordBatch outcomes) {
        try {
            watch.writes();
            log.appendAll(outcomes);
            watch.wrote(log);
            watch.written(log);
        } catch (RuntimeException | Error e) {
            failure = e;
            throw e;
        }
    }

    void append(LayoutRecord what) {
        what.encode(payload.reset());
        append(what.type(), payload.buffer(), payload.length());
    }

    long lastSequence() {
        return log.lastSequence();
    }

    /** What the log failed with; null while it has not. */
    Throwable failure() {
        return failure;
    }

    void close() {
        log.close();
    }

    private DirectBuffer encode(Outcome what) {
        if (what.hasRefusals()) {
            OutcomeCodec.encodeWithRefusals(what, outcome, payload);
            return payload.buffer();
        }
        OutcomeCodec.encode(what, outcome, 0);
        return outcome;
    }

    private int lengthOf(Outcome what) {
        return what.hasRefusals() ? payload.length() : OutcomeCodec.LENGTH;
    }

    private long append(int type, DirectBuffer buffer, int length) {
        try {
            watch.writes();
            long sequence = log.append(type, 0, buffer, 0, length);
            watch.wrote(log);
            watch.written(log);
            return sequence;
        } catch (JournalFullException e) {
            throw e; // nothing has happened
        } catch (RuntimeException | Error e) {
            failure = e;
            throw e;
        }
    }
}
