package io.flipbook.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to change and to search the bitmap. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(BitmapBenchmark.OPERATIONS)
@Warmup(iterations = 8, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 12, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
@State(Scope.Thread)
public class BitmapBenchmark {
    static final int OPERATIONS = 1 << 12;

    private BitmapWork bitmaps;

    @Setup
    public void open() {
        bitmaps = new BitmapWork();
    }

    @TearDown
    public void close() {
        bitmaps.close();
    }

    @Benchmark
    public long onePage() {
        return bitmaps.change(1, OPERATIONS);
    }

    @Benchmark
    public long twoMebibytes() {
        return bitmaps.change(BitmapWork.PAGES_OF_2_MIB, OPERATIONS);
    }

    @Benchmark
    public long oneGibibyte() {
        return bitmaps.change(BitmapWork.PAGES_OF_1_GIB, OPERATIONS);
    }

    @Benchmark
    public void fill() {
        bitmaps.fill(OPERATIONS);
    }

    @Benchmark
    public long nextSharedPage() {
        return bitmaps.search(OPERATIONS);
    }
}
