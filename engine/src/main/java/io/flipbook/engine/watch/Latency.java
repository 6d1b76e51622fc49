package io.flipbook.engine.watch;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;
import org.agrona.concurrent.NanoClock;

/**
 * How long something takes, each time that it is done, in ns. One thread at a time measures, and allocates nothing; any
 * reads.
 */
public final class Latency {
    /** Whatever takes longer counts as this. */
    public static final long MAX_NS = TimeUnit.MINUTES.toNanos(10);

    private static final int DIGITS = 3;

    private final NanoClock clock;
    private final SingleWriterRecorder recorder = new SingleWriterRecorder(MAX_NS, DIGITS);
    private long startNs;
    private boolean begun;

    Latency(NanoClock clock) {
        this.clock = clock;
    }

    /** It begins. */
    public void begin() {
        begun = true;
        startNs = clock.nanoTime();
    }

    /** It has ended; where it had not begun this does nothing. */
    public void end() {
        if (begun) {
            begun = false;
            recorder.recordValue(Math.min(MAX_NS, Math.max(0, clock.nanoTime() - startNs)));
        }
    }

    /**
     * What was measured since the last time that somebody asked, to three digits. What is not of a whole interval is
     * what is done just now: it comes with the next one.
     *
     * @param recycled what this has returned before and is not needed any more, to be filled again; or null, and then
     *     this allocates
     */
    public synchronized Histogram interval(Histogram recycled) {
        return recorder.getIntervalHistogram(recycled);
    }
}
