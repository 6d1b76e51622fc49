package io.flipbook.journal;

import org.agrona.concurrent.OffsetEpochNanoClock;

/** The source of journal time. It may step back; the journal's own time does not. */
@FunctionalInterface
public interface EpochClock {
    /** Nanoseconds since 1970-01-01T00:00:00Z. Called once for each record, on the writer's thread. */
    long timeNs();

    /** The machine's clock with the resolution of {@link System#nanoTime()}; it allocates nothing. */
    static EpochClock system() {
        return new OffsetEpochNanoClock()::nanoTime;
    }
}
