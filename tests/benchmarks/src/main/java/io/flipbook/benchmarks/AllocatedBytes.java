package io.flipbook.benchmarks;

import com.sun.management.ThreadMXBean;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.events.CommittedEvent;
import io.flipbook.engine.events.CommittedEvents;
import io.flipbook.engine.events.EventHandler;
import io.flipbook.engine.ring.RingConfig;
import io.flipbook.journal.JournalConfig;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;

/**
 * What a million conversions allocate on a caller's own thread, on the ring's, and on that of a tailer which reads
 * them. Blocks of the journal are large: a new one is not part of a conversion. The least of some rounds: where the
 * compiler takes a method back, the virtual machine looks up classes by names that it makes for that, once.
 */
final class AllocatedBytes implements Measurement {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int CONVERSIONS = 1_000_000;
    private static final int ROUNDS = 3;
    /** Until all is compiled, what one record in 1024 takes included: by then that has happened ten thousand times. */
    private static final int WARM_UP = 10;

    private static final int POLLED = 1000;

    /** Counts, and keeps nothing. */
    private static final class Counting implements EventHandler {
        private long pages;

        @Override
        public void onChange(CommittedEvent event) {
            pages += event.outcome().pages();
        }
    }

    @Override
    public List<Row> measure(String directory, Effort effort) {
        return Place.during(directory, place -> {
            int conversions = effort.of(CONVERSIONS);
            Path own = place.path().resolve("own");
            Spread ofCaller = ofCaller(own, conversions);
            return List.of(
                    row("own thread", ofCaller),
                    row("the ring's thread", ofRing(place.path().resolve("ring"), conversions)),
                    row("a tailer that reads them", ofTailer(own, conversions)));
        });
    }

    private static Row row(String where, Spread bytes) {
        return new Row(
                "bytes allocated in a million conversions, " + where + ", least of three", Goal.atMost(0), bytes);
    }

    private static EngineConfig inLargeBlocks(Path directory) {
        return EngineConfig.journaledAs(JournalConfig.of(directory).blockSizeBytes(JournalConfig.MAX_BLOCK_BYTES));
    }

    private static Spread ofCaller(Path directory, int conversions) {
        try (Guest guest = new Guest(inLargeBlocks(directory))) {
            double[] bytes = new double[ROUNDS];
            long number = 0;
            for (int round = -WARM_UP; round < ROUNDS; round++) {
                long before = THREADS.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < conversions; i++) {
                    if (guest.convert(number++).kind() != Outcome.Kind.COMMITTED) {
                        throw new IllegalStateException("conversion " + number + " was refused");
                    }
                }
                long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
                if (round >= 0) {
                    bytes[round] = allocated;
                }
            }
            return Spread.leastOf(bytes);
        }
    }

    private static Spread ofRing(Path directory, int conversions) throws InterruptedException {
        Thread[] loop = new Thread[1];
        RingConfig ring = RingConfig.DEFAULT.threads(work -> {
            loop[0] = new Thread(work, "ring");
            return loop[0];
        });
        try (RingPipeline pipeline = new RingPipeline(inLargeBlocks(directory), ring)) {
            double[] bytes = new double[ROUNDS];
            for (int round = -WARM_UP; round < ROUNDS; round++) {
                long before = THREADS.getThreadAllocatedBytes(loop[0].getId());
                pipeline.run(conversions);
                long allocated = THREADS.getThreadAllocatedBytes(loop[0].getId()) - before;
                if (round >= 0) {
                    bytes[round] = allocated;
                }
            }
            return Spread.leastOf(bytes);
        }
    }

    private static Spread ofTailer(Path directory, int conversions) {
        try (CommittedEvents events = CommittedEvents.open(directory)) {
            Counting counting = new Counting();
            double[] bytes = new double[ROUNDS];
            for (int round = -WARM_UP; round < ROUNDS; round++) {
                long before = THREADS.getCurrentThreadAllocatedBytes();
                for (int read = 0; read < 2 * conversions; ) {
                    int more = events.poll(counting, POLLED);
                    if (more == 0) {
                        break;
                    }
                    read += more;
                }
                long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
                if (round >= 0) {
                    bytes[round] = allocated;
                }
            }
            if (counting.pages == 0) {
                throw new IllegalStateException("the tailer has read nothing");
            }
            return Spread.leastOf(bytes);
        }
    }
}
