package io.flipbook.engine;

import java.util.Objects;

/**
 * What somebody asks of the engine: which pages are to become what, who asks, and when by whose clock.
 *
 * <p>Mutable, so that a caller who counts allocations can use one again and again; the engine keeps no reference to it
 * after a call. Addresses, offsets and sizes are unsigned bytes. Not thread safe.
 */
public final class ConversionRequest {
    /** Who asks for a conversion. */
    public enum Initiator {
        /** The guest, by a hypercall or a device's queue. */
        GUEST("guest"),
        /** The host, for a page that it must reach. */
        HOST("host");

        private final String text;

        Initiator(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Which clock a source's time is of. */
    public enum SourceClock {
        /** The source has no times. */
        NONE("none"),
        /** Nanoseconds since 1970-01-01 UTC, as in QEMU's logs. */
        EPOCH("epoch"),
        /** Nanoseconds since the host was started, as in kernel traces. */
        BOOT("boot");

        private final String text;

        SourceClock(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private Operation operation;
    private String region;
    private String source;
    private long start;
    private long sizeBytes;
    private Initiator initiator = Initiator.GUEST;
    private SourceClock clock = SourceClock.NONE;
    private long sourceTimeNs;

    private ConversionRequest(Operation operation, String region, long start, long sizeBytes) {
        this.operation = operation;
        this.region = region;
        this.start = start;
        this.sizeBytes = sizeBytes;
    }

    /** Part of a region is to be shared. */
    public static ConversionRequest toShared(String region, long offset, long sizeBytes) {
        return inRegion(Operation.TO_SHARED, region, offset, sizeBytes);
    }

    /** Part of a region is to be private. */
    public static ConversionRequest toPrivate(String region, long offset, long sizeBytes) {
        return inRegion(Operation.TO_PRIVATE, region, offset, sizeBytes);
    }

    /** Blocks of a region are to be plugged, as a virtio-mem device does. */
    public static ConversionRequest plug(String region, long offset, long sizeBytes) {
        return inRegion(Operation.PLUG, region, offset, sizeBytes);
    }

    /** Blocks of a region are to be unplugged. */
    public static ConversionRequest unplug(String region, long offset, long sizeBytes) {
        return inRegion(Operation.UNPLUG, region, offset, sizeBytes);
    }

    /** All that is plugged in a region is to be unplugged. */
    public static ConversionRequest unplugAll(String region) {
        return inRegion(Operation.UNPLUG_ALL, region, 0, 0);
    }

    /** Every mapped part of a range of guest physical addresses is to be shared: KVM's map-GPA-range. */
    public static ConversionRequest convertToShared(long gpa, long sizeBytes) {
        return new ConversionRequest(Operation.CONVERT_TO_SHARED, null, gpa, sizeBytes);
    }

    /** A range of guest physical addresses, all of it mapped, is to be private. */
    public static ConversionRequest convertToPrivate(long gpa, long sizeBytes) {
        return new ConversionRequest(Operation.CONVERT_TO_PRIVATE, null, gpa, sizeBytes);
    }

    /**
     * A request of any kind for a place in a region.
     *
     * @throws IllegalArgumentException if the operation's place is an address, or it is about an added source
     */
    public static ConversionRequest inRegion(Operation operation, String region, long offset, long sizeBytes) {
        if (operation.isByAddress()) {
            throw new IllegalArgumentException(operation + " is by address");
        }
        if (operation.isAboutAddedSource()) {
            throw new IllegalArgumentException(operation + " is of a source");
        }
        return new ConversionRequest(operation, Objects.requireNonNull(region, "region"), offset, sizeBytes);
    }

    /** An added source says yes to blocks of its region, or no. */
    public static ConversionRequest ofSource(
            boolean populates, String region, String source, long offset, long sizeBytes) {
        Operation operation = populates ? Operation.SOURCE_POPULATE : Operation.SOURCE_DISCARD;
        return blank().set(
                        operation,
                        Objects.requireNonNull(region, "region"),
                        Objects.requireNonNull(source, "source"),
                        offset,
                        sizeBytes);
    }

    /** A request that says nothing yet, for a reader to fill. */
    static ConversionRequest blank() {
        return new ConversionRequest(Operation.UNPLUG_ALL, "", 0, 0);
    }

    /**
     * Makes another request of this one; who asks and when stay as they are. {@code region} is null by address.
     *
     * @throws IllegalArgumentException if the operation is about an added source
     */
    public ConversionRequest set(Operation newOperation, String newRegion, long newStart, long newSizeBytes) {
        if (newOperation.isAboutAddedSource()) {
            throw new IllegalArgumentException(newOperation + " is of a source");
        }
        return set(newOperation, newRegion, null, newStart, newSizeBytes);
    }

    /** The same for any operation; {@code newSource} is null for one that is about none. */
    ConversionRequest set(
            Operation newOperation, String newRegion, String newSource, long newStart, long newSizeBytes) {
        if (operation != newOperation || region != newRegion || source != newSource) { // mostly it is as it was
            operation = newOperation;
            region = newRegion;
            source = newSource;
        }
        start = newStart;
        sizeBytes = newSizeBytes;
        return this;
    }

    /** Says who asks; {@link Initiator#GUEST} if nobody says. */
    public ConversionRequest by(Initiator newInitiator) {
        if (initiator != newInitiator) {
            initiator = Objects.requireNonNull(newInitiator, "initiator");
        }
        return this;
    }

    /** Says when it was asked, by the clock of whoever tells of it. */
    public ConversionRequest at(SourceClock newClock, long timeNs) {
        if (clock != newClock) {
            clock = Objects.requireNonNull(newClock, "clock");
        }
        sourceTimeNs = timeNs;
        return this;
    }

    /** A request of its own that asks the same. */
    public ConversionRequest copy() {
        ConversionRequest copy = blank();
        copy.copyFrom(this);
        return copy;
    }

    void copyFrom(ConversionRequest other) {
        set(other.operation, other.region, other.source, other.start, other.sizeBytes)
                .by(other.initiator)
                .at(other.clock, other.sourceTimeNs);
    }

    /** What is to be done. */
    public Operation operation() {
        return operation;
    }

    /**
     * The region's name; null for a conversion by address. It means the region that has the name when the engine takes
     * the request, from a batch or a ring too: if the one that the caller thought of is gone by then, a new one of that
     * name, and where there is none the request is rejected (unknown-region). On record is the number of that region,
     * which is never another's; as long as the request is undecided the region stays.
     */
    public String region() {
        return region;
    }

    /** The name of the added source that it is about; else null. */
    public String source() {
        return source;
    }

    /** The offset in the region, or the guest physical address; unsigned bytes. */
    public long start() {
        return start;
    }

    /** The length of the range, unsigned; 0 for an operation on a whole region. */
    public long sizeBytes() {
        return sizeBytes;
    }

    /** Who asked. */
    public Initiator initiator() {
        return initiator;
    }

    /** The clock of {@link #sourceTimeNs}. */
    public SourceClock clock() {
        return clock;
    }

    /** When it was asked by the clock of whoever asked, in ns; 0 where there is none. It decides nothing. */
    public long sourceTimeNs() {
        return sourceTimeNs;
    }

    @Override
    public String toString() {
        String place = operation.isByAddress() ? "" : " " + region;
        return operation + place + " 0x" + Long.toHexString(start) + " 0x" + Long.toHexString(sizeBytes);
    }
}
