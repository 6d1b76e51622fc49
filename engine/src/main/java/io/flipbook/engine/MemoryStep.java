package io.flipbook.engine;

import io.flipbook.engine.backing.MemoryBacking;
import io.flipbook.engine.device.Errno;
import java.util.List;

/**
 * The step of a request between its discards and its populates: the memory behind the regions is converted. The memory
 * may refuse: KVM answers EAGAIN and the offset for a page of a guest_memfd that somebody still references, whom the
 * engine need not know. Where a region has no backend there is nothing to do.
 */
final class MemoryStep {
    private long calls;

    /** A request begins. */
    void begin() {
        calls = 0;
    }

    /** Converts the pages of a stretch that differ; false if a backend refused, which is then in {@code outcome}. */
    boolean convert(Stretch stretch, Outcome outcome) {
        Change change = stretch.change();
        for (int part = stretch.firstPart(); part <= stretch.lastPart(); part++) {
            MemoryBacking backing = backing(change, part);
            if (backing == null) {
                continue;
            }
            Region region = change.region(part);
            long limit = stretch.to(part);
            long page = change.nextDiffering(part, stretch.from(part), limit);
            while (page < limit) {
                long end = change.differingEnd(part, page, limit);
                Errno errno = backing.convert(change.populates(), region.toBytes(page), region.toBytes(end - page));
                calls++;
                if (errno == null || !errno.name().isEmpty()) {
                    long refused = region.toPage(backing.refusedAt());
                    long at = region.toBytes(refused >= page && refused < end ? refused : page);
                    outcome.memoryRefused(region, calls, errno == null ? Errno.EFAULT : errno, at);
                    undo(stretch, part, page);
                    return false;
                }
                page = change.nextDiffering(part, end, limit);
            }
        }
        return true;
    }

    /** Takes back what {@link #convert} did to a stretch. */
    void undo(Stretch stretch) {
        undo(stretch, stretch.lastPart(), stretch.to(stretch.lastPart()));
    }

    /**
     * The first pages that differ, as many as there are to change, stay converted: what they were made of on the side
     * that they leave is given back, and whoever still maps that is told so.
     */
    void finish(Change change, long pages, List<LiveListener> holders) {
        if (!concernsAnybody(change, holders)) {
            return;
        }
        long left = pages;
        for (int part = 0; part < change.partCount() && left > 0; part++) {
            Region region = change.region(part);
            long limit = change.toPage(part);
            long page = change.nextDiffering(part, change.fromPage(part), limit);
            while (page < limit && left > 0) {
                long end = Math.min(change.differingEnd(part, page, limit), page + left);
                if (backing(change, part) != null) {
                    backing(change, part).finish(change.populates(), region.toBytes(page), region.toBytes(end - page));
                }
                if (region.spec().memory() == RegionSpec.Memory.TWO_SIDED) {
                    outlive(change, region, page, end, holders);
                }
                left -= end - page;
                page = change.nextDiffering(part, end, limit);
            }
        }
    }

    /** The memory of the side that pages leave is gone: for those who hold that side, not for those who just mapped. */
    private static void outlive(Change change, Region region, long from, long to, List<LiveListener> holders) {
        for (int i = 0; i < holders.size(); i++) {
            if (!change.populates(holders.get(i).side())) {
                holders.get(i).outlive(region, from, to);
            }
        }
    }

    private static boolean concernsAnybody(Change change, List<LiveListener> holders) {
        for (int part = 0; part < change.partCount(); part++) {
            if (backing(change, part) != null) {
                return true;
            }
        }
        for (int i = 0; i < holders.size(); i++) {
            if (holders.get(i).maps()) {
                return true;
            }
        }
        return false;
    }

    private static void undo(Stretch stretch, int lastPart, long endOfLastPart) {
        Change change = stretch.change();
        for (int part = lastPart; part >= stretch.firstPart(); part--) {
            MemoryBacking backing = backing(change, part);
            if (backing == null) {
                continue;
            }
            Region region = change.region(part);
            long floor = stretch.from(part);
            long end = part == lastPart ? endOfLastPart : stretch.to(part);
            long page = change.previousDiffering(part, end - 1, floor);
            while (page >= 0) {
                long start = change.differingStart(part, page, floor);
                backing.undo(change.populates(), region.toBytes(start), region.toBytes(page + 1 - start));
                page = change.previousDiffering(part, start - 1, floor);
            }
        }
    }

    private static MemoryBacking backing(Change change, int part) {
        return change.isAboutSharing() ? change.region(part).backing() : null;
    }
}
