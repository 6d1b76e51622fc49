package io.flipbook.tests.simulation;

import io.flipbook.engine.RegionSpec;
import java.util.BitSet;

/** A region as sets of pages. */
final class ReferenceRegion {
    /** The smallest page, in which addresses of the guest are counted. */
    static final long PAGE_BYTES = RegionSpec.DEFAULT_PAGE_BYTES;

    final String name;
    final int pages;
    /** How many of the smallest pages one of its pages is. */
    final int unitsPerPage;
    /** 0 where nothing is plugged. */
    final int blockPages;

    final BitSet shared = new BitSet();
    final BitSet plugged = new BitSet();
    final int[] pins;

    ReferenceRegion(String name, int pages, int blockPages) {
        this(name, pages, blockPages, 1);
    }

    ReferenceRegion(String name, int pages, int blockPages, int unitsPerPage) {
        this.name = name;
        this.unitsPerPage = unitsPerPage;
        this.pages = pages;
        this.blockPages = blockPages;
        pins = new int[pages];
        if (blockPages == 0) {
            plugged.set(0, pages);
        }
    }

    RegionSpec spec() {
        RegionSpec spec =
                new RegionSpec(name, pages * pageBytes(), pageBytes(), false, false, 0, RegionSpec.Memory.IN_PLACE);
        return blockPages == 0 ? spec : spec.pluggedInBlocksOf(blockPages * pageBytes());
    }

    long pageBytes() {
        return unitsPerPage * PAGE_BYTES;
    }

    /** The page that begins, or the range of pages that ends, so many bytes behind the region's beginning. */
    int page(long bytes) {
        return (int) (bytes / pageBytes());
    }

    /** The pages from one to before another that are populated. */
    BitSet populated(int from, int to) {
        BitSet populated = new BitSet();
        populated.set(from, to);
        populated.and(shared);
        populated.and(plugged);
        return populated;
    }
}
