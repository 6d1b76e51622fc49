package io.flipbook.benchmarks;

import io.flipbook.engine.bitmap.PageBitmap;
import io.flipbook.engine.bitmap.PageDigest;
import java.util.concurrent.TimeUnit;
import org.agrona.UnsafeApi;
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

/**
 * What it costs to set and clear ranges of a guest of 1 TiB, summary and digest kept; and to find the next shared page
 * in an almost empty region of 16 TiB. Laps that set and laps that clear come by turns, all over the memory, so that
 * each operation changes all its pages.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(BitmapBenchmark.OPERATIONS)
@Warmup(iterations = 8, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 12, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
@State(Scope.Thread)
public class BitmapBenchmark {
    static final int OPERATIONS = 1 << 12;

    private static final long PAGES = 1L << 28;
    private static final long PAGES_OF_2_MIB = 1L << 9;
    private static final long PAGES_OF_1_GIB = 1L << 18;
    private static final long BYTES_OF_1_GIB = PAGES_OF_1_GIB / Byte.SIZE;
    /** Odd, so that a lap visits all places once, far from one another. */
    private static final long STRIDE = 20_021;

    private static final long SHARED_PAGES = 1000;

    private final PageDigest digestOfRuns = new PageDigest("ram", "shared");
    private PageBitmap guest;
    private PageBitmap almostEmpty;
    private long bytes;
    private long operation;
    private long digest;

    @Setup
    public void open() {
        guest = new PageBitmap(PAGES);
        almostEmpty = new PageBitmap(PageBitmap.MAX_PAGES);
        for (long page = 0; page < SHARED_PAGES; page++) {
            long at = page * (PageBitmap.MAX_PAGES / SHARED_PAGES) + page;
            almostEmpty.set(at, at + 1, true);
        }
        bytes = UnsafeApi.allocateMemory(PAGES / Byte.SIZE);
        UnsafeApi.setMemory(bytes, PAGES / Byte.SIZE, (byte) 0);
    }

    @TearDown
    public void close() {
        guest.close();
        almostEmpty.close();
        UnsafeApi.freeMemory(bytes);
    }

    @Benchmark
    public long onePage() {
        return change(1);
    }

    @Benchmark
    public long twoMebibytes() {
        return change(PAGES_OF_2_MIB);
    }

    @Benchmark
    public long oneGibibyte() {
        return change(PAGES_OF_1_GIB);
    }

    /** The floor: as many bytes as one bit for each page of 1 GiB takes, and neither summary nor digest. */
    @Benchmark
    public void fill() {
        long places = PAGES / PAGES_OF_1_GIB;
        for (int i = 0; i < OPERATIONS; i++) {
            long place = operation * STRIDE & places - 1;
            UnsafeApi.setMemory(bytes + place * BYTES_OF_1_GIB, BYTES_OF_1_GIB, (byte) (operation / places));
            operation++;
        }
    }

    @Benchmark
    public long nextSharedPage() {
        long found = 0;
        for (int i = 0; i < OPERATIONS; i++) {
            long from = (operation++ * STRIDE << 16) & PageBitmap.MAX_PAGES - 1;
            found += almostEmpty.next(true, from);
        }
        return found;
    }

    private long change(long pages) {
        long places = PAGES / pages;
        for (int i = 0; i < OPERATIONS; i++) {
            long from = (operation * STRIDE & places - 1) * pages;
            boolean value = (operation / places & 1) == 0;
            operation++;
            if (!guest.isAll(!value, from, from + pages)) {
                throw new IllegalStateException("not all pages from " + from + " on differ");
            }
            long delta = digestOfRuns.of(from, from + pages);
            guest.set(from, from + pages, value);
            digest += value ? delta : -delta;
        }
        return digest;
    }
}
