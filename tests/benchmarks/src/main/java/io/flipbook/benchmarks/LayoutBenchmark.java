package io.flipbook.benchmarks;

import static io.flipbook.benchmarks.RecordChain.RECORD_BYTES;

import io.flipbook.engine.RecordTypes;
import io.flipbook.journal.Journal;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a request and its outcome cost on record, by how they are laid out in documents: records alone, without an
 * engine. The first ones write to a tuned queue and read no clock; the last two are the product's journal.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(Place.OPERATIONS)
@Warmup(iterations = 8, time = 1, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 12, time = 1, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
@State(Scope.Thread)
public class LayoutBenchmark {
    private static final int BATCH = 1024;
    private static final int PAYLOAD_BYTES = 32;

    private final RecordChain chain = new RecordChain();
    private final UnsafeBuffer payload = new UnsafeBuffer(new byte[PAYLOAD_BYTES]);

    @Benchmark
    public void mappedFile(MappedFile file) {
        for (long i = 0; i < Place.OPERATIONS; i++) {
            chain.writeRequest(i, file.buffer(), file.begin());
            file.end(RECORD_BYTES);
            chain.writeOutcome(i, file.buffer(), file.begin());
            file.end(RECORD_BYTES);
        }
    }

    @Benchmark
    public void twoDocuments(TunedQueue queue) {
        for (long i = 0; i < Place.OPERATIONS; i++) {
            chain.writeRequest(i, queue.begin(RECORD_BYTES), 0);
            queue.end();
            chain.writeOutcome(i, queue.begin(RECORD_BYTES), 0);
            queue.end();
        }
    }

    @Benchmark
    public void reservedPlace(TunedQueue queue) {
        for (long i = 0; i < Place.OPERATIONS; i++) {
            UnsafeBuffer document = queue.begin(2 * RECORD_BYTES);
            chain.writeRequest(i, document, 0);
            for (int offset = RECORD_BYTES; offset < 2 * RECORD_BYTES; offset += Long.BYTES) {
                document.putLong(offset, 0);
            }
            queue.end();
            chain.fillOutcome(i, document, RECORD_BYTES);
        }
    }

    @Benchmark
    public void outcomeWithNextRequest(TunedQueue queue) {
        for (long i = 0; i < Place.OPERATIONS; i++) {
            UnsafeBuffer document = queue.begin(2 * RECORD_BYTES);
            chain.writeOutcome(i, document, 0);
            chain.writeRequest(i + 1, document, RECORD_BYTES);
            queue.end();
        }
    }

    @Benchmark
    public void batches(TunedQueue queue) {
        for (long first = 0; first < Place.OPERATIONS; first += BATCH) {
            UnsafeBuffer requests = queue.begin(BATCH * RECORD_BYTES);
            for (int i = 0; i < BATCH; i++) {
                chain.writeRequest(first + i, requests, i * RECORD_BYTES);
            }
            queue.end();
            UnsafeBuffer outcomes = queue.begin(BATCH * RECORD_BYTES);
            for (int i = 0; i < BATCH; i++) {
                chain.writeOutcome(first + i, outcomes, i * RECORD_BYTES);
            }
            queue.end();
        }
    }

    @Benchmark
    public void journalTwoDocuments(OpenJournal open) {
        Journal journal = open.journal();
        for (long i = 0; i < Place.OPERATIONS; i++) {
            payload.putLong(0, i);
            journal.append(RecordTypes.REQUEST, 0, payload, 0, PAYLOAD_BYTES);
            journal.append(RecordTypes.OUTCOME, 0, payload, 0, PAYLOAD_BYTES);
        }
    }

    @Benchmark
    public void journalReservedPlace(OpenJournal open) {
        Journal journal = open.journal();
        for (long i = 0; i < Place.OPERATIONS; i++) {
            payload.putLong(0, i);
            journal.appendReserving(RecordTypes.REQUEST, 0, payload, 0, PAYLOAD_BYTES, PAYLOAD_BYTES);
            journal.fill(RecordTypes.OUTCOME, 0, payload, 0, PAYLOAD_BYTES);
        }
    }
}
