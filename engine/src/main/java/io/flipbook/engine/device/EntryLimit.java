package io.flipbook.engine.device;

/**
 * How many mappings a container takes: VFIO type 1's {@code dma_entry_limit}, a parameter of the module, which all
 * address spaces of a container share.
 */
public final class EntryLimit {
    /** What it is if nobody says otherwise (the kernel's U16_MAX). */
    public static final long DEFAULT = 65535;

    /** No limit, as of iommufd. */
    public static final long NONE = -1;

    private final long limit;
    private long used;

    /** A limit; the number is unsigned. */
    public EntryLimit(long limit) {
        this.limit = limit;
    }

    /** The limit, unsigned. */
    public long limit() {
        return limit;
    }

    /** How many mappings there are in all. */
    public long used() {
        return used;
    }

    boolean hasRoomFor(long mappings) {
        return Long.compareUnsigned(used + mappings, limit) <= 0;
    }

    void add(long mappings) {
        used += mappings;
    }
}
