package io.flipbook.benchmarks;

import java.util.concurrent.TimeUnit;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.wire.DocumentContext;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** What an append of 48 bytes costs: what the others are compared with. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(Place.OPERATIONS)
@Warmup(iterations = 8, time = 1, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 12, time = 1, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class AppendBenchmark {
    static final int LENGTH = 48;

    @Benchmark
    public void mappedFile(MappedFile file) {
        for (long i = 0; i < Place.OPERATIONS; i++) {
            write(i, file.buffer(), file.begin());
            file.end(LENGTH);
        }
    }

    @Benchmark
    public void plainQueue(PlainQueue queue) {
        for (long i = 0; i < Place.OPERATIONS; i++) {
            try (DocumentContext context = queue.appender().writingDocument()) {
                Bytes<?> bytes = context.wire().bytes();
                for (int word = 0; word < LENGTH / Long.BYTES; word++) {
                    bytes.writeLong(i + word);
                }
            }
        }
    }

    @Benchmark
    public void tunedQueue(TunedQueue queue) {
        for (long i = 0; i < Place.OPERATIONS; i++) {
            write(i, queue.begin(LENGTH), 0);
            queue.end();
        }
    }

    static void write(long value, UnsafeBuffer to, int offset) {
        for (int word = 0; word < LENGTH / Long.BYTES; word++) {
            to.putLong(offset + word * Long.BYTES, value + word);
        }
    }
}
