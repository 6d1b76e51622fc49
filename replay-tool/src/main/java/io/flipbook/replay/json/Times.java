package io.flipbook.replay.json;

import io.flipbook.engine.ConversionRequest.SourceClock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Times as answers write them: of the epoch's clock in ISO 8601, in UTC, with nanoseconds; of the clock of the host's
 * start as seconds with nanoseconds, as kernel traces do.
 */
public final class Times {
    private static final long NS_PER_SECOND = 1_000_000_000;
    private static final int FRACTION_DIGITS = 9;
    private static final long MAX_SECONDS = Long.MAX_VALUE / NS_PER_SECOND - 1;
    private static final DateTimeFormatter ISO =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'").withZone(ZoneOffset.UTC);

    private Times() {}

    /** A time of the epoch's clock. */
    public static String iso(long epochNs) {
        long seconds = Math.floorDiv(epochNs, NS_PER_SECOND);
        return ISO.format(Instant.ofEpochSecond(seconds, Math.floorMod(epochNs, NS_PER_SECOND)));
    }

    /** A time of a source's clock. */
    public static String text(SourceClock clock, long timeNs) {
        return clock == SourceClock.EPOCH
                ? iso(timeNs)
                : timeNs / NS_PER_SECOND + String.format(".%09d", timeNs % NS_PER_SECOND);
    }

    /**
     * The time in nanoseconds that a text says: ISO 8601 with a zone, or seconds with a fraction.
     *
     * @throws IllegalArgumentException if it says none, with a message for the user in one line
     */
    public static long parse(String text) {
        return text.indexOf('T') > 0 ? parseIso(text) : parseSeconds(text);
    }

    private static long parseIso(String text) {
        try {
            Instant instant = OffsetDateTime.parse(text).toInstant();
            if (instant.getEpochSecond() >= 0 && instant.getEpochSecond() <= MAX_SECONDS) {
                return instant.getEpochSecond() * NS_PER_SECOND + instant.getNano();
            }
        } catch (DateTimeException e) {
            // said below
        }
        throw bad(text);
    }

    private static long parseSeconds(String text) {
        int dot = text.indexOf('.');
        String whole = dot < 0 ? text : text.substring(0, dot);
        String fraction = dot < 0 ? "" : text.substring(dot + 1);
        if (!isDigits(whole) || dot >= 0 && !isDigits(fraction) || fraction.length() > FRACTION_DIGITS) {
            throw bad(text);
        }
        if (whole.length() > Long.toString(MAX_SECONDS).length() || Long.parseLong(whole) > MAX_SECONDS) {
            throw bad(text);
        }
        long fractionNs = Long.parseLong(fraction + "0".repeat(FRACTION_DIGITS - fraction.length()));
        return Long.parseLong(whole) * NS_PER_SECOND + fractionNs;
    }

    private static boolean isDigits(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static IllegalArgumentException bad(String text) {
        return new IllegalArgumentException("not a time (2026-01-31T12:00:00.5Z, or seconds as 34.190363): " + text);
    }
}
