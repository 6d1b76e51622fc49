package io.flipbook.tests.simulation;

import io.flipbook.engine.RegionSpec;
import java.util.BitSet;

/** A region as sets of pages. */
final class ReferenceRegion {
    static final long PAGE_BYTES = RegionSpec.DEFAULT_PAGE_BYTES;

    final String name;
    final int pages;
    /** 0 where nothing is plugged. */
    final int blockPages;

    final BitSet shared = new BitSet();
    final BitSet plugged = new BitSet();
    final int[] pins;

    ReferenceRegion(String name, int pages, int blockPages) {
        this.name = name;
        this.pages = pages;
        this.blockPages = blockPages;
        pins = new int[pages];
        if (blockPages == 0) {
            plugged.set(0, pages);
        }
    }

    RegionSpec spec() {
        RegionSpec spec =
                new RegionSpec(name, pages * PAGE_BYTES, PAGE_BYTES, false, false, 0, RegionSpec.Memory.IN_PLACE);
        return blockPages == 0 ? spec : spec.pluggedInBlocksOf(blockPages * PAGE_BYTES);
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
