package io.flipbook.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.flipbook.engine.backing.BackingSpec;
import io.flipbook.engine.device.Errno;
import io.flipbook.engine.device.RegionListener;
import io.flipbook.journal.JournalConfig;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A conversion allocates nothing: no pause of the collector ever falls into one. */
class AllocationTest {
    private static final long PAGE = 4096;
    private static final int CONVERSIONS = 100_000;
    private static final int MILLION = 1_000_000;
    private static final int MILLIONS_MAX = 20;
    private static final int ROUNDS = 6;
    private static final int EARLY_CONVERSIONS = 20_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    Path temp;

    /** What a device does that counts what it was told, and nothing else. */
    private static final class CountingListener implements RegionListener {
        long populatedBytes;
        long calls;

        @Override
        public Errno populate(long offset, long sizeBytes) {
            populatedBytes += sizeBytes;
            calls++;
            return Errno.NONE;
        }

        @Override
        public void discard(long offset, long sizeBytes) {
            populatedBytes -= sizeBytes;
            calls++;
        }
    }

    private interface Work {
        void convert(ConversionRequest request);
    }

    /** Converts a few hundred at a time. */
    private static final class Together implements Work {
        private final ConversionEngine engine;
        private final RequestBatch batch = new RequestBatch(500);
        private final OutcomeHandler handler = (correlation, outcome) -> this.pages += outcome.pages();
        private long pages;

        Together(ConversionEngine engine) {
            this.engine = engine;
        }

        @Override
        public void convert(ConversionRequest request) {
            batch.add(request, 0);
            if (batch.size() == 500) {
                engine.convert(batch, handler);
            }
        }
    }

    @Test
    void convertsWithoutAllocating() {
        measure(Policy.DEFAULT, CONVERSIONS / 2, RegionSpec.of("ram", 1L << 30));
    }

    @Test
    void convertsBatchesWithoutAllocating() {
        measure(Policy.DEFAULT, CONVERSIONS / 2, RegionSpec.of("ram", 1L << 30), true);
    }

    @Test
    void convertsPageByPageWithoutAllocating() {
        measure(new Policy(Policy.Mixed.PER_PAGE, Policy.OnVeto.ROLLBACK), CONVERSIONS, RegionSpec.of("ram", 1L << 30));
    }

    @Test
    void rejectsWithoutAllocating() {
        measure(new Policy(Policy.Mixed.REFUSE, Policy.OnVeto.DETACH), 0, RegionSpec.of("ram", 1L << 30));
    }

    @Test
    void convertsTwoSidedMemoryWithoutAllocating() {
        measure(Policy.DEFAULT, CONVERSIONS / 2, RegionSpec.of("ram", 1L << 30).backedBy(BackingSpec.MODEL));
    }

    @Test
    void convertsMemoryInPlaceWithoutAllocating() {
        RegionSpec ram = new RegionSpec("ram", 1L << 30, PAGE, false, false, 0, RegionSpec.Memory.IN_PLACE);
        measure(Policy.DEFAULT, CONVERSIONS / 2, ram.backedBy(BackingSpec.MODEL.inFoliosOf(2 << 20)));
    }

