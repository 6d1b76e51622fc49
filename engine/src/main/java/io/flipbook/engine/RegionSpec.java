package io.flipbook.engine;

import io.flipbook.engine.backing.BackingSpec;
import io.flipbook.engine.bitmap.PageBitmap;
import java.util.Objects;

/**
 * What a region of guest RAM is made of. Immutable.
 *
 * @param name             how requests call it; see {@link Names}
 * @param sizeBytes        its size, an unsigned number of bytes
 * @param pageBytes        the size of its pages, the unit of a conversion
 * @param initiallyShared  whether all pages are shared at first, or all private (as in QEMU's RamBlockAttributes)
 * @param pluggable        whether blocks of it can be plugged; without that everything counts as plugged
 * @param plugBlockBytes   the unit of plug and unplug, unsigned; 0 where there is none
 * @param memory           where the private side lives
 * @param backing          the memory that the engine converts; {@link BackingSpec#NONE} where it converts none
 * @param hold             what its memory holds for or against discards as long as the region is there; null is nothing
 */
public record RegionSpec(
        String name,
        long sizeBytes,
        long pageBytes,
        boolean initiallyShared,
        boolean pluggable,
        long plugBlockBytes,
        Memory memory,
        BackingSpec backing,
        DiscardHold hold) {
    /** The page size that is meant where none is given: 4 KiB. */
    public static final long DEFAULT_PAGE_BYTES = 4096;

    /** Where the private side of a region lives. */
    public enum Memory {
        /** Shared pages here, private ones in a guest_memfd beside it: today's arrangement. */
        TWO_SIDED("two-sided"),
        /** One side, converted in place; a page that is still referenced cannot become private. */
        IN_PLACE("in-place");

        private final String text;

        Memory(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * Throws IllegalArgumentException if the name, or the type of memory behind it, is no name. Sizes are judged
     * when it is added.
     */
    public RegionSpec {
        Names.check(name);
        Objects.requireNonNull(memory, "memory");
        Objects.requireNonNull(backing, "backing");
        if (!backing.type().isEmpty()) {
            Names.check(backing.type());
        }
    }

    /** A region of which the engine converts no memory, and which holds nothing for or against discards. */
    public RegionSpec(
            String name,
            long sizeBytes,
            long pageBytes,
            boolean initiallyShared,
            boolean pluggable,
            long plugBlockBytes,
            Memory memory) {
        this(name, sizeBytes, pageBytes, initiallyShared, pluggable, plugBlockBytes, memory, BackingSpec.NONE, null);
    }

    /** A region of private 4 KiB pages without a plug block. */
    public static RegionSpec of(String name, long sizeBytes) {
        return new RegionSpec(name, sizeBytes, DEFAULT_PAGE_BYTES, false, false, 0, Memory.TWO_SIDED);
    }

    /**
     * The same region with memory that is plugged in blocks, all unplugged at first, as that of a virtio-mem device.
     */
    public RegionSpec pluggedInBlocksOf(long blockBytes) {
        return new RegionSpec(name, sizeBytes, pageBytes, initiallyShared, true, blockBytes, memory, backing, hold);
    }

    /** The same with memory that the engine converts; one with a plug block cannot have any. */
    public RegionSpec backedBy(BackingSpec memoryBehind) {
        return new RegionSpec(
                name, sizeBytes, pageBytes, initiallyShared, pluggable, plugBlockBytes, memory, memoryBehind, hold);
    }

    /** The same holding something for or against discards as long as it is there; null is nothing. */
    public RegionSpec holding(DiscardHold discardHold) {
        return new RegionSpec(
                name, sizeBytes, pageBytes, initiallyShared, pluggable, plugBlockBytes, memory, backing, discardHold);
    }

    /** The same with all pages shared at first, or all private. */
    public RegionSpec initially(boolean shared) {
        return new RegionSpec(name, sizeBytes, pageBytes, shared, pluggable, plugBlockBytes, memory, backing, hold);
    }

    /** Whether such a region can be. */
    boolean isValid() {
        if (sizeBytes == 0 || pluggable && plugBlockBytes == 0) {
            return false;
        }
        if (Long.compareUnsigned(pageBytes, DEFAULT_PAGE_BYTES) < 0 || Long.bitCount(pageBytes) != 1) {
            return false;
        }
        if (Long.compareUnsigned(Long.divideUnsigned(sizeBytes, pageBytes), PageBitmap.MAX_PAGES) > 0) {
            return false;
        }
        if (Long.remainderUnsigned(sizeBytes, pageBytes) != 0) {
            return false;
        }
        if (backing.isThere() && (pluggable || !backing.fits(memory == Memory.IN_PLACE, sizeBytes, pageBytes))) {
            return false;
        }
        return !pluggable
                || Long.remainderUnsigned(sizeBytes, plugBlockBytes) == 0
                        && Long.remainderUnsigned(plugBlockBytes, pageBytes) == 0;
    }
}
