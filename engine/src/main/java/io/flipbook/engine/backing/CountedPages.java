package io.flipbook.engine.backing;

import io.flipbook.engine.bitmap.PageBitmap;

/** Pages of a region, and how many they are. Ranges are [from, to). */
final class CountedPages implements AutoCloseable {
    private final PageBitmap bits;
    private long count;

    CountedPages(long pageCount) {
        bits = new PageBitmap(pageCount);
    }

    /** How many there are. */
    long count() {
        return count;
    }

    /** The first page in [from, limit) that is among them, or is not; or {@code limit}. */
    long next(boolean among, long from, long limit) {
        long page = from < limit ? bits.next(among, from) : limit;
        return page == PageBitmap.NONE ? limit : Math.min(page, limit);
    }

    /** How many of a range are among them. */
    long countIn(long from, long to) {
        long pages = 0;
        long page = next(true, from, to);
        while (page < to) {
            long end = next(false, page, to);
            pages += end - page;
            page = next(true, end, to);
        }
        return pages;
    }

    /** Takes all of a range in, or out. */
    void set(long from, long to, boolean among) {
        long before = countIn(from, to);
        bits.set(from, to, among);
        count += (among ? to - from : 0) - before;
    }

    @Override
    public void close() {
        bits.close();
    }
}
