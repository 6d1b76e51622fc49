package io.flipbook.engine.device;

import io.flipbook.journal.SnapshotInput;
import io.flipbook.journal.SnapshotOutput;

/**
 * What the kernel keeps of an address space that a device uses: which pages are mapped, in which mappings, and what it
 * says when a map or an unmap does not fit them. The kinds differ in what they say of half a mapping.
 *
 * <p>Addresses are page numbers; the page is the smallest that the region has. Allocates nothing after it was made.
 */
public abstract class Iommu implements AutoCloseable {
    private final MappingTable table;
    private final EntryLimit entries;
    private long unmappedPages;
    private long refusedOverlaps;

    Iommu(long pageCount, EntryLimit entries) {
        table = new MappingTable(pageCount);
        this.entries = entries;
    }

    /**
     * Maps [from, to) as one mapping.
     *
     * @return {@link Errno#NONE}; EEXIST if a page of it is mapped; then ENOSPC if there is no room for a mapping. This
     *     is the order of {@code vfio_dma_do_map} and of {@code iopt_alloc_iova}, which knows no limit
     */
    public final Errno map(long from, long to) {
        if (!table.isFree(from, to)) {
            refusedOverlaps++;
            return Errno.EEXIST;
        }
        if (!entries.hasRoomFor(1)) {
            return Errno.ENOSPC;
        }
        table.add(from, to);
        entries.add(1);
        return Errno.NONE;
    }

    /**
     * Maps [from, to) in mappings that each end at a multiple of {@code granule} pages, one after the other, up to the
     * first that fails, whose error it returns. Those before it stay.
     */
    public final Errno mapPieces(long from, long to, long granule) {
        long pieces = MappingTable.pieces(from, to, granule);
        if (table.isFree(from, to) && entries.hasRoomFor(pieces)) {
            table.addPieces(from, to, granule);
            entries.add(pieces);
            return Errno.NONE;
        }
        long page = from;
        while (page < to) {
            long end = MappingTable.pieceEnd(page, to, granule);
            Errno errno = map(page, end);
            if (errno != Errno.NONE) {
                return errno;
            }
            page = end;
        }
        return Errno.NONE;
    }

    /**
     * Unmaps what is mapped in [from, to).
     *
     * @return {@link Errno#NONE}, or what this kind says; {@link #unmappedPages()} is how much went
     */
    public final Errno unmap(long from, long to) {
        unmappedPages = 0;
        return unmap(table, from, to);
    }

    /** How many pages the last {@link #unmap} took away; after an error too, of a kind that is not atomic. */
    public final long unmappedPages() {
        return unmappedPages;
    }

    /**
     * Makes two mappings of the one that goes over the boundary before {@code page}, if there is one.
     *
     * @return {@link Errno#NONE}, or EINVAL where mappings cannot be split
     */
    public final Errno split(long page) {
        if (!table.isInside(page)) {
            return Errno.NONE;
        }
        if (!canSplit()) {
            return Errno.EINVAL;
        }
        table.split(page);
        entries.add(1);
        return Errno.NONE;
    }

    /** How many maps were refused because something was mapped there: EEXIST. */
    public final long refusedOverlaps() {
        return refusedOverlaps;
    }

    /** How many pages the address space has. */
    public final long pageCount() {
        return table.pageCount();
    }

    /** How many mappings (of iommufd: areas) there are. */
    public final long mappings() {
        return table.count();
    }

    /** How many there were at most. */
    public final long peakMappings() {
        return table.peak();
    }

    /** How many pages are mapped, and so pinned. */
    public final long mappedPages() {
        return table.mappedPages();
    }

    /** The first page in [from, limit) that is mapped, or {@code limit}. */
    public final long nextMapped(long from, long limit) {
        return table.nextMapped(from, limit);
    }

    /** The first page in [from, limit) that is not mapped, or {@code limit}. */
    public final long nextFree(long from, long limit) {
        return table.nextFree(from, limit);
    }

    /** Whether one mapping holds the page at {@code page} and the one before it. */
    public final boolean isInside(long page) {
        return table.isInside(page);
    }

    /** Where the mapping that holds a mapped page begins. */
    public final long startOf(long page) {
        return table.startOf(page);
    }

    /** Where the mapping that holds a mapped page ends. */
    public final long endOf(long page) {
        return table.endOf(page);
    }

    /**
     * The memory of [from, to) is gone: what is still mapped there is stale, and stays so if the page comes back with
     * other memory.
     *
     * @return how many pages of it are still mapped
     */
    public final long outlive(long from, long to) {
        return table.outlive(from, to);
    }

    /** The first page in [from, limit) whose mapping has outlived its memory, or has not; or {@code limit}. */
    public final long nextOutlived(boolean whether, long from, long limit) {
        return table.nextOutlived(whether, from, limit);
    }

    /** Writes what is mapped, and how. */
    public final void write(SnapshotOutput out) {
        out.putLong(refusedOverlaps).putLong(entries.limit());
        table.write(out);
    }

    /**
     * Reads the same, where nothing is mapped yet.
     *
     * @throws IllegalArgumentException if it is not of such an address space
     */
    public final void read(SnapshotInput in) {
        refusedOverlaps = in.readLong();
        if (in.readLong() != entries.limit()) {
            throw new IllegalArgumentException("another limit of mappings");
        }
        table.read(in);
        entries.add(table.count());
    }

    /** Releases its memory and gives its mappings back to the limit. */
    @Override
    public final void close() {
        entries.add(-table.count());
        table.close();
    }

    abstract Errno unmap(MappingTable mappings, long from, long to);

    abstract boolean canSplit();

    /** Takes whole mappings away. */
    final void remove(long from, long to) {
        long before = table.count();
        unmappedPages += table.remove(from, to);
        entries.add(table.count() - before);
    }
}
