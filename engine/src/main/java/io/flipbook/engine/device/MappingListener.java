package io.flipbook.engine.device;

import io.flipbook.journal.SnapshotInput;
import io.flipbook.journal.SnapshotOutput;

/**
 * Keeps an {@link Iommu} in step with what it is told, as QEMU's VFIO listener does
 * ({@code vfio_ram_discard_notify_populate}, {@code vfio_ram_discard_notify_discard}).
 *
 * <p>A populate is mapped in pieces that end at multiples of the granule, so that each can be unmapped alone; if one
 * fails, the whole section is unmapped, what was mapped there before included, and the error is the answer. A discard
 * is one unmap. Where it cuts a mapping, because the granule is larger than what is discarded, the mapping is split if
 * the IOMMU can do that; else it is unmapped whole and the rest is mapped again. Until then a device cannot reach pages
 * that are there: the <i>window</i>; and if there is no room to map the rest again, they stay out of reach. Version 1
 * of type 1 says nothing of what it did, so nothing is done about it.
 */
public final class MappingListener implements RegionListener {
    private final Iommu iommu;
    private final int pageShift;
    private final long granule;
    private long windowPages;
    private long lostPages;

    /**
     * A listener for an address space, which others may share.
     *
     * @param pageBytes    the region's page, a power of two
     * @param granuleBytes a power of two, at least the page
     */
    public MappingListener(Iommu iommu, long pageBytes, long granuleBytes) {
        if (Long.bitCount(pageBytes) != 1
                || Long.bitCount(granuleBytes) != 1
                || Long.compareUnsigned(granuleBytes, pageBytes) < 0) {
            throw new IllegalArgumentException("page of " + pageBytes + " bytes, granule of " + granuleBytes);
        }
        this.iommu = iommu;
        pageShift = Long.numberOfTrailingZeros(pageBytes);
        granule = granuleBytes >>> pageShift;
    }

    /** What it keeps in step. */
    public Iommu iommu() {
        return iommu;
    }

    /** The region's page, in bytes. */
    public long pageBytes() {
        return 1L << pageShift;
    }

    /** How many pages were out of a device's reach for a moment, although they were there. */
    public long windowPages() {
        return windowPages;
    }

    /** How many pages could not be mapped again after a discard beside them. */
    public long lostPages() {
        return lostPages;
    }

    /** Writes what it counts, and not what it keeps in step. */
    public void write(SnapshotOutput out) {
        out.putLong(windowPages).putLong(lostPages);
    }

    /** Reads the same. */
    public void read(SnapshotInput in) {
        windowPages = in.readLong();
        lostPages = in.readLong();
    }

    @Override
    public Errno populate(long offset, long sizeBytes) {
        long from = offset >>> pageShift;
        long to = from + (sizeBytes >>> pageShift);
        Errno errno = iommu.mapPieces(from, to, granule);
        if (errno != Errno.NONE) {
            discard(offset, sizeBytes);
        }
        return errno;
    }

    @Override
    public void discard(long offset, long sizeBytes) {
        long from = offset >>> pageShift;
        long to = from + (sizeBytes >>> pageShift);
        boolean whole = iommu.split(from) == Errno.NONE && iommu.split(to) == Errno.NONE;
        if (whole || iommu instanceof Type1V1) {
            iommu.unmap(from, to);
        } else {
            long first = iommu.isInside(from) ? iommu.startOf(from) : from;
            long end = iommu.isInside(to) ? iommu.endOf(to) : to;
            iommu.unmap(first, end);
            mapAgain(first, from);
            mapAgain(to, end);
        }
    }

    /** The memory of a range is gone; says how many pages of it are still mapped. */
    public long outlive(long offset, long sizeBytes) {
        long from = offset >>> pageShift;
        return iommu.outlive(from, from + (sizeBytes >>> pageShift));
    }

    private void mapAgain(long from, long to) {
        if (from < to) {
            windowPages += to - from;
            if (iommu.map(from, to) != Errno.NONE) {
                lostPages += to - from;
            }
        }
    }
}
