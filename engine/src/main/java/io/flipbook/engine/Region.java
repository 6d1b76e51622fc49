package io.flipbook.engine;

import io.flipbook.engine.backing.MemoryBacking;
import io.flipbook.engine.bitmap.PageSums;
import io.flipbook.engine.bitmap.PinCounts;
import io.flipbook.engine.live.LiveGuest;
import io.flipbook.engine.live.LiveRegion;
import io.flipbook.engine.live.LiveSource;
import io.flipbook.engine.memtype.TypeAttributes;
import io.flipbook.journal.SnapshotInput;
import io.flipbook.journal.SnapshotOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One block of guest RAM: its pages and the sources that say which of them are there for devices.
 *
 * <p>A page is <i>populated</i> when all sources say yes. A change of one source <i>flips</i> a page when all other
 * sources say yes to it; for the holders of private pages a page is there when it is not shared and all others say yes.
 * Positions are pages, ranges are [from, to). Written by the engine's thread only.
 */
final class Region implements AutoCloseable {
    private final int id;
    private final RegionSpec spec;
    private final int pageShift;
    private final long pageCount;
    private final Source shared;
    private final PinCounts pins;
    private final TypeRuns types;
    private final LiveRegion live;
    private final Listeners.OfRegion listeners = new Listeners.OfRegion();
    private Source[] sources;
    private MemoryBacking backing;

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
        types = new TypeRuns(pageCount);
        if (spec.initiallyShared()) {
            shared.set(0, pageCount, true);
        }
        live = new LiveRegion(spec.name(), pageShift, pageCount);
        live.addSharedPages(spec.initiallyShared() ? pageCount : 0);
        showSources();
    }

    /** What readers on other threads know of it. */
    LiveRegion live() {
        return live;
    }

    private void showSources() {
        live.setSources(Arrays.stream(sources).map(Source::live).toArray(LiveSource[]::new));
    }

    int id() {
        return id;
    }

    /** How many sources it has. */
    int sourceCount() {
        return sources.length;
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

    TypeRuns types() {
        return types;
    }

    TypeAttributes memoryTypeAt(long offset) {
        if (Long.compareUnsigned(offset, spec.sizeBytes()) >= 0) {
            throw new IllegalArgumentException("region " + name() + " ends before 0x" + Long.toHexString(offset));
        }
        return types.at(toPage(offset));
    }

    void visitPins(GuestView.PinVisitor visitor) {
        pins.visit((from, to, count) -> visitor.onRun(toBytes(from), toBytes(to - from), count));
    }

    /** Who is told of its changes, which {@link Listeners} knows. */
    Listeners.OfRegion listeners() {
        return listeners;
    }

    /** The memory behind it, or null where the engine converts none. */
    MemoryBacking backing() {
        return backing;
    }

    /** Puts memory behind it, which is closed with it; null is none. */
    void backWith(MemoryBacking memory) {
        if (backing != null) {
            backing.close();
        }
        backing = memory;
    }

    Source shared() {
        return shared;
    }

    /** The source that says what is plugged, or null where everything counts as plugged. */
    Source plugged() {
        return spec.pluggable() ? sources[1] : null;
    }

    /** A source by its name, its own two included; null if there is none. */
    Source source(String name) {
        for (Source source : sources) {
            if (source.name().equals(name)) {
                return source;
            }
        }
        return null;
    }

    /** A source that was added, by its name; null if there is none. */
    Source addedSource(String name) {
        Source source = source(name);
        return source == shared || source == plugged() ? null : source;
    }

    /** The sources that were added to its own, in order. */
    List<SourceSpec> addedSources() {
        List<SourceSpec> added = new ArrayList<>();
        for (int i = spec.pluggable() ? 2 : 1; i < sources.length; i++) {
            added.add(new SourceSpec(sources[i].name(), name(), toBytes(sources[i].pagesPerUnit())));
        }
        return added;
    }

    /**
     * Adds a source that says yes to every page, so it changes nothing; returns what it adds to the digest. Inside a
     * change that readers wait for, as {@link #removeSource}.
     */
    long addSource(SourceSpec added) {
        live.beginChange();
        long pagesPerUnit = added.blockBytes() == 0 ? 1 : toPage(added.blockBytes());
        Source source = new Source(name(), added.name(), pageCount, pagesPerUnit);
        source.set(0, pageCount, true);
        sources = Arrays.copyOf(sources, sources.length + 1);
        sources[sources.length - 1] = source;
        showSources();
        return source.digestOf(0, pageCount);
    }

    /** Takes away a source that says yes to every page; returns what that does to the digest. */
    long removeSource(String name, LiveGuest guest) {
        live.beginChange();
        Source source = source(name);
        long digest = source.digest();
        sources = Arrays.stream(sources).filter(each -> each != source).toArray(Source[]::new);
        showSources();
        guest.retire(source::close);
        return -digest;
    }

    /** The request that an added source says yes, or no, to every page. */
    ConversionRequest ofWholeSource(boolean populates, String source) {
        return ConversionRequest.ofSource(populates, name(), source, 0, spec.sizeBytes());
    }

    /** Whether a source says yes to every page. */
    boolean isAllSet(Source source) {
        return source.next(false, 0) >= pageCount;
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
        return nextFlip(null, true, Side.SHARED, from, limit);
    }

    /** The first page in [from, limit) that is not populated, or {@code limit}. */
    long nextUnpopulated(long from, long limit) {
        return flipEnd(null, true, Side.SHARED, from, limit);
    }

    /*
     * What a change flips: the pages that some holders, of the shared or of the private side, gain or lose when a
     * source becomes a value. These are the pages where it has the other value and all other sources say yes. With no
     * source they are the pages that are there for those holders as it is.
     */

    /** The first page in [from, limit) that flips, or {@code limit}. */
    long nextFlip(Source changing, boolean value, Side side, long from, long limit) {
        long page = from;
        long before;
        do {
            before = page;
            for (Source each : sources) {
                if (page >= limit) {
                    return limit;
                }
                page = each.next(wanted(each, changing, value, side), page);
            }
        } while (page != before);
        return Math.min(page, limit);
    }

    /** Where the run of flipping pages that holds {@code from} ends, at most {@code limit}. */
    long flipEnd(Source changing, boolean value, Side side, long from, long limit) {
        long end = limit;
        for (Source each : sources) {
            end = Math.min(end, each.next(!wanted(each, changing, value, side), from));
        }
        return end;
    }

    /** The last page in [floor, from] that flips, or -1. */
    long previousFlip(Source changing, boolean value, Side side, long from, long floor) {
        long page = from;
        long before;
        do {
            before = page;
            for (Source each : sources) {
                page = each.previous(wanted(each, changing, value, side), page);
                if (page < floor) {
                    return -1;
                }
            }
        } while (page != before);
        return page;
    }

    /** Where the run of flipping pages that holds {@code from} begins, at least {@code floor}. */
    long flipStart(Source changing, boolean value, Side side, long from, long floor) {
        long start = floor;
        for (Source each : sources) {
            start = Math.max(start, each.previous(!wanted(each, changing, value, side), from) + 1);
        }
        return start;
    }

    /** The runs of which something was said that decides their memory types, ascending. */
    List<MemoryTypeRange> memoryTypes() {
        List<MemoryTypeRange> ranges = new ArrayList<>();
        types.visit((from, to, attributes) ->
                ranges.add(new MemoryTypeRange(name(), toBytes(from), toBytes(to - from), attributes)));
        return ranges;
    }

    /** What the pages of all sources add to the digest. */
    long digest() {
        return Arrays.stream(sources).mapToLong(Source::digest).sum();
    }

    /** Writes what can change: the pages of each source, and the pins. */
    void write(SnapshotOutput out) {
        for (Source source : sources) {
            source.write(out);
        }
        pins.write(out);
    }

    /** Reads the same, and returns what that adds to the digest; throws IllegalArgumentException where it cannot be. */
    long read(SnapshotInput in) {
        live.beginChange();
        long digest = 0;
        for (Source source : sources) {
            PageSums read = source.read(in);
            digest += read.digest();
            if (source == shared) {
                live.addSharedPages(read.units() - live.sharedPages());
            }
        }
        pins.read(in, spec.memory() == RegionSpec.Memory.IN_PLACE ? pageCount : 0);
        return digest;
    }

    @Override
    public void close() {
        close(new LiveGuest());
    }

    /** Lets go of what is behind it; its pages are the guest's, to be freed when no reader looks at them. */
    void close(LiveGuest guest) {
        guest.retire(this::closePages);
        if (backing != null) {
            backing.close();
        }
    }

    private void closePages() {
        for (Source source : sources) {
            source.close();
        }
    }

    private boolean wanted(Source each, Source changing, boolean value, Side side) {
        return each == changing ? !value : each != shared || side == Side.SHARED;
    }
}
