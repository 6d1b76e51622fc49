package io.flipbook.engine;

import java.util.Map;
import java.util.TreeMap;

/**
 * How many references there are on each page of an in-place region, kept by runs of equal counts. A page that is
 * referenced cannot become private: KVM answers EAGAIN with the offset of the first one.
 */
final class PinCounts {
    private static final long NONE = -1;

    /** The count from this page on, up to the next key. Two neighbours never have the same count. */
    private final TreeMap<Long, Long> countFrom = new TreeMap<>();

    PinCounts() {
        clear();
    }

    void clear() {
        countFrom.clear();
        countFrom.put(0L, 0L);
    }

    boolean isEmpty() {
        return countFrom.size() == 1;
    }

    /** The first pinned page in [from, to), or -1. */
    long firstPinned(long from, long to) {
        Map.Entry<Long, Long> run = countFrom.floorEntry(from);
        while (run != null && run.getKey() < to) {
            if (run.getValue() > 0) {
                return Math.max(from, run.getKey());
            }
            run = countFrom.higherEntry(run.getKey());
        }
        return NONE;
    }

    boolean allPinned(long from, long to) {
        if (countFrom.floorEntry(from).getValue() == 0) {
            return false;
        }
        return !countFrom.subMap(from, to).containsValue(0L);
    }

    void add(long from, long to, int delta) {
        split(from);
        split(to);
        countFrom.subMap(from, to).replaceAll((page, count) -> count + delta);
        join(from);
        join(to);
    }

    private void split(long page) {
        countFrom.putIfAbsent(page, countFrom.floorEntry(page).getValue());
    }

    private void join(long page) {
        Map.Entry<Long, Long> before = countFrom.lowerEntry(page);
        if (before != null && before.getValue().equals(countFrom.get(page))) {
            countFrom.remove(page);
        }
    }
}
