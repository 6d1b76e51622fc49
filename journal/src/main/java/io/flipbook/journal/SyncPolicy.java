package io.flipbook.journal;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When records are forced to the device. The policy of each session is on record. Immutable; two that say the same are
 * equal.
 *
 * <p>Whatever the policy, what was acknowledged survives the end of the process, however it comes. They differ in what
 * the end of the machine can cost: {@link #powerCutCost}.
 */
public final class SyncPolicy {
    /** Never: the kernel writes when it likes to. */
    public static final SyncPolicy NONE = new SyncPolicy(0, 0);
    /** Before each acknowledgement: one force for a request and its outcome, one for any other record. */
    public static final SyncPolicy EACH = new SyncPolicy(1, 0);

    /** The most records that may be left to a later force. */
    public static final long MAX_RECORDS = 1_000_000_000;
    /** The longest time between two forces. */
    public static final Duration MAX_PERIOD = Duration.ofHours(1);

    private static final int EVERY_RECORDS = 2;
    private static final int EVERY_PERIOD = 3;
    private static final Pattern EVERY = Pattern.compile("every=(\\d{1,10})(ms|s)?");

    private final int kind;
    private final long parameter;

    private SyncPolicy(int kind, long parameter) {
        this.kind = kind;
        this.parameter = parameter;
    }

    /** Whenever so many records were appended since the last time: 1 to {@link #MAX_RECORDS}. */
    public static SyncPolicy everyRecords(long count) {
        if (count < 1 || count > MAX_RECORDS) {
            throw new IllegalArgumentException(
                    "sync every so many records: not from 1 to " + MAX_RECORDS + ": " + count);
        }
        return new SyncPolicy(EVERY_RECORDS, count);
    }

    /** So often, also when nothing more arrives, by a thread of its own: whole ms, 1 ms to {@link #MAX_PERIOD}. */
    public static SyncPolicy every(Duration period) {
        if (period.compareTo(Duration.ofMillis(1)) < 0 || period.compareTo(MAX_PERIOD) > 0) {
            throw new IllegalArgumentException("sync period is not from 1ms to 3600s: " + period);
        }
        if (period.getNano() % TimeUnit.MILLISECONDS.toNanos(1) != 0) {
            throw new IllegalArgumentException("sync period is not a whole number of ms: " + period);
        }
        return new SyncPolicy(EVERY_PERIOD, period.toMillis());
    }

    /**
     * Reads what {@link #toString} writes: {@code none}, {@code each}, {@code every=1000}, {@code every=50ms},
     * {@code every=2s}.
     *
     * @throws IllegalArgumentException if it is none of that
     */
    public static SyncPolicy parse(String text) {
        if (text.equals(NONE.toString())) {
            return NONE;
        }
        if (text.equals(EACH.toString())) {
            return EACH;
        }
        Matcher matcher = EVERY.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "expected none, each, every=RECORDS, or every=TIME with ms or s, but was '" + text + "'");
        }
        long number = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2);
        if (unit == null) {
            return everyRecords(number);
        }
        return every(unit.equals("ms") ? Duration.ofMillis(number) : Duration.ofSeconds(number));
    }

    /** What can be lost when the machine, and not only the process, ends at any moment; a part of a sentence. */
    public String powerCutCost() {
        return switch (kind) {
            case EVERY_RECORDS -> parameter == 1 ? "the last record" : "the last " + parameter + " records";
            case EVERY_PERIOD -> "what was acknowledged in the last " + time() + ", and while that was forced";
            default -> this == EACH ? "nothing that was acknowledged" : "all that the kernel had not written yet";
        };
    }

    /** The policy as {@link #parse} reads it. */
    @Override
    public String toString() {
        return switch (kind) {
            case EVERY_RECORDS -> "every=" + parameter;
            case EVERY_PERIOD -> "every=" + time();
            default -> this == EACH ? "each" : "none";
        };
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SyncPolicy policy && policy.kind == kind && policy.parameter == parameter;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(parameter) * 31 + kind;
    }

    /** The number that stands for the kind of policy in {@code BEGIN} and {@code RECOVER}. */
    int kind() {
        return kind;
    }

    /** The number of records, or of ms; 0 for the kinds that need none. */
    long parameter() {
        return parameter;
    }

    /** How many records not forced yet make the writer force; {@link Long#MAX_VALUE} where it never does. */
    long recordsToForce() {
        return this == EACH ? 1 : kind == EVERY_RECORDS ? parameter : Long.MAX_VALUE;
    }

    /** The time between two forces in ns; 0 where it takes no flusher. */
    long periodNs() {
        return kind == EVERY_PERIOD ? TimeUnit.MILLISECONDS.toNanos(parameter) : 0;
    }

    /** The policy that two numbers on record stand for. */
    static SyncPolicy of(int kind, long parameter) {
        if (parameter == 0 && kind == NONE.kind) {
            return NONE;
        }
        if (parameter == 0 && kind == EACH.kind) {
            return EACH;
        }
        if (kind == EVERY_RECORDS) {
            return everyRecords(parameter);
        }
        if (kind == EVERY_PERIOD && parameter > 0 && parameter <= MAX_PERIOD.toMillis()) {
            return every(Duration.ofMillis(parameter));
        }
        throw new IllegalArgumentException(
                "no sync policy " + Integer.toUnsignedString(kind) + " with " + Long.toUnsignedString(parameter));
    }

    private String time() {
        return parameter % 1000 == 0 ? parameter / 1000 + "s" : parameter + "ms";
    }
}
