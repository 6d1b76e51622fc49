package io.flipbook.benchmarks;

import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.ring.RingConfig;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.Function;

/** Conversions of 2 MiB through the ring, from four producers. */
public final class RingConversions implements Contestant {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Function<Place, EngineConfig> config;
    private final boolean byProcessorTime;
    private RingPipeline pipeline;
    private Thread loop;

    private RingConversions(Function<Place, EngineConfig> config, boolean byProcessorTime) {
        this.config = config;
        this.byProcessorTime = byProcessorTime;
    }

    /** In a journal as it is when nothing is said. */
    public static RingConversions journaled() {
        return new RingConversions(
                place -> EngineConfig.journaledIn(place.path().resolve("journal")), false);
    }

    /** In a file that is mapped by hand. */
    static RingConversions mapped(int sizeBytes) {
        return new RingConversions(
                place -> EngineConfig.withLog(
                        recovery -> new MappedLog(place.path().resolve("mapped"), sizeBytes)),
                false);
    }

    /** The same, by the processor time of the engine's thread: it hears nothing of what else the machine does. */
    RingConversions byProcessorTime() {
        return new RingConversions(config, true);
    }

    @Override
    public void open(Place place) {
        RingConfig ring = RingConfig.DEFAULT.threads(work -> {
            loop = new Thread(work, "ring");
            return loop;
        });
        pipeline = new RingPipeline(config.apply(place), ring);
    }

    @Override
    public void run(int operations) {
        try {
            pipeline.run(Math.max(RingPipeline.PRODUCERS, operations));
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public long timeNs() {
        return byProcessorTime ? THREADS.getThreadCpuTime(loop.getId()) : System.nanoTime();
    }

    @Override
    public void close() {
        pipeline.close();
    }
}
