package io.flipbook.engine.device;

/**
 * An address space of iommufd ({@code IOMMU_IOAS_MAP}, {@code IOMMU_IOAS_UNMAP}): areas, and no limit to them.
 *
 * <p>An unmap goes from area to area and stops with ENOENT at the first that is not wholly in its range; those before
 * it are gone ({@code iopt_unmap_iova_range}). Where there is none it is ENOENT too. An area can be split only where
 * large pages of the I/O page table are disabled ({@code IOMMU_OPTION_HUGE_PAGES} is 0), else it is EINVAL ({@code
 * iopt_area_split}).
 */
public final class Iommufd extends Iommu {
    private final boolean largePages;

    /** An address space; {@code largePages} is what a kernel has if nobody says otherwise. */
    public Iommufd(long pageCount, boolean largePages) {
        super(pageCount, new EntryLimit(EntryLimit.NONE));
        this.largePages = largePages;
    }

    @Override
    Errno unmap(MappingTable mappings, long from, long to) {
        if (mappings.isInside(from)) {
            return Errno.ENOENT;
        }
        boolean cutsLast = mappings.isInside(to);
        remove(from, cutsLast ? mappings.startOf(to) : to);
        return cutsLast || unmappedPages() == 0 ? Errno.ENOENT : Errno.NONE;
    }

    @Override
    boolean canSplit() {
        return !largePages;
    }
}
