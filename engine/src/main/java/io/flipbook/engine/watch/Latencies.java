package io.flipbook.engine.watch;

import java.util.Objects;
import org.agrona.concurrent.NanoClock;

/**
 * How long an engine takes for what it does, measured where {@code EngineConfig.latencies} asks for it and nowhere
 * else: each costs two readings of the clock. Of one engine at a time; it goes on where that is opened again.
 */
public final class Latencies {
    private final Latency conversions;
    private final Latency listenerCalls;
    private final Latency forces;

    /** Measures with a clock, such as {@code SystemNanoClock.INSTANCE}, that any thread may ask. */
    public Latencies(NanoClock clock) {
        Objects.requireNonNull(clock, "clock");
        conversions = new Latency(clock);
        listenerCalls = new Latency(clock);
        forces = new Latency(clock);
    }

    /**
     * A request, from when it is accepted to when its outcome is on record and applied; in a batch from when its
     * listeners are told to when it is applied.
     */
    public Latency conversions() {
        return conversions;
    }

    /** A populate or a discard, as long as the listener takes for it. */
    public Latency listenerCalls() {
        return listenerCalls;
    }

    /** A force to the device, but those of a roll. */
    public Latency forces() {
        return forces;
    }
}
