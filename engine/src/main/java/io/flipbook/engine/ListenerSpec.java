package io.flipbook.engine;

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
    public static final long DEFAULT_LIMIT = 65535;

    /** The most populate calls that can be listed to be refused. */
    public static final int MAX_VETOES = 4096;

    private static final long[] NO_VETOES = {};

    /** What a listener is. */
    public enum Kind {
        /** Takes everything but what it is told to refuse. */
        PLAIN("plain"),
        /** A VFIO type 1 container: one mapping a page, up to a limit. */
        TYPE1("type1"),
        /** An object of the embedding program. */
        EXTERNAL("external");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private final String name;
    private final String region;
    private final Kind kind;
    private final boolean wholeRegion;
    private final long offset;
    private final long sizeBytes;
    private final long limit;
    private final long[] vetoes;
    private final Errno vetoErrno;

    private ListenerSpec(
            String name,
            String region,
            Kind kind,
            boolean wholeRegion,
            long offset,
            long sizeBytes,
            long limit,
            long[] vetoes,
            Errno vetoErrno) {
        this.name = Names.check(name);
        this.region = Names.check(region);
        this.kind = Objects.requireNonNull(kind, "kind");
        this.wholeRegion = wholeRegion;
        this.offset = offset;
        this.sizeBytes = sizeBytes;
        this.limit = limit;
        this.vetoes = vetoes;
        this.vetoErrno = vetoErrno;
    }

    /** A listener over a whole region. */
    public static ListenerSpec of(String name, String region, Kind kind) {
        return new ListenerSpec(name, region, kind, true, 0, 0, DEFAULT_LIMIT, NO_VETOES, Errno.NONE);
    }

    /** The same over a part of the region only; both are unsigned bytes. */
    public ListenerSpec over(long offsetBytes, long size) {
        return new ListenerSpec(name, region, kind, false, offsetBytes, size, limit, vetoes, vetoErrno);
    }

    /** The same with room for so many mappings (an unsigned number); for {@link Kind#TYPE1} only. */
    public ListenerSpec limitedTo(long mappings) {
        return new ListenerSpec(name, region, kind, wholeRegion, offset, sizeBytes, mappings, vetoes, vetoErrno);
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
        return new ListenerSpec(name, region, kind, wholeRegion, offset, sizeBytes, limit, sorted, errno);
    }

    public String name() {
        return name;
    }

    public String region() {
        return region;
    }

    public Kind kind() {
        return kind;
    }

    /** Whether it watches the whole region, whatever its size; then offset and size are 0. */
    public boolean watchesWholeRegion() {
        return wholeRegion;
    }

    public long offset() {
        return offset;
    }

    public long sizeBytes() {
        return sizeBytes;
    }

    public long limit() {
        return limit;
    }

    /** The populate calls that it refuses, ascending. */
    public long[] vetoes() {
        return vetoes.clone();
    }

    public Errno vetoErrno() {
        return vetoErrno;
    }

    boolean vetoesCall(long call) {
        return Arrays.binarySearch(vetoes, call) >= 0;
    }
}
