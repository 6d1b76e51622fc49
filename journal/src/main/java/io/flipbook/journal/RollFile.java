package io.flipbook.journal;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.concurrent.TimeUnit;

/**
 * One file of the queue: the documents of one day in UTC, by journal time. The name is Chronicle's for its
 * {@code HUGE_DAILY} roll cycle, such as {@code 20240229H.cq4}; names sort as the days do.
 *
 * @param path where it is
 * @param name its name in the directory
 * @param day days since 1970-01-01, which is Chronicle's number of the cycle
 */
record RollFile(Path path, String name, int day) implements Comparable<RollFile> {
    static final String SUFFIX = ".cq4";

    private static final String PREPARED_SUFFIX = ".precreated";
    /** The last day that a time in ns can be on: in the year 2262. */
    static final int MAX_DAY = (int) TimeUnit.NANOSECONDS.toDays(Long.MAX_VALUE);

    private static final String NAME_END = "H" + SUFFIX;
    private static final int DATE_LENGTH = 8;
    private static final long DAY_NS = TimeUnit.DAYS.toNanos(1);
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuuMMdd").withResolverStyle(ResolverStyle.STRICT);

    static RollFile of(Path directory, int day) {
        String name = nameOf(day);
        return new RollFile(directory.resolve(name), name, day);
    }

    static String nameOf(int day) {
        return LocalDate.ofEpochDay(day).format(DATE) + NAME_END;
    }

    /** Where the file is made before the queue begins it; the queue takes it from there, and knows it by that name. */
    Path preparedPath() {
        return path.resolveSibling(name.substring(0, name.length() - SUFFIX.length()) + PREPARED_SUFFIX);
    }

    static boolean isPreparedName(String name) {
        return name.endsWith(PREPARED_SUFFIX)
                && isRollFileName(name.substring(0, name.length() - PREPARED_SUFFIX.length()) + SUFFIX);
    }

    static boolean isRollFileName(String name) {
        return dayOf(name) >= 0;
    }

    /** The day that a roll file's name says, -1 if it is not a roll file's name. */
    static int dayOf(String name) {
        if (name.length() != DATE_LENGTH + NAME_END.length() || !name.endsWith(NAME_END)) {
            return -1;
        }
        try {
            return Math.toIntExact(
                    LocalDate.parse(name.substring(0, DATE_LENGTH), DATE).toEpochDay());
        } catch (DateTimeException e) {
            return -1;
        }
    }

    /** The day of a time in ns since the epoch. */
    static int dayOf(long timeNs) {
        return (int) (timeNs / DAY_NS);
    }

    /** When the day begins, in ns since the epoch; saturates where a long cannot hold it. */
    static long startNs(int day) {
        return TimeUnit.DAYS.toNanos(day);
    }

    /** The last ns of the day, in ns since the epoch; of {@link #MAX_DAY} the last that there is, before it is over. */
    static long lastNs(int day) {
        long startNs = startNs(day);
        return startNs + Math.min(DAY_NS - 1, Long.MAX_VALUE - startNs);
    }

    @Override
    public int compareTo(RollFile other) {
        return Integer.compare(day, other.day);
    }
}
