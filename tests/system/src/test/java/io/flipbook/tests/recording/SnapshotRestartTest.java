package io.flipbook.tests.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.Operation;
import io.flipbook.engine.RegionSpec;
import io.flipbook.tests.model.Snapshots;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("long")
class SnapshotRestartTest {
    private static final long CONVERSIONS = 1_000_000;
    private static final long TAIL = 1000;
    private static final long PAGE = 4096;
    private static final long PAGES = 1 << 18;
    private static final int ROUNDS = 5;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    @TempDir
    private Path directory;

    @Test
    void costsTheTailAndNotTheHistory() throws Exception {
        EngineConfig config = EngineConfig.journaledIn(directory.resolve("journal"));
        long digest;
        long made;
        try (ConversionEngine engine = ConversionEngine.open(config)) {
            engine.addRegion(RegionSpec.of("ram", PAGES * PAGE));
            convert(engine, 0, CONVERSIONS - TAIL);
            made = Snapshots.make(directory.resolve("journal"), Long.MAX_VALUE);
            convert(engine, CONVERSIONS - TAIL, CONVERSIONS);
            digest = engine.guest().digest();
            assertThat(engine.lastSequence() - made).isEqualTo(2 * TAIL);
        }
        Path file = directory.resolve("journal/snapshot-" + made + ".fbs");
        Path aside = directory.resolve("aside");
        double[] history = new double[ROUNDS];
        double[] tail = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            tail[round] = reopen(config, digest);
            Files.move(file, aside);
            history[round] = reopen(config, digest);
            Files.move(aside, file);
        }
        Arrays.sort(tail);
        Arrays.sort(history);
        double ratio = history[ROUNDS / 2] / tail[ROUNDS / 2];
        System.out.printf(
                "restart of %d records: %.1f ms, with a snapshot of %d bytes and a tail of %d %.1f ms, ratio %.0f%n",
                2 * CONVERSIONS, history[ROUNDS / 2], Files.size(file), 2 * TAIL, tail[ROUNDS / 2], ratio);
        assertThat(ratio).isGreaterThan(5);
    }

    /** The processor time of it: how long the device takes for a force says nothing of what was read. */
    private static double reopen(EngineConfig config, long digest) {
        long before = THREADS.getCurrentThreadCpuTime();
        ConversionEngine engine = ConversionEngine.open(config);
        long took = THREADS.getCurrentThreadCpuTime() - before;
        assertThat(engine.guest().digest()).isEqualTo(digest);
        engine.close();
        return took / 1e6;
    }

    private static void convert(ConversionEngine engine, long from, long to) {
        ConversionRequest request = ConversionRequest.toShared("ram", 0, PAGE);
        for (long i = from; i < to; i++) {
            long page = i * 7919 % (PAGES - 8);
            long pages = 1 + i % 8;
            engine.convert(request.set(
                    i % 3 == 0 ? Operation.TO_PRIVATE : Operation.TO_SHARED, "ram", page * PAGE, pages * PAGE));
        }
    }
}
