package io.flipbook.replay.charts;

import java.util.ArrayList;
import java.util.List;

/**
 * Something that goes up and down: its smallest, largest and last value, which are exact, and a series of at most
 * {@value #MAX_POINTS} values. When the series is full every second one is left out, and from then on every second one
 * of those that come.
 */
final class Gauge {
    static final int MAX_POINTS = 64;

    /** A value, which it had after a record. */
    record Point(long sequence, long timeNs, long value) {}

    private final List<Point> points = new ArrayList<>();
    private Point last;
    private long min = Long.MAX_VALUE;
    private long max = Long.MIN_VALUE;
    private long stride = 1;
    private long offered;

    /** Takes in the value after a record. */
    void set(long sequence, long timeNs, long value) {
        min = Math.min(min, value);
        max = Math.max(max, value);
        boolean isKept = offered++ % stride == 0;
        last = new Point(sequence, timeNs, value);
        if (!isKept) {
            return;
        }
        if (points.size() == MAX_POINTS) {
            List<Point> half = new ArrayList<>();
            for (int i = 0; i < points.size(); i += 2) {
                half.add(points.get(i));
            }
            points.clear();
            points.addAll(half);
            stride *= 2;
        }
        points.add(last);
    }

    boolean isEmpty() {
        return last == null;
    }

    long min() {
        return min;
    }

    long max() {
        return max;
    }

    long last() {
        return last.value();
    }

    /** The series, with the last value at its end. */
    List<Point> points() {
        List<Point> all = new ArrayList<>(points);
        if (!isEmpty() && all.get(all.size() - 1) != last) {
            all.add(last);
        }
        return all;
    }
}
