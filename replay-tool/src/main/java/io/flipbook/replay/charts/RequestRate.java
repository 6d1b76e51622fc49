package io.flipbook.replay.charts;

import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.ConversionRequest.SourceClock;
import java.util.concurrent.TimeUnit;

/**
 * How fast requests come: by the times of their source if the first one has such a time, else by those of the journal.
 * Of a trace that was recorded after the fact only its own times say anything.
 */
final class RequestRate {
    private static final long NS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private SourceClock clock;
    private long count;
    private long firstNs = Long.MAX_VALUE;
    private long lastNs = Long.MIN_VALUE;
    private long second;
    private long inSecond;
    private long peak;

    void add(ConversionRequest request, long journalTimeNs) {
        if (clock == null) {
            clock = request.clock();
        }
        if (clock != SourceClock.NONE && request.clock() != clock) {
            return;
        }
        long timeNs = clock == SourceClock.NONE ? journalTimeNs : request.sourceTimeNs();
        count++;
        firstNs = Math.min(firstNs, timeNs);
        lastNs = Math.max(lastNs, timeNs);
        long itsSecond = Math.floorDiv(timeNs, NS_PER_SECOND);
        inSecond = itsSecond == second ? inSecond + 1 : 1;
        second = itsSecond;
        peak = Math.max(peak, inSecond);
    }

    /** Whose times they are. */
    String clock() {
        return clock == null || clock == SourceClock.NONE ? "journal" : clock.toString();
    }

    /** From the first request to the last. */
    long durationNs() {
        return count == 0 ? 0 : lastNs - firstNs;
    }

    /** Requests a second on average; what came at one time counts as one second's. */
    double perSecond() {
        return (double) count * NS_PER_SECOND / Math.max(durationNs(), durationNs() == 0 ? NS_PER_SECOND : 1);
    }

    /** The most requests of a second of the clock. */
    long peakPerSecond() {
        return peak;
    }
}
