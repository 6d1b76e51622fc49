package io.flipbook.journal;

/**
 * What a writer accepts of a journal that it opens. Immutable.
 *
 * @param kind how much
 * @param sequence of {@link Kind#POINT_IN_TIME} the last record that is kept; else 0
 */
public record RecoveryMode(Kind kind, long sequence) {
    /** A last record that is not finished is erased: it was never acknowledged. All else is refused. */
    public static final RecoveryMode TORN_TAIL = new RecoveryMode(Kind.TORN_TAIL, 0);
    /** Nothing is erased: a last record that is not finished is refused too. */
    public static final RecoveryMode STRICT = new RecoveryMode(Kind.STRICT, 0);

    private static final String POINT_IN_TIME_PREFIX = "point-in-time=";

    /** How much is accepted. */
    public enum Kind {
        /** See {@link RecoveryMode#TORN_TAIL}. */
        TORN_TAIL,
        /** See {@link RecoveryMode#STRICT}. */
        STRICT,
        /** See {@link RecoveryMode#pointInTime}. */
        POINT_IN_TIME
    }

    /**
     * Throws IllegalArgumentException unless the sequence is at least 1 for a point in time, and 0 for the other
     * kinds.
     */
    public RecoveryMode {
        if ((kind == Kind.POINT_IN_TIME) != (sequence != 0) || sequence < 0) {
            throw new IllegalArgumentException("sequence out of range: " + sequence);
        }
    }

    /**
     * The records up to a sequence are kept, and what is behind it is not read. All files as they were before are set
     * aside in a directory {@code flipbook.aside-N} inside the journal's, and nothing there is ever removed.
     */
    public static RecoveryMode pointInTime(long sequence) {
        return new RecoveryMode(Kind.POINT_IN_TIME, sequence);
    }

    /**
     * Reads {@code torn-tail}, {@code strict} or {@code point-in-time=SEQUENCE}.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    public static RecoveryMode parse(String text) {
        if (text.equals("torn-tail")) {
            return TORN_TAIL;
        } else if (text.equals("strict")) {
            return STRICT;
        } else if (text.matches(POINT_IN_TIME_PREFIX + "[1-9][0-9]{0,17}")) {
            return pointInTime(Long.parseLong(text.substring(POINT_IN_TIME_PREFIX.length())));
        }
        throw new IllegalArgumentException(
                "expected torn-tail, strict or point-in-time=SEQUENCE but was '" + text + "'");
    }
}
