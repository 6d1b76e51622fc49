package io.flipbook.engine;

import io.flipbook.engine.bitmap.PageBitmap;
import io.flipbook.engine.bitmap.PageDigest;
import io.flipbook.engine.bitmap.PageSums;
import io.flipbook.engine.live.LiveSource;
import io.flipbook.journal.SnapshotInput;
import io.flipbook.journal.SnapshotOutput;

/**
 * One of the reasons for which a page is there for devices: that it is shared, or that it is plugged.
 *
 * <p>Sources have granularities of their own, as QEMU's several sources of one RamDiscardManager have: a bit stands for
 * a unit of {@link #pagesPerUnit()} pages. All positions here are pages of the region; only whole units change.
 */
final class Source implements AutoCloseable {
    private final String name;
    private final long pageCount;
    private final long pagesPerUnit;
    private final PageDigest digest;
    private final PageBitmap units;

    Source(String region, String name, long pageCount, long pagesPerUnit) {
        this.name = name;
        this.pageCount = pageCount;
        this.pagesPerUnit = pagesPerUnit;
        digest = new PageDigest(region, name);
        units = new PageBitmap(pageCount / pagesPerUnit);
    }

    LiveSource live() {
        return new LiveSource(units.live(), pagesPerUnit);
    }

    String name() {
        return name;
    }

    long pagesPerUnit() {
        return pagesPerUnit;
    }

    void set(long fromPage, long toPage, boolean value) {
        units.set(toUnit(fromPage), toUnit(toPage), value);
    }

    /** See {@link PageBitmap#flip}. */
    boolean flip(long fromPage, long toPage, boolean value) {
        return units.flip(toUnit(fromPage), toUnit(toPage), value);
    }

    /** Whether all pages in [fromPage, toPage), whole units, are set (or clear). */
    boolean isAll(boolean set, long fromPage, long toPage) {
        return units.isAll(set, toUnit(fromPage), toUnit(toPage));
    }

    /** The first page at or after {@code page} that is set (or clear), or the page count. */
    long next(boolean set, long page) {
        long unit = toUnit(page);
        long found = units.next(set, unit);
        if (found == unit) {
            return page;
        }
        return found == PageBitmap.NONE ? pageCount : Math.min(pageCount, toPage(found));
    }

    /** The last page at or before {@code page} that is set (or clear), or -1. */
    long previous(boolean set, long page) {
        long unit = page < 0 ? -1 : toUnit(page);
        long found = units.previous(set, unit);
        return found == unit ? page : toPage(found + 1) - 1;
    }

    /** What the pages in [fromPage, toPage) add to the state digest when they are set. */
    long digestOf(long fromPage, long toPage) {
        return digest.of(fromPage, toPage);
    }

    /** What all pages that are set add to the state digest. */
    long digest() {
        return units.sums(digest, pagesPerUnit).digest();
    }

    /** See {@link PageBitmap#write}. */
    void write(SnapshotOutput out) {
        units.write(out);
    }

    /** As {@link PageBitmap#read}; returns what was read, added up. */
    PageSums read(SnapshotInput in) {
        units.read(in);
        return units.sums(digest, pagesPerUnit);
    }

    @Override
    public void close() {
        units.close();
    }

    private long toUnit(long page) {
        return pagesPerUnit == 1 ? page : page / pagesPerUnit;
    }

    private long toPage(long unit) {
        return pagesPerUnit == 1 ? unit : unit * pagesPerUnit;
    }
}
