package io.flipbook.replay.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The requests that touched one row of a picture: all of them while they are few, then the ones that say most in each
 * stretch of time, which grows with their number.
 */
final class RowTouches {
    private static final int IN_EACH_STRETCH = 3;

    private static final Comparator<Touch> MOST_TELLING = Comparator.<Touch>comparingInt(
                    touch -> touch.noted().weight())
            .thenComparingLong(touch -> touch.noted().pages())
            .thenComparingLong(touch -> touch.noted().outcomeSequence())
            .reversed();

    /** A request, and how many pages of the row were shared and plugged before it and behind it. */
    record Touch(NotedRequest noted, long sharedBefore, long sharedAfter, long pluggedBefore, long pluggedAfter) {}

    private final int limit;
    private final List<Touch> touches = new ArrayList<>();
    private int stretchFrames = 1;
    private long total;

    /** Keeps at most so many. */
    RowTouches(int limit) {
        this.limit = limit;
    }

    /** Adds one more, which is not before the last one. */
    void add(Touch touch) {
        total++;
        touches.add(touch);
        if (touches.size() > limit) {
            thin();
        }
    }

    /** Whether the last one is of that request. */
    boolean endsWith(NotedRequest noted) {
        return !touches.isEmpty() && touches.get(touches.size() - 1).noted() == noted;
    }

    /** Those that are kept, in order. */
    List<Touch> kept() {
        return touches;
    }

    /** How many there were. */
    long total() {
        return total;
    }

    private void thin() {
        keepMostTelling();
        while (touches.size() > Math.max(IN_EACH_STRETCH, limit / 2)) {
            stretchFrames *= 2;
            keepMostTelling();
        }
    }

    private void keepMostTelling() {
        List<Touch> all = new ArrayList<>(touches);
        touches.clear();
        int from = 0;
        while (from < all.size()) {
            int stretch = all.get(from).noted().frame() / stretchFrames;
            int to = from + 1;
            while (to < all.size() && all.get(to).noted().frame() / stretchFrames == stretch) {
                to++;
            }
            List<Touch> most = new ArrayList<>(all.subList(from, to));
            if (most.size() > IN_EACH_STRETCH) {
                most.sort(MOST_TELLING);
                most.subList(IN_EACH_STRETCH, most.size()).clear();
                most.sort(Comparator.comparingLong(touch -> touch.noted().outcomeSequence()));
            }
            touches.addAll(most);
            from = to;
        }
    }
}
