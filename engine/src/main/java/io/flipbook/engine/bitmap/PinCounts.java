package io.flipbook.engine.bitmap;

import io.flipbook.journal.SnapshotInput;
import io.flipbook.journal.SnapshotOutput;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many references there are on each page of an in-place region, kept by runs of equal counts. A page that is
 * referenced cannot become private: KVM answers EAGAIN with the offset of the first one.
 *
 * <p>Ranges are of pages, [from, to). One thread at a time.
 */
public final class PinCounts {
    /** What is answered where no page is pinned. */
    public static final long NONE = -1;

    /** The count from this page on, up to the next key. Two neighbours never have the same count. */
    private final TreeMap<Long, Long> countFrom = new TreeMap<>();

    /** No page is pinned. */
    public PinCounts() {
        clear();
    }

    /** Drops all pins. */
    public void clear() {
        countFrom.clear();
        countFrom.put(0L, 0L);
    }

    /** Whether no page is pinned. */
    public boolean isEmpty() {
        return countFrom.size() == 1;
    }

    /** The first pinned page in [from, to), or -1. */
    public long firstPinned(long from, long to) {
        Map.Entry<Long, Long> run = countFrom.floorEntry(from);
        while (run != null && run.getKey() < to) {
            if (run.getValue() > 0) {
                return Math.max(from, run.getKey());
            }
            run = countFrom.higherEntry(run.getKey());
        }
        return NONE;
    }

    /** Whether each page in [from, to) is pinned. */
    public boolean allPinned(long from, long to) {
        if (countFrom.floorEntry(from).getValue() == 0) {
            return false;
        }
        return !countFrom.subMap(from, to).containsValue(0L);
    }

    /** Takes in how many references there are on each page in [from, to). */
    @FunctionalInterface
    public interface Visitor {
        /** Each page in [from, to) has so many. */
        void onRun(long from, long to, long count);
    }

    /** Shows the runs that are pinned, ascending. */
    public void visit(Visitor visitor) {
        countFrom.forEach((page, count) -> {
            if (count > 0) {
                visitor.onRun(page, countFrom.higherKey(page), count);
            }
        });
    }

    /** Adds to the count of each page in [from, to), none of which may come to be less than 0. */
    public void add(long from, long to, int delta) {
        split(from);
        split(to);
        countFrom.subMap(from, to).replaceAll((page, count) -> count + delta);
        join(from);
        join(to);
    }

    /** Writes all counts. */
    public void write(SnapshotOutput out) {
        out.putInt(countFrom.size());
        countFrom.forEach((page, count) -> out.putLong(page).putLong(count));
    }

    /** Reads the same; throws IllegalArgumentException where they cannot be those of that many pages. */
    public void read(SnapshotInput in, long pageCount) {
        int runs = in.readInt();
        countFrom.clear();
        long lastPage = -1;
        long lastCount = -1;
        for (int i = 0; i < runs; i++) {
            long page = in.readLong();
            long count = in.readLong();
            boolean good = i == 0 ? page == 0 : page > lastPage && page <= pageCount && count != lastCount;
            if (!good || count < 0) {
                throw new IllegalArgumentException(count + " pins from page " + page + " on");
            }
            countFrom.put(page, count);
            lastPage = page;
            lastCount = count;
        }
        if (lastCount != 0) {
            throw new IllegalArgumentException("pins have no end");
        }
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
