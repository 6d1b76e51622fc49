package io.flipbook.engine.live;

import io.flipbook.engine.bitmap.LivePages;
import io.flipbook.engine.bitmap.PageBitmap;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A region of a guest for readers: its bits, and a version that is odd while they are being changed.
 *
 * <p><b>Why a reader is never wrong.</b> The writer makes the version odd, and a store-store fence keeps every change
 * of a word behind that; the even version is stored with release, so no change comes after it. A reader loads the
 * version with acquire, then words, then, behind a load-load fence, the version again. Had it loaded a word of a
 * later change, the odd version of that change would be visible to the second load: the two would differ. Had it
 * missed a word of an earlier one, the first load would not have given the version behind that. So two equal even
 * versions mean that all words are of one moment. (Boehm, "Can seqlocks get along with programming language memory
 * models?", 2012.)
 *
 * <p>One thread writes, any may read.
 */
public final class LiveRegion {
    private static final VarHandle VERSION;
    private static final VarHandle SHARED_PAGES;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            VERSION = lookup.findVarHandle(LiveRegion.class, "version", long.class);
            SHARED_PAGES = lookup.findVarHandle(LiveRegion.class, "sharedPages", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final String name;
    private final int pageShift;
    private final long pageCount;
    private volatile LiveSource[] sources = {};
    private volatile LiveSource[] sharedAlone = {};
    private long version = 1;
    private long sharedPages;

    /** A region that nobody can read until the first {@link #endChange}. */
    public LiveRegion(String name, int pageShift, long pageCount) {
        this.name = name;
        this.pageShift = pageShift;
        this.pageCount = pageCount;
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** Says of which sources it is, the first one being what is shared. Inside a change. */
    public void setSources(LiveSource... newSources) {
        sources = newSources;
        sharedAlone = new LiveSource[] {newSources[0]};
    }

    /** What follows, up to {@link #endChange}, readers see all of or nothing. Again: does nothing. */
    public void beginChange() {
        if ((version & 1) == 0) {
            VERSION.setOpaque(this, version + 1);
            VarHandle.storeStoreFence();
        }
    }

    /** Readers see what was changed. Again: does nothing. */
    public void endChange() {
        if ((version & 1) != 0) {
            VERSION.setRelease(this, version + 1);
        }
    }

    /** So many pages more are shared, or less. */
    public void addSharedPages(long count) {
        SHARED_PAGES.setOpaque(this, sharedPages + count);
    }

    /** How many pages are shared; any thread may ask, and one that does not write may be told a little late. */
    public long sharedPages() {
        return (long) SHARED_PAGES.getOpaque(this);
    }

    int pageShift() {
        return pageShift;
    }

    long pageCount() {
        return pageCount;
    }

    /** The version that a reader begins with; odd where it cannot. */
    long versionBefore() {
        return (long) VERSION.getAcquire(this);
    }

    /** Whether what was read since that version is of one moment. */
    boolean isStill(long before) {
        VarHandle.loadLoadFence();
        return (long) VERSION.getOpaque(this) == before;
    }

    LiveSource shared() {
        return sharedAlone[0];
    }

    /** The sources all of which have to say yes: of populated pages all there are, else what is shared alone. */
    LiveSource[] sources(boolean populated) {
        return populated ? sources : sharedAlone;
    }

    /** The first page in [from, limit) to which all say yes, {@code limit}, or {@link LivePages#TORN}. */
    long nextInAll(LiveSource[] all, long from, long limit, long before) {
        long page = from;
        while (page < limit) {
            long start = page;
            for (LiveSource each : all) {
                page = each.next(true, page);
                if (page < 0) {
                    return page == PageBitmap.NONE ? limit : page;
                }
            }
            if (page == start) {
                return page;
            }
            if (all.length > 1 && !isStill(before)) {
                return LivePages.TORN;
            }
        }
        return limit;
    }

    /** Where the run of such pages that holds {@code from} ends, at most {@code limit}, or {@link LivePages#TORN}. */
    long endInAll(LiveSource[] all, long from, long limit) {
        long end = limit;
        for (LiveSource each : all) {
            long page = each.next(false, from);
            if (page == LivePages.TORN) {
                return page;
            }
            end = page == PageBitmap.NONE ? end : Math.min(end, page);
        }
        return end;
    }
}
