package io.flipbook.benchmarks;

import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.ring.RingConfig;
import java.util.function.Function;

/** Conversions of 2 MiB through the ring, from four producers. */
public final class RingConversions implements Contestant {
    private final Function<Place, EngineConfig> config;
    private RingPipeline pipeline;

    private RingConversions(Function<Place, EngineConfig> config) {
        this.config = config;
    }

    /** In a journal as it is when nothing is said. */
    public static RingConversions journaled() {
        return new RingConversions(
                place -> EngineConfig.journaledIn(place.path().resolve("journal")));
    }

    /** In a file that is mapped by hand. */
    static RingConversions mapped(int sizeBytes) {
        return new RingConversions(place ->
                EngineConfig.withLog(recovery -> new MappedLog(place.path().resolve("mapped"), sizeBytes)));
    }

    @Override
    public void open(Place place) {
        pipeline = new RingPipeline(config.apply(place), RingConfig.DEFAULT);
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
    public void close() {
        pipeline.close();
    }
}
