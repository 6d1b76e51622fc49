package io.flipbook.benchmarks;

import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.Outcome;
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

/** What a conversion of 2 MiB costs that one listener is told of: on record, and without a journal. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(Place.OPERATIONS)
@Warmup(iterations = 8, time = 1, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 12, time = 1, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class ConversionBenchmark {
    /** A guest whose engine keeps a journal as it does when nothing is said. */
    @State(Scope.Thread)
    public static class Journaled {
        private Guest guest;

        @Setup(Level.Invocation)
        public void open(Place place) {
            guest = new Guest(EngineConfig.journaledIn(place.path().resolve("journal")));
        }

        @TearDown(Level.Invocation)
        public void close() {
            guest.close();
        }
    }

    /** A guest whose engine keeps no journal. */
    @State(Scope.Thread)
    public static class Transient {
        private Guest guest;

        @Setup(Level.Invocation)
        public void open() {
            guest = new Guest(EngineConfig.transientOne());
        }

        @TearDown(Level.Invocation)
        public void close() {
            guest.close();
        }
    }

    @Benchmark
    public long journaled(Journaled state) {
        return convertAll(state.guest);
    }

    @Benchmark
    public long unjournaled(Transient state) {
        return convertAll(state.guest);
    }

    private static long convertAll(Guest guest) {
        for (int i = 0; i < Place.OPERATIONS; i++) {
            Outcome outcome = guest.convert(i);
            if (outcome.kind() != Outcome.Kind.COMMITTED) {
                throw new IllegalStateException("conversion " + i + ": " + outcome);
            }
        }
        return guest.heldBytes();
    }
}
