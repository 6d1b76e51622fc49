package io.flipbook.replay.trace;

import java.util.Locale;

/**
 * When a line says that it happened.
 *
 * @param clock what the time counts from
 * @param timeNs nanoseconds on that clock, not negative; 0 where there is none
 */
public record TraceTime(Clock clock, long timeNs) {
    /** A line without a time. */
    public static final TraceTime NONE = new TraceTime(Clock.NONE, 0);

    /** What a time counts from. */
    public enum Clock {
        /** 1970-01-01T00:00:00Z: QEMU's prefixes. */
        EPOCH,
        /** The start of the machine: kernel traces. */
        BOOT,
        /** The line has no time. */
        NONE;

        /** The word of a record's {@code clock} field. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
