package io.flipbook.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.flipbook.engine.events.CommittedEvent;
import io.flipbook.engine.events.CommittedEvents;
import io.flipbook.engine.events.EventHandler;
import io.flipbook.engine.live.GuestReader;
import io.flipbook.engine.live.RegionRuns;
import io.flipbook.journal.JournalConfig;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers and consumers allocate nothing for each answer or event. */
class WaysOutAllocationTest {
    private static final long PAGE = 4096;
    private static final int ROUNDS = 8;
    private static final int CONVERSIONS = 50_000;
    private static final int WARM_UP_POLLS = 50_000;
    private static final int FEW_POLLS = 100;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    Path temp;

    private final ConversionRequest request = ConversionRequest.toShared("ram", 0, PAGE);
    private long pages;
    private final ChangedRuns.Visitor adding = (region, offset, sizeBytes) -> pages += sizeBytes;

    @Test
    void readsWithoutAllocating() {
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.transientOne())) {
            engine.addRegion(RegionSpec.of("ram", 1L << 30));
            convert(engine, 1000);
            GuestReader reader = engine.reader();
            measure(() -> {
                long before = THREADS.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < CONVERSIONS; i++) {
                    RegionRuns runs = reader.readShared("ram", 0, 1L << 24);
                    pages += runs.count() + reader.nextShared("ram", i) + (reader.isPopulated("ram", i) ? 1 : 0);
                }
                return THREADS.getCurrentThreadAllocatedBytes() - before;
            });
        }
    }

    @Test
    void handsEventsOnWithoutAllocating() {
        JournalConfig journal =
                RecordFeed.config(temp.resolve("journal")).blockSizeBytes(JournalConfig.MIN_BLOCK_BYTES << 8);
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledAs(journal));
                CommittedEvents events = CommittedEvents.open(temp.resolve("journal"))) {
            engine.addRegion(RegionSpec.of("ram", 1L << 30));
            EventHandler counting = this::count;
            measure(() -> {
                convert(engine, CONVERSIONS);
                long last = events.position() == null ? 0 : events.position().sequence();
                int records = (int) (engine.lastSequence() - last);
                long before = THREADS.getCurrentThreadAllocatedBytes();
                int read = events.poll(counting, records);
                long allocatedBytes = THREADS.getCurrentThreadAllocatedBytes() - before;
                assertThat(read).isEqualTo(records);
                return allocatedBytes;
            });
            assertThat(events.guest().digest()).isEqualTo(engine.guest().digest());
        }
    }

    /** But for a look at the directory now and then, which a short row of polls is mostly without. */
    @Test
    void waitsForEventsWithoutAllocating() {
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledIn(temp.resolve("journal")));
                CommittedEvents events = CommittedEvents.open(temp.resolve("journal"))) {
            engine.addRegion(RegionSpec.of("ram", 1L << 30));
            EventHandler counting = this::count;
            for (int i = 0; i < WARM_UP_POLLS; i++) {
                events.poll(counting, 1);
            }
            measure(() -> {
                long before = THREADS.getCurrentThreadAllocatedBytes();
                int read = 0;
                for (int i = 0; i < FEW_POLLS; i++) {
                    read += events.poll(counting, 1);
                }
                long allocatedBytes = THREADS.getCurrentThreadAllocatedBytes() - before;
                assertThat(read).isZero();
                return allocatedBytes;
            });
        }
    }

    private void count(CommittedEvent event) {
        event.visitRuns(adding);
    }

    private void convert(ConversionEngine engine, int count) {
        for (int i = 0; i < count; i++) {
            Operation operation = i % 2 == 0 ? Operation.TO_SHARED : Operation.TO_PRIVATE;
            engine.convert(request.set(operation, "ram", (i * 7919L % 1000) * PAGE, (1 + i % 5) * PAGE));
        }
    }

    /** A compiler that changes its mind puts a few objects on the heap; what each answer allocates, each round does. */
    private static void measure(LongSupplier round) {
        long[] allocatedBytes = new long[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            allocatedBytes[i] = round.getAsLong();
        }
        assertThat(allocatedBytes).contains(0);
    }
}
