package io.flipbook.engine.live;

import io.flipbook.engine.bitmap.LivePages;

/**
 * A source of a region for readers: its bits stand for units of so many pages.
 *
 * @param units the bits, one a unit
 * @param pagesPerUnit how many pages a unit has
 */
public record LiveSource(LivePages units, long pagesPerUnit) {
    /** The first page at or after one of which that is so, or less than 0. */
    long next(boolean set, long page) {
        long unit = page / pagesPerUnit;
        long found = units.next(set, unit);
        if (found < 0) {
            return found;
        }
        return found == unit ? page : found * pagesPerUnit;
    }

    /** The last page at or before one of which that is so, or less than 0. */
    long previous(boolean set, long page) {
        long unit = page / pagesPerUnit;
        long found = units.previous(set, unit);
        if (found < 0) {
            return found;
        }
        return found == unit ? page : (found + 1) * pagesPerUnit - 1;
    }
}
