package io.flipbook.engine;

import io.flipbook.engine.device.EntryLimit;
import io.flipbook.engine.device.Errno;
import java.util.Arrays;
import java.util.Objects;

/**
 * What a listener watches and how it behaves, as far as that is on record. Immutable.
 *
 * <p>The kinds that the engine knows are made by it, again after each restart. Those of kind {@link Kind#EXTERNAL} are
 * objects of the embedding program, which gives them again by name when it opens the engine.
 */
public final class ListenerSpec {
    /** How many mappings a VFIO type 1 container takes if nothing else is said: its {@code dma_entry_limit}. */
    public static final long DEFAULT_LIMIT = EntryLimit.DEFAULT;

    /** The most populate calls that can be listed to be refused. */
    public static final int MAX_VETOES = 4096;

    private static final long[] NO_VETOES = {};

    /** What a listener is. */
    public enum Kind {
        /** Takes everything but what it is told to refuse. */
        PLAIN("plain"),
        /** A VFIO type 1 container, version 2; see {@link io.flipbook.engine.device.Type1}. */
        TYPE1("type1"),
        /** An object of the embedding program. */
        EXTERNAL("external"),
        /** A VFIO type 1 container, version 1; see {@link io.flipbook.engine.device.Type1V1}. */
        TYPE1_V1("type1-v1"),
        /** An address space of iommufd; see {@link io.flipbook.engine.device.Iommufd}. */
        IOMMUFD("iommufd");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** Whether it keeps mappings of its own, which can be counted. */
        public boolean maps() {
            return isLimited() || this == IOMMUFD;
        }

