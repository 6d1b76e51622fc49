package io.flipbook.engine;

import io.flipbook.engine.PairingCheck.Fault;
import io.flipbook.engine.bitmap.PageBitmap;
import io.flipbook.engine.device.Iommu;
import io.flipbook.engine.device.MappingListener;

/** What one listener was told, page by page, and what of it its IOMMU does not agree with; see {@link PairingCheck}. */
final class WatchedMapping implements AutoCloseable {
    private final String name;
    private final PairingCheck.Findings findings;
    private final Iommu iommu;
    private final int pageShift;
    private final PageBitmap told;
    /** Discarded and still mapped: the discard was missed, or it will be late. */
    private final PageBitmap suspects;
    /** Still mapped by a fault that has its name. */
    private final PageBitmap known;

    private boolean hasSuspects;
    private boolean hasKnown;
    private int callsSinceSuspicion;
    private long overlapsSeen;

    WatchedMapping(String name, MappingListener mapping, PairingCheck.Findings findings) {
        this.name = name;
        this.findings = findings;
        iommu = mapping.iommu();
        pageShift = Long.numberOfTrailingZeros(mapping.pageBytes());
        told = new PageBitmap(iommu.pageCount());
        suspects = new PageBitmap(iommu.pageCount());
        known = new PageBitmap(iommu.pageCount());
        overlapsSeen = iommu.refusedOverlaps();
        long page = iommu.nextMapped(0, iommu.pageCount());
        while (page < iommu.pageCount()) {
            long end = iommu.nextFree(page, iommu.pageCount());
            told.set(page, end, true);
            page = iommu.nextMapped(end, iommu.pageCount());
        }
    }

    /** It was told a populate, and agreed or not. */
    void populated(boolean agreed, long offset, long sizeBytes) {
        long from = offset >>> pageShift;
        long to = from + (sizeBytes >>> pageShift);
        boolean overlapped = iommu.refusedOverlaps() > overlapsSeen;
        if (hasSuspects) {
            name(overlapped ? Fault.DISCARD_MISSED : Fault.DISCARD_LATE, from, to);
        }
        boolean isToldAgain = next(told, true, from, to) < to; // as with the policy retry
        if (overlapped && !isToldAgain && !(hasKnown && next(known, true, from, to) < to)) {
            report(Fault.MAP_TWICE, from, to);
        } else if (agreed) {
            long missing = iommu.nextFree(from, to);
            if (missing < to) {
                report(Fault.MAP_IN_PART, missing, iommu.nextMapped(missing, to));
            }
        }
        if (agreed) {
            told.set(from, to, true);
        }
        losePatience();
    }

    /** It was told a discard. */
    void discarded(long offset, long sizeBytes) {
        long from = offset >>> pageShift;
        long to = from + (sizeBytes >>> pageShift);
        if (hasSuspects) {
            name(Fault.DISCARD_MISSED, from, to);
        }
        long mapped = iommu.nextMapped(from, to);
        if (mapped < to) {
            outlived(from, to, mapped);
        }
        told.set(from, to, false);
        losePatience();
    }

    /** It was told something more since a mapping outlived its discard. */
    private void losePatience() {
        if (hasSuspects && ++callsSinceSuspicion > PairingCheck.PATIENCE) {
            look();
            giveUp();
        }
    }

    /** Looks whether a mapping is gone that outlived its discard. */
    void look() {
        overlapsSeen = iommu.refusedOverlaps();
        if (hasKnown) {
            forgetUnmapped();
        }
        if (!hasSuspects) {
            return;
        }
        long end = iommu.pageCount();
        long page = next(suspects, true, 0, end);
        while (page < end) {
            long runEnd = next(suspects, false, page, end);
            if (iommu.nextFree(page, runEnd) < runEnd) {
                name(Fault.DISCARD_LATE, page, runEnd);
            }
            page = next(suspects, true, runEnd, end);
        }
    }

    /** What is suspect now was missed. */
    void giveUp() {
        name(Fault.DISCARD_MISSED, 0, iommu.pageCount());
    }

    @Override
    public void close() {
        told.close();
        suspects.close();
        known.close();
    }

    /** A page of a discarded range is mapped still: all that was mapped there, or part. */
    private void outlived(long from, long to, long firstMapped) {
        boolean isWhole = true;
        for (long page = next(told, true, from, to); page < to && isWhole; ) {
            long end = next(told, false, page, to);
            isWhole = iommu.nextFree(page, end) == end;
            page = next(told, true, end, to);
        }
        boolean isNew = false;
        for (long page = firstMapped; page < to; ) {
            long end = iommu.nextFree(page, to);
            if (next(told, true, page, end) < end) {
                isNew = true;
                (isWhole ? suspects : known).set(page, end, true);
            }
            page = iommu.nextMapped(end, to);
        }
        if (isNew && isWhole) {
            hasSuspects = true;
            callsSinceSuspicion = 0;
        } else if (isNew) {
            hasKnown = true;
            report(Fault.DISCARD_TOO_SHORT, firstMapped, iommu.nextFree(firstMapped, to));
        }
    }

    /** Gives what is suspect in a range its name; once for each run of it. */
    private void name(Fault fault, long from, long to) {
        long page = next(suspects, true, from, to);
        while (page < to) {
            long end = next(suspects, false, page, to);
            report(fault, page, end);
            suspects.set(page, end, false);
            if (fault == Fault.DISCARD_MISSED) {
                known.set(page, end, true);
                hasKnown = true;
            }
            page = next(suspects, true, end, to);
        }
        hasSuspects = next(suspects, true, 0, iommu.pageCount()) < iommu.pageCount();
    }

    private void forgetUnmapped() {
        long limit = iommu.pageCount();
        for (long page = next(known, true, 0, limit); page < limit; ) {
            long end = next(known, false, page, limit);
            for (long free = iommu.nextFree(page, end); free < end; ) {
                long freeEnd = iommu.nextMapped(free, end);
                known.set(free, freeEnd, false);
                free = iommu.nextFree(freeEnd, end);
            }
            page = next(known, true, end, limit);
        }
        hasKnown = next(known, true, 0, limit) < limit;
    }

    private void report(Fault fault, long from, long to) {
        findings.onFault(name, fault, from << pageShift, (to - from) << pageShift);
    }

    private static long next(PageBitmap bits, boolean set, long from, long limit) {
        if (from >= limit) {
            return limit;
        }
        long page = bits.next(set, from);
        return page == PageBitmap.NONE ? limit : Math.min(page, limit);
    }
}
