package io.flipbook.engine;

import io.flipbook.journal.SnapshotInput;
import io.flipbook.journal.SnapshotOutput;

/**
 * One block of guest RAM: its pages and the sources that say which of them are there for devices.
 *
 * <p>A page is <i>populated</i> when all sources say yes. A change of one source <i>flips</i> a page when all other
 * sources say yes to it. Positions are pages, ranges are [from, to). Written by the engine's thread only.
 */
final class Region implements AutoCloseable {
    private final int id;
    private final RegionSpec spec;
    private final int pageShift;
    private final long pageCount;
    private final Source shared;
    private final Source[] sources;
    private final PinCounts pins;

    Region(int id, RegionSpec spec) {
        this.id = id;
        this.spec = spec;
        pageShift = Long.numberOfTrailingZeros(spec.pageBytes());
        pageCount = spec.sizeBytes() >>> pageShift;
        shared = new Source(spec.name(), "shared", pageCount, 1);
        sources = spec.pluggable()
                ? new Source[] {
                    shared, new Source(spec.name(), "plugged", pageCount, spec.plugBlockBytes() >>> pageShift)
                }
                : new Source[] {shared};
        pins = new PinCounts();
        if (spec.initiallyShared()) {
            shared.set(0, pageCount, true);
        }
    }

    int id() {
        return id;
    }

    RegionSpec spec() {
        return spec;
    }

    String name() {
        return spec.name();
    }

    long pageCount() {
        return pageCount;
    }

    long toPage(long offset) {
        return offset >>> pageShift;
    }

    long toBytes(long pages) {
        return pages << pageShift;
    }

    PinCounts pins() {
        return pins;
    }

    Source shared() {
        return shared;
    }

    /** The source that says what is plugged, or null where everything counts as plugged. */
    Source plugged() {
        return sources.length > 1 ? sources[1] : null;
    }

    /** What the state of a region that was just made adds to the digest. */
    long initialDigest() {
        return spec.initiallyShared() ? shared.digestOf(0, pageCount) : 0;
    }

    /** The smallest granularity of the sources, in bytes: what QEMU's get_min_granularity answers. */
    long granularityBytes() {
        long pages = Long.MAX_VALUE;
        for (Source source : sources) {
            pages = Math.min(pages, source.pagesPerUnit());
        }
        return toBytes(pages);
    }

    /** The first page in [from, limit) that is populated, or {@code limit}. */
    long nextPopulated(long from, long limit) {
        return nextWhereOthersAgree(null, true, from, limit);
    }

    /** The first page in [from, limit) that is not populated, or {@code limit}. */
    long nextUnpopulated(long from, long limit) {
        return firstDisagreement(null, true, from, limit);
    }

    /** The last page in [floor, from] that is populated, or -1. */
    long previousPopulated(long from, long floor) {
        return previousFlip(null, true, from, floor);
    }

    /** Where the run of populated pages that holds {@code from} begins, at least {@code floor}. */
    long populatedStart(long from, long floor) {
        return flipStart(null, true, from, floor);
    }

    /** The first page in [from, limit) that setting {@code source} to {@code value} would flip, or {@code limit}. */
    long nextFlip(Source source, boolean value, long from, long limit) {
        return nextWhereOthersAgree(source, !value, from, limit);
    }

    /** Where the run of flipping pages that holds {@code from} ends, at most {@code limit}. */
    long flipEnd(Source source, boolean value, long from, long limit) {
        return firstDisagreement(source, !value, from, limit);
    }

    /** The last page in [floor, from] that setting {@code source} to {@code value} would flip, or -1. */
    long previousFlip(Source source, boolean value, long from, long floor) {
        long page = from;
        long before;
        do {
            before = page;
            for (Source each : sources) {
                page = each.previous(each != source || !value, page);
                if (page < floor) {
                    return -1;
                }
            }
        } while (page != before);
        return page;
    }

    /** Where the run of flipping pages that holds {@code from} begins, at least {@code floor}. */
    long flipStart(Source source, boolean value, long from, long floor) {
        long start = floor;
        for (Source each : sources) {
            start = Math.max(start, each.previous(each == source && value, from) + 1);
        }
        return start;
    }

    /** What the pages of all sources add to the digest. */
    long digest() {
        long sum = 0;
        for (Source source : sources) {
            sum += source.digest();
        }
        return sum;
    }

    /** Writes what can change: the pages of each source, and the pins. */
    void write(SnapshotOutput out) {
        for (Source source : sources) {
            source.write(out);
        }
        pins.write(out);
    }

    /** Reads the same; throws IllegalArgumentException where that cannot be. */
    void read(SnapshotInput in) {
        for (Source source : sources) {
            source.read(in);
        }
        pins.read(in, spec.memory() == RegionSpec.Memory.IN_PLACE ? pageCount : 0);
    }

    @Override
    public void close() {
        for (Source source : sources) {
            source.close();
        }
    }

    private long nextWhereOthersAgree(Source source, boolean wanted, long from, long limit) {
        long page = from;
        long before;
        do {
            before = page;
            for (Source each : sources) {
                if (page >= limit) {
                    return limit;
                }
                page = each.next(each != source || wanted, page);
            }
        } while (page != before);
        return Math.min(page, limit);
    }

    private long firstDisagreement(Source source, boolean wanted, long from, long limit) {
        long end = limit;
        for (Source each : sources) {
            end = Math.min(end, each.next(each == source && !wanted, from));
        }
        return end;
    }
}