        /** Whether there is a limit to its mappings. */
        public boolean isLimited() {
            return this == TYPE1 || this == TYPE1_V1;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private final String name;
    private final String region;
    private final Kind kind;
    private boolean wholeRegion = true;
    private long offset;
    private long sizeBytes;
    private long limit = DEFAULT_LIMIT;
    private long[] vetoes = NO_VETOES;
    private Errno vetoErrno = Errno.NONE;
    private Side side = Side.SHARED;
    private long granuleBytes;
    private boolean largePages = true;
    private String container = "";
    private DiscardHold hold;

    private ListenerSpec(String name, String region, Kind kind) {
        this.name = Names.check(name);
        this.region = Names.check(region);
        this.kind = Objects.requireNonNull(kind, "kind");
    }

    private ListenerSpec(ListenerSpec other) {
        name = other.name;
        region = other.region;
        kind = other.kind;
        wholeRegion = other.wholeRegion;
        offset = other.offset;
        sizeBytes = other.sizeBytes;
        limit = other.limit;
        vetoes = other.vetoes;
        vetoErrno = other.vetoErrno;
        side = other.side;
        granuleBytes = other.granuleBytes;
        largePages = other.largePages;
        container = other.container;
        hold = other.hold;
    }

    /** A listener over the shared side of a whole region. */
    public static ListenerSpec of(String name, String region, Kind kind) {
        return new ListenerSpec(name, region, kind);
    }

    /** The same over a part of the region only; both are unsigned bytes. */
    public ListenerSpec over(long offsetBytes, long size) {
        ListenerSpec copy = new ListenerSpec(this);
        copy.wholeRegion = false;
        copy.offset = offsetBytes;
        copy.sizeBytes = size;
        return copy;
    }

    /**
     * The same with room for so many mappings (an unsigned number); for {@link Kind#isLimited() limited} kinds only.
     */
    public ListenerSpec limitedTo(long mappings) {
        ListenerSpec copy = new ListenerSpec(this);
        copy.limit = mappings;
        return copy;
    }

    /**
     * The same, watching a side: it is told of populates when pages come to be on it, of discards when they leave it.
     */
    public ListenerSpec watching(Side watched) {
        ListenerSpec copy = new ListenerSpec(this);
        copy.side = Objects.requireNonNull(watched, "side");
        return copy;
    }

    /**
     * The same, mapping in pieces that end at multiples of so many bytes, a power of two, at least the region's page; 0
     * is that page. For kinds that {@link Kind#maps() map} only.
     */
    public ListenerSpec inPiecesOf(long granule) {
        ListenerSpec copy = new ListenerSpec(this);
        copy.granuleBytes = granule;
        return copy;
    }

    /** The same, with or without large pages in its I/O page table; for {@link Kind#IOMMUFD} only. */
    public ListenerSpec withLargePages(boolean enabled) {
        ListenerSpec copy = new ListenerSpec(this);
        copy.largePages = enabled;
        return copy;
    }

    /**
     * The same in a container of that name, whose limit all listeners in it share; they are of one kind and say the
     * same limit. Two of one side of one region share their mappings too. An empty name is a container of its own.
     */
    public ListenerSpec inContainer(String containerName) {
        ListenerSpec copy = new ListenerSpec(this);
        copy.container = containerName.isEmpty() ? "" : Names.check(containerName);
        return copy;
    }

    /**
     * The same, holding something for or against discards as long as it is registered, as VFIO holds {@link
     * DiscardHold#UNCOORDINATED_DISABLE}; null is nothing.
     */
    public ListenerSpec holding(DiscardHold discardHold) {
        ListenerSpec copy = new ListenerSpec(this);
        copy.hold = discardHold;
        return copy;
    }

    /**
     * The same as an object of the embedding program: where it watches and what it holds, and nothing of how a listener
     * that the engine makes would behave.
     */
    public ListenerSpec external() {
        if (kind == Kind.EXTERNAL) {
            return this;
        }
        ListenerSpec copy = new ListenerSpec(name, region, Kind.EXTERNAL).watching(side);
        copy.wholeRegion = wholeRegion;
        copy.offset = offset;
        copy.sizeBytes = sizeBytes;
        copy.hold = hold;
        return copy;
    }

    /**
     * The same, refusing some of its populate calls.
     *
     * @param errno what it then says; not {@link Errno#NONE}
     * @param calls which ones, the first being 1; replays at registration and refused ones count
     */
    public ListenerSpec refusing(Errno errno, long... calls) {
        if (errno.equals(Errno.NONE)) {
            throw new IllegalArgumentException("listener " + name + " is to refuse, and with no errno");
        }
        long[] sorted = Arrays.stream(calls).sorted().distinct().toArray();
        if (sorted.length > MAX_VETOES) {
            throw new IllegalArgumentException("more than " + MAX_VETOES + " vetoes: " + sorted.length);
        }
        ListenerSpec copy = new ListenerSpec(this);
        copy.vetoes = sorted;
        copy.vetoErrno = errno;
        return copy;
    }

    /** Its name, which no other listener of the engine has. */
    public String name() {
        return name;
    }

    /** The name of the region that it watches. */
    public String region() {
        return region;
    }

    /** What it is. */
    public Kind kind() {
        return kind;
    }

    /** Whether it watches the whole region, whatever its size; then offset and size are 0. */
    public boolean watchesWholeRegion() {
        return wholeRegion;
    }

    /** Where its section begins, in bytes from the start of the region, unsigned. */
    public long offset() {
        return offset;
    }

    /** The length of its section, unsigned; 0 if it {@linkplain #watchesWholeRegion watches the whole region}. */
    public long sizeBytes() {
        return sizeBytes;
    }

    /**
     * How many mappings it takes at most; of meaning for kinds that {@linkplain Kind#isLimited are limited} alone.
     */
    public long limit() {
        return limit;
    }

    /** The side that it watches. */
    public Side side() {
        return side;
    }

    /** The granule of its mappings; 0 is the region's page. */
    public long granuleBytes() {
        return granuleBytes;
    }

    /** Whether its I/O page table has large pages. */
    public boolean hasLargePages() {
        return largePages;
    }

    /** The name of its container; empty where it has one of its own. */
    public String container() {
        return container;
    }

    /** What it holds for or against discards; null is nothing. */
    public DiscardHold hold() {
        return hold;
    }

    /** The populate calls that it refuses, ascending. */
    public long[] vetoes() {
        return vetoes.clone();
    }

    /** What it refuses the {@link #vetoes} with. */
    public Errno vetoErrno() {
        return vetoErrno;
    }

    boolean vetoesCall(long call) {
        return Arrays.binarySearch(vetoes, call) >= 0;
    }
}
