package io.flipbook.engine.device;

/**
 * A VFIO type 1 container, version 1 ({@code VFIO_TYPE1_IOMMU}), as the kernel keeps it for old programs, with its two
 * odd rules: an unmap that begins inside a mapping succeeds and unmaps nothing; one that covers the beginning of a
 * mapping takes all of it, past its own end too. So it never says EINVAL, and what it did is in the size alone.
 */
public final class Type1V1 extends Iommu {
    /** An empty container for so many pages; the entries are counted against a limit that several may share. */
    public Type1V1(long pageCount, EntryLimit entries) {
        super(pageCount, entries);
    }

    @Override
    Errno unmap(MappingTable mappings, long from, long to) {
        if (!mappings.isInside(from)) {
            remove(from, mappings.isInside(to) ? mappings.endOf(to) : to);
        }
        return Errno.NONE;
    }

    @Override
    boolean canSplit() {
        return false;
    }
}
