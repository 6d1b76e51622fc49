package io.flipbook.tests.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Pages of a region, at least one.
 *
 * @param region that they are in
 * @param first the first page
 * @param end the page after the last
 */
record NaiveRange(NaiveRegion region, int first, int end) {
    int pages() {
        return end - first;
    }

    String hexOffset() {
        return region.hexOffset(first);
    }

    String hexSize() {
        return region.hexOffset(pages());
    }

    /** The longest runs of pages that pass the test, ascending. */
    List<NaiveRange> runsOf(IntPredicate test) {
        List<NaiveRange> runs = new ArrayList<>();
        int page = first;
        while (page < end) {
            int start = page;
            while (page < end && test.test(page)) {
                page++;
            }
            if (page > start) {
                runs.add(new NaiveRange(region, start, page));
            } else {
                page++;
            }
        }
        return runs;
    }

    boolean anyPage(IntPredicate test) {
        return !runsOf(test).isEmpty();
    }
}
