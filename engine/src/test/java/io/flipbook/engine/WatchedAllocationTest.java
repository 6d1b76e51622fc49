package io.flipbook.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.flipbook.engine.device.Errno;
import io.flipbook.engine.device.RegionListener;
import io.flipbook.engine.watch.CounterBuffer;
import io.flipbook.engine.watch.Latencies;
import io.flipbook.journal.JournalConfig;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import jdk.jfr.Recording;
import org.HdrHistogram.Histogram;
import org.agrona.concurrent.SystemNanoClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A conversion allocates nothing when all is watched: counters in a file, latencies, and the flight recorder. */
class WatchedAllocationTest {
    private static final long PAGE = 4096;
    private static final int ROUNDS = 10;
    private static final int CONVERSIONS = 100_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    Path temp;

    private final ConversionRequest request = ConversionRequest.toShared("ram", 0, PAGE);
    private final RequestBatch batch = new RequestBatch(100);
    private final OutcomeHandler handler = (correlation, outcome) -> this.pages += outcome.pages();
    private long pages;

    private final RegionListener listener = new RegionListener() {
        @Override
        public Errno populate(long offset, long sizeBytes) {
            pages++;
            return Errno.NONE;
        }

        @Override
        public void discard(long offset, long sizeBytes) {
            pages++;
        }
    };

    @Test
    void convertsAMillionTimesWithoutAllocating() throws IOException {
        Latencies latencies = new Latencies(SystemNanoClock.INSTANCE);
        JournalConfig journal =
                RecordFeed.config(temp.resolve("journal")).blockSizeBytes(JournalConfig.MIN_BLOCK_BYTES << 9);
        EngineConfig config =
                EngineConfig.journaledAs(journal).countersIn(counterFile()).latencies(latencies);
        long[] allocatedBytes = new long[ROUNDS];
        try (Recording recording = new Recording();
                ConversionEngine engine = ConversionEngine.open(config)) {
            recording.enable("flipbook.Conversion");
            recording.enable("flipbook.Stall");
            recording.start();
            engine.addRegion(RegionSpec.of("ram", 1L << 30));
            engine.register(ListenerSpec.of("counting", "ram", ListenerSpec.Kind.EXTERNAL), listener);
            for (int round = 0; round < ROUNDS; round++) {
                long before = THREADS.getCurrentThreadAllocatedBytes();
                convertAlone(engine, CONVERSIONS / 2);
                convertTogether(engine, CONVERSIONS / 2);
                allocatedBytes[round] = THREADS.getCurrentThreadAllocatedBytes() - before;
            }
            Histogram measured = latencies.conversions().interval(null);
            assertThat(measured.getTotalCount()).isEqualTo((long) ROUNDS * CONVERSIONS);
        }
        // a compiler that changes its mind puts a few objects on the heap; what the path allocates, it does each time
        assertThat(allocatedBytes).contains(0);
    }

    private UnsafeBuffer counterFile() throws IOException {
        try (FileChannel file = FileChannel.open(
                temp.resolve("counters"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            return new UnsafeBuffer(file.map(FileChannel.MapMode.READ_WRITE, 0, CounterBuffer.LENGTH_BYTES));
        }
    }

    private void convertAlone(ConversionEngine engine, int count) {
        for (int i = 0; i < count; i++) {
            engine.convert(next(i));
        }
    }

    private void convertTogether(ConversionEngine engine, int count) {
        for (int i = 0; i < count; i++) {
            batch.add(next(i), i);
            if (batch.size() == 100) {
                engine.convert(batch, handler);
            }
        }
    }

    private ConversionRequest next(int i) {
        Operation operation = i % 2 == 0 ? Operation.TO_SHARED : Operation.TO_PRIVATE;
        return request.set(operation, "ram", (i * 7919L % 1000) * PAGE, (1 + i % 5) * PAGE);
    }
}
