package io.flipbook.benchmarks;

import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.Outcome;
import java.util.function.Function;

/** Conversions on the caller's own thread. */
public final class Conversions implements Contestant {
    private final Function<Place, EngineConfig> config;
    private final GuestShape shape;
    private Guest guest;
    private long converted;

    Conversions(Function<Place, EngineConfig> config, GuestShape shape) {
        this.config = config;
        this.shape = shape;
    }

    /** Those of 2 MiB with one listener, in a journal as it is when nothing is said. */
    public static Conversions journaled() {
        return journaled(GuestShape.USUAL);
    }

    static Conversions journaled(GuestShape shape) {
        return new Conversions(place -> EngineConfig.journaledIn(place.path().resolve("journal")), shape);
    }

    @Override
    public void open(Place place) {
        guest = new Guest(config.apply(place), shape);
        converted = 0;
    }

    @Override
    public void run(int operations) {
        for (int i = 0; i < operations; i++) {
            Outcome outcome = guest.convert(converted++);
            if (outcome.kind() != Outcome.Kind.COMMITTED) {
                throw new IllegalStateException("conversion " + converted + ": " + outcome);
            }
        }
    }

    @Override
    public void close() {
        guest.close();
    }
}
