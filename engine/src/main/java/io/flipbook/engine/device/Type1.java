package io.flipbook.engine.device;

/**
 * A VFIO type 1 container, version 2 ({@code VFIO_TYPE1v2_IOMMU}). An unmap takes whole mappings or nothing: a range
 * that begins or ends inside one is EINVAL, and nothing is unmapped ({@code vfio_dma_do_unmap} looks at both ends
 * before it begins). Where nothing is mapped it succeeds, with size 0.
 */
public final class Type1 extends Iommu {
    /** An empty container for so many pages; the entries are counted against a limit that several may share. */
    public Type1(long pageCount, EntryLimit entries) {
        super(pageCount, entries);
    }

    @Override
    Errno unmap(MappingTable mappings, long from, long to) {
        if (mappings.isInside(from) || mappings.isInside(to)) {
            return Errno.EINVAL;
        }
        remove(from, to);
        return Errno.NONE;
    }

    @Override
    boolean canSplit() {
        return false;
    }
}