    @Test
    void aMillionConversionsAllocateNothing() {
        JournalConfig journal =
                RecordFeed.config(temp.resolve("journal")).blockSizeBytes(JournalConfig.MAX_BLOCK_BYTES);
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledAs(journal))) {
            engine.addRegion(RegionSpec.of("ram", 1L << 30));
            engine.register(ListenerSpec.of("device", "ram", ListenerSpec.Kind.EXTERNAL), new CountingListener());
            ConversionRequest request = ConversionRequest.toShared("ram", 0, PAGE);
            flipAll(engine, request, MILLION / 5);
            // The compiler now and then takes a method back, and makes objects of what it had in registers, once.
            long leastBytes = Long.MAX_VALUE;
            for (int round = 0; round < MILLIONS_MAX && leastBytes > 0; round++) {
                long before = THREADS.getCurrentThreadAllocatedBytes();
                flipAll(engine, request, MILLION);
                leastBytes = Math.min(leastBytes, THREADS.getCurrentThreadAllocatedBytes() - before);
            }
            assertThat(leastBytes).isZero();
        }
    }

    private static void flipAll(ConversionEngine engine, ConversionRequest request, int count) {
        for (int i = 0; i < count; i++) {
            Operation operation = (i & 1) == 0 ? Operation.TO_SHARED : Operation.TO_PRIVATE;
            engine.convert(request.set(operation, "ram", (long) (i >> 1 & 511) << 21, 2L << 20));
        }
    }

    private void measure(Policy policy, long leastCalls, RegionSpec ram) {
        measure(policy, leastCalls, ram, false);
    }

    private void measure(Policy policy, long leastCalls, RegionSpec ram, boolean together) {
        // in one block and on one day of its own, since a new one of either is not part of a conversion
        JournalConfig journal =
                RecordFeed.config(temp.resolve("journal")).blockSizeBytes(JournalConfig.MIN_BLOCK_BYTES << 8);
        CountingListener whole = new CountingListener();
        CountingListener half = new CountingListener();
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledAs(journal))) {
            engine.addRegion(ram);
            engine.addRegion(RegionSpec.of("vmem", 1L << 30).pluggedInBlocksOf(2L << 20));
            engine.map(0, 1L << 29, "ram", 0);
            engine.map(1L << 30, 1L << 29, "ram", 1L << 29);
            engine.setPolicy(policy);
            engine.register(ListenerSpec.of("whole", "ram", ListenerSpec.Kind.EXTERNAL), whole);
            engine.register(
                    ListenerSpec.of("half", "ram", ListenerSpec.Kind.EXTERNAL).over(1L << 29, 1L << 29), half);
            engine.register(
                    ListenerSpec.of("type1", "ram", ListenerSpec.Kind.TYPE1).limitedTo(1L << 18));
            ConversionRequest request = ConversionRequest.toShared("ram", 0, PAGE);
            Work work = together ? new Together(engine) : engine::convert;
            convertAll(work, request, CONVERSIONS / 5);
            long earlyBytes = allocatedBy(work, request, EARLY_CONVERSIONS);
            // before the compiler has learnt which objects nobody sees: far from one object each, which has 16 bytes
            assertThat(earlyBytes).isLessThan(4L * EARLY_CONVERSIONS);
            long[] allocatedBytes = new long[ROUNDS];
            for (int round = 0; round < ROUNDS; round++) {
                long callsBefore = whole.calls + half.calls;
                allocatedBytes[round] = allocatedBy(work, request, CONVERSIONS);
                assertThat(whole.calls + half.calls - callsBefore).isGreaterThanOrEqualTo(leastCalls);
            }

            // a compiler that changes its mind puts a few objects on the heap; what the path allocates, it does each
            // time
            assertThat(allocatedBytes).contains(0);
        }
    }

    private static long allocatedBy(Work work, ConversionRequest request, int conversions) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        convertAll(work, request, conversions);
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    /** Uniform ranges and mixed ones, in a region and by address, over the gap between two maps too. */
    private static void convertAll(Work work, ConversionRequest request, int count) {
        for (int i = 0; i < count; i += 10) {
            long at = (long) (i % 1000) * 16 * PAGE;
            work.convert(request.set(Operation.TO_SHARED, "ram", at, 4 * PAGE));
            work.convert(request.set(Operation.TO_PRIVATE, "ram", at + PAGE, PAGE));
            work.convert(request.set(Operation.TO_SHARED, "ram", at, 8 * PAGE));
            work.convert(request.set(Operation.TO_PRIVATE, "ram", at, 8 * PAGE));
            work.convert(request.set(Operation.TO_PRIVATE, "ram", at, 8 * PAGE));
            work.convert(request.set(Operation.CONVERT_TO_SHARED, null, (1L << 30) + at, 3 * PAGE));
            work.convert(request.set(Operation.CONVERT_TO_SHARED, null, (1L << 29) - PAGE, (1L << 29) + 4 * PAGE));
            work.convert(request.set(Operation.CONVERT_TO_PRIVATE, null, (1L << 30) + at, 5 * PAGE));
            work.convert(request.set(Operation.PLUG, "vmem", (long) (i % 500) << 21, 2L << 20));
            work.convert(request.set(Operation.UNPLUG_ALL, "vmem", 0, 0));
        }
    }
}
