package io.flipbook.replay.record;

import io.flipbook.engine.ConversionRequest.SourceClock;
import io.flipbook.replay.trace.TraceLine;

/** A line's time as requests have it. */
final class SourceTime {
    private SourceTime() {}

    static SourceClock clockOf(TraceLine line) {
        return switch (line.time().clock()) {
            case EPOCH -> SourceClock.EPOCH;
            case BOOT -> SourceClock.BOOT;
            case NONE -> SourceClock.NONE;
        };
    }

    static long nsOf(TraceLine line) {
        return line.time().timeNs();
    }
}
