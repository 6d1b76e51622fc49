package io.flipbook.replay;

import io.flipbook.replay.json.Times;

/** A place in a history as the command line names it: a sequence, a time, or {@code last}. */
final class Place {
    /** The end of the history. */
    static final Place LAST = new Place(Kind.LAST, 0, "last");

    private enum Kind {
        LAST,
        SEQUENCE,
        /** In seconds with a fraction, which may be of any clock. */
        SECONDS,
        /** With a date, which only the epoch's clock has. */
        DATE
    }

    /**
     * Where a place is found.
     *
     * @param first the first record that is at it or behind it: where reading from it begins
     * @param last the last record that is at it or before it, 0 if there is none: where reading up to it ends
     */
    record Found(long first, long last) {}

    private final Kind kind;
    private final long value;
    private final String text;

    private Place(Kind kind, long value, String text) {
        this.kind = kind;
        this.value = value;
        this.text = text;
    }

    /**
     * Reads a place.
     *
     * @throws IllegalArgumentException if it is none, with a message for the user in one line
     */
    static Place parse(String text) {
        if (text.equals("last")) {
            return LAST;
        } else if (text.matches("[0-9]{1,18}")) {
            long sequence = Long.parseLong(text);
            if (sequence == 0) {
                throw new IllegalArgumentException("sequences begin at 1: " + text);
            }
            return new Place(Kind.SEQUENCE, sequence, text);
        } else if (text.indexOf('T') < 0 && text.indexOf('.') < 0) {
            throw new IllegalArgumentException(
                    "neither a sequence, nor a time (2026-01-31T12:00:00.5Z, or seconds as 34.190363), nor last: "
                            + text);
        }
        return new Place(text.indexOf('T') < 0 ? Kind.SECONDS : Kind.DATE, Times.parse(text), text);
    }

    /** Whether it is the end, whatever the history holds. */
    boolean isLast() {
        return kind == Kind.LAST;
    }

    /**
     * Finds the place; a sequence is taken as it is, for a time the history is read.
     *
     * @throws CommandFailure if it fits several places, or lies behind damage
     */
    Found find(JournalHistory history) {
        if (kind == Kind.SEQUENCE) {
            return new Found(value, value);
        } else if (kind == Kind.LAST) {
            history.readWhole(JournalHistory.TO_THE_END, record -> true);
            return new Found(history.lastSequence(), history.lastSequence());
        }
        TimeSearch search = new TimeSearch(value, kind == Kind.DATE, text);
        history.read(JournalHistory.TO_THE_END, search);
        if (history.isDamaged() && search.dependsOnWhatFollows()) {
            throw history.damaged();
        }
        return search.found();
    }

    /**
     * The sequence of the last record at or before this place.
     *
     * @return {@link JournalHistory#TO_THE_END} for {@code last}
     * @throws CommandFailure if there is none, or several places fit
     */
    long lastSequence(JournalHistory history) {
        if (isLast()) {
            return JournalHistory.TO_THE_END;
        }
        long last = find(history).last();
        if (last == 0) {
            throw CommandFailure.usage(text + " is before everything on record");
        }
        return last;
    }

    @Override
    public String toString() {
        return text;
    }
}
