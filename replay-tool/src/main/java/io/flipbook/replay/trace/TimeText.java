package io.flipbook.replay.trace;

import java.time.DateTimeException;
import java.time.LocalDate;

/** Reads one time; says where it ends and, in nanoseconds, what it is. Throws nothing. */
final class TimeText {
    /** A time that is past what 64 bits of nanoseconds hold. */
    static final long TOO_LARGE = -1;

    private static final int MAX_FRACTION_DIGITS = 9;
    private static final long MAX_SECONDS = Long.MAX_VALUE / 1_000_000_000 - 1;
    private static final String DATE_AND_TIME = "dddd-dd-ddTdd:dd:dd";

    private int end;
    private long timeNs;

    /** The place after the time that was read last. */
    int end() {
        return end;
    }

    /** The time that was read last, or {@link #TOO_LARGE}. */
    long timeNs() {
        return timeNs;
    }

    /** Whether {@code SECS.FRACTION} stands there, the fraction of one to nine digits. */
    boolean readSeconds(byte[] line, int from, int to) {
        int dot = Ascii.skipDigits(line, from, to);
        if (dot == from || dot == to || line[dot] != '.') {
            return false;
        }
        end = Ascii.skipDigits(line, dot + 1, to);
        int digits = end - dot - 1;
        if (digits == 0 || digits > MAX_FRACTION_DIGITS) {
            return false;
        }
        long seconds = number(line, from, dot);
        timeNs = seconds > MAX_SECONDS ? TOO_LARGE : seconds * 1_000_000_000 + fractionNs(line, dot + 1, end);
        return true;
    }

    /** Whether an ISO 8601 date and time of 1970 or later stands there; without a zone it is taken as UTC. */
    boolean readIso(byte[] line, int from, int to) {
        if (to - from < DATE_AND_TIME.length() || !isShaped(line, from, DATE_AND_TIME)) {
            return false;
        }
        end = from + DATE_AND_TIME.length();
        long fractionNs = 0;
        if (end < to && line[end] == '.') {
            int start = end + 1;
            end = Ascii.skipDigits(line, start, to);
            if (end == start || end - start > MAX_FRACTION_DIGITS) {
                return false;
            }
            fractionNs = fractionNs(line, start, end);
        }
        long zoneSeconds = readZone(line, to);
        long hour = number(line, from + 11, from + 13);
        long minute = number(line, from + 14, from + 16);
        long second = number(line, from + 17, from + 19);
        if (hour > 23 || minute > 59 || second > 60) {
            return false;
        }
        long day = epochDay(line, from);
        long seconds = day * 86_400 + hour * 3600 + minute * 60 + second - zoneSeconds;
        timeNs = seconds > MAX_SECONDS ? TOO_LARGE : seconds * 1_000_000_000 + fractionNs;
        return day >= 0 && seconds >= 0;
    }

    /** The day, or -1 where the calendar has none. */
    private static long epochDay(byte[] line, int from) {
        try {
            return LocalDate.of((int) number(line, from, from + 4), (int) number(line, from + 5, from + 7), (int)
                            number(line, from + 8, from + 10))
                    .toEpochDay();
        } catch (DateTimeException e) {
            return -1;
        }
    }

    /** The zone's seconds east of Greenwich; moves the end past it. */
    private long readZone(byte[] line, int to) {
        if (end < to && line[end] == 'Z') {
            end++;
            return 0;
        }
        for (String shape : new String[] {"+dd:dd", "+dddd", "-dd:dd", "-dddd"}) {
            if (to - end >= shape.length() && isShaped(line, end, shape)) {
                int sign = line[end] == '-' ? -1 : 1;
                long hours = number(line, end + 1, end + 3);
                end += shape.length();
                return sign * (hours * 3600 + number(line, end - 2, end) * 60);
            }
        }
        return 0;
    }

    private static boolean isShaped(byte[] line, int from, String shape) {
        for (int i = 0; i < shape.length(); i++) {
            byte b = line[from + i];
            if (shape.charAt(i) == 'd' ? !Ascii.isDigit(b) : b != shape.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The digits' value, or one past {@link #MAX_SECONDS} where it is larger. */
    private static long number(byte[] line, int from, int to) {
        long value = 0;
        for (int i = from; i < to && value <= MAX_SECONDS; i++) {
            value = value * 10 + line[i] - '0';
        }
        return value;
    }

    private static long fractionNs(byte[] line, int from, int to) {
        long ns = number(line, from, to);
        for (int digits = to - from; digits < MAX_FRACTION_DIGITS; digits++) {
            ns *= 10;
        }
        return ns;
    }
}
