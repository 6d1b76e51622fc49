package io.flipbook.replay.report;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Something in a history that somebody should look at, however often it came; its first and last places are kept. */
final class Finding {
    private static final int FIRST_PLACES = 12;
    private static final int LAST_PLACES = 4;

    /** How bad it is. */
    enum Severity {
        /** What must not be. */
        BAD,
        /** What did not go as it was asked for. */
        WARNING,
        /** What one should know. */
        NOTE
    }

    /**
     * Where it is.
     *
     * @param sequence of a record; 0 where there is none
     * @param frame -1 where it is in none
     * @param region of the pictures; -1 where it is in none
     */
    record Place(long sequence, int frame, int region, int row) {
        static final Place NONE = new Place(0, -1, -1, -1);
    }

    private final Severity severity;
    private final String kind;
    private final String text;
    private final String where;
    private final List<Place> first = new ArrayList<>();
    private final Deque<Place> last = new ArrayDeque<>();
    private long count;

    /**
     * What it is.
     *
     * @param kind a word or two
     * @param where the predicate by which {@code dump} finds all of them; empty where there is none
     */
    Finding(Severity severity, String kind, String text, String where) {
        this.severity = severity;
        this.kind = kind;
        this.text = text;
        this.where = where;
    }

    void add(Place place) {
        count++;
        if (first.size() < FIRST_PLACES) {
            first.add(place);
            return;
        }
        last.addLast(place);
        if (last.size() > LAST_PLACES) {
            last.removeFirst();
        }
    }

    Severity severity() {
        return severity;
    }

    String kind() {
        return kind;
    }

    String text() {
        return text;
    }

    String where() {
        return where;
    }

    long count() {
        return count;
    }

    /** The first ones, and the last. */
    List<Place> places() {
        List<Place> places = new ArrayList<>(first);
        places.addAll(last);
        return places;
    }
}
