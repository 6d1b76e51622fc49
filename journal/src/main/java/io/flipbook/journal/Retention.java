package io.flipbook.journal;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How much of a journal is kept. Immutable.
 *
 * <p>Whole roll files go, from the oldest on, never the one that is written, and never one with a record that is still
 * needed (see {@link JournalConfig#oldestNeeded}). State comes from the records: without snapshots nothing goes.
 *
 * @param maxBytes files go while those that are complete hold more than this many bytes together
 * @param maxAgeNs files go of which the day ended longer ago than this, by journal time
 */
public record Retention(long maxBytes, long maxAgeNs) {
    /** Nothing goes. */
    public static final Retention ALL = new Retention(Long.MAX_VALUE, Long.MAX_VALUE);

    /** Throws IllegalArgumentException if a limit is negative; {@link Long#MAX_VALUE} is none. */
    public Retention {
        if (maxBytes < 0 || maxAgeNs < 0) {
            throw new IllegalArgumentException("less than nothing is to be kept: " + maxBytes + ", " + maxAgeNs);
        }
    }

    /** Keeps at most this many bytes of complete roll files, as far as records go. */
    public static Retention ofBytes(long maxBytes) {
        return new Retention(maxBytes, Long.MAX_VALUE);
    }

    /** Keeps this many days besides the one that is written. */
    public static Retention ofDays(int days) {
        return new Retention(Long.MAX_VALUE, TimeUnit.DAYS.toNanos(days));
    }

    /** How many files go, of those that the manifest lists. */
    int countToDrop(Manifest manifest, LongSupplier oldestNeeded, long nowNs) {
        int count = countTooMuch(manifest, nowNs);
        long needed = count == 0 ? 0 : oldestNeeded.getAsLong();
        while (count > 0 && manifest.files().get(count - 1).lastSequence() >= needed) {
            count--;
        }
        return count;
    }

    private int countTooMuch(Manifest manifest, long nowNs) {
        long bytes = 0;
        for (RolledFile file : manifest.files()) {
            bytes += file.endOffset();
        }
        int count = 0;
        for (RolledFile file : manifest.files()) {
            boolean isTooMuch = bytes > maxBytes || nowNs - RollFile.startNs(file.day() + 1) > maxAgeNs;
            if (file == manifest.last() || !isTooMuch) {
                break;
            }
            bytes -= file.endOffset();
            count++;
        }
        return count;
    }
}
