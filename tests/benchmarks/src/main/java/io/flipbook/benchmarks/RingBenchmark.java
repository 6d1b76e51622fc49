package io.flipbook.benchmarks;

import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.ring.RingConfig;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What a conversion of 2 MiB costs through the ring, from four producers: on record, and in a file mapped by hand. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(Place.OPERATIONS)
@Warmup(iterations = 20, time = 1, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 20, time = 1, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class RingBenchmark {
    private static final int MAPPED_BYTES = 256 << 20;

    /** On record, as the product does it. */
    @State(Scope.Thread)
    public static class Journaled {
        private RingPipeline pipeline;

        @Setup(Level.Invocation)
        public void open(Place place) {
            pipeline = new RingPipeline(EngineConfig.journaledIn(place.path().resolve("journal")), RingConfig.DEFAULT);
        }

        @TearDown(Level.Invocation)
        public void close() {
            pipeline.close();
        }
    }

    /** The same with the floor of a log. */
    @State(Scope.Thread)
    public static class Mapped {
        private RingPipeline pipeline;

        @Setup(Level.Invocation)
        public void open(Place place) {
            pipeline = new RingPipeline(
                    EngineConfig.withLog(recovery -> new MappedLog(place.path().resolve("mapped"), MAPPED_BYTES)),
                    RingConfig.DEFAULT);
        }

        @TearDown(Level.Invocation)
        public void close() {
            pipeline.close();
        }
    }

    @Benchmark
    public long journaled(Journaled state) throws InterruptedException {
        return state.pipeline.run(Place.OPERATIONS);
    }

    @Benchmark
    public long mappedFile(Mapped state) throws InterruptedException {
        return state.pipeline.run(Place.OPERATIONS);
    }
}
