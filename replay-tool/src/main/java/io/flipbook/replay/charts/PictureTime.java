package io.flipbook.replay.charts;

import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.ConversionRequest.SourceClock;
import io.flipbook.engine.RecordDecoder;
import io.flipbook.journal.RecordView;
import java.util.concurrent.TimeUnit;

/**
 * Where records lie on the time axis: by the times of their source if the first request has such a time, else by those
 * of the journal. It never goes back, and begins with the first request.
 */
public final class PictureTime {
    private SourceClock clock;
    private long firstNs;
    private long nowNs;

    /** Takes in the next record, which the decoder has read as that kind. */
    public void see(RecordView record, RecordDecoder.Kind kind, RecordDecoder decoder) {
        if (kind == RecordDecoder.Kind.REQUEST && clock == null) {
            clock = decoder.request().clock();
            firstNs = timeOf(decoder.request(), record);
            nowNs = firstNs;
        } else if (clock == SourceClock.NONE) {
            nowNs = Math.max(nowNs, record.timeNs());
        } else if (kind == RecordDecoder.Kind.REQUEST && decoder.request().clock() == clock) {
            nowNs = Math.max(nowNs, decoder.request().sourceTimeNs());
        }
    }

    private long timeOf(ConversionRequest request, RecordView record) {
        return clock == SourceClock.NONE ? record.timeNs() : request.sourceTimeNs();
    }

    /** Since the first request, in seconds. */
    double seconds() {
        return (double) sinceFirstNs() / TimeUnit.SECONDS.toNanos(1);
    }

    /** Since the first request, in ns. */
    public long sinceFirstNs() {
        return nowNs - firstNs;
    }

    /** When the first request was, in ns since the clock's zero. */
    public long firstNs() {
        return firstNs;
    }

    /** Whose times they are. */
    public String clockName() {
        return clock == null || clock == SourceClock.NONE ? "journal" : clock.toString();
    }
}
