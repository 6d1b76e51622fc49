package io.flipbook.engine;

import io.flipbook.engine.bitmap.PageBitmap;

/**
 * A source that was added to a region while it is in use, as a device can be to a RamDiscardManager in QEMU: one more
 * that has to say yes before a page is populated. Immutable.
 *
 * @param name       how requests call it; {@code shared} and {@code plugged} are the region's own
 * @param region     the region
 * @param blockBytes its granularity, unsigned: what it says yes or no to is a block; 0 is the region's page
 */
public record SourceSpec(String name, String region, long blockBytes) {
    /** The most that a region can have beside its own two. */
    public static final int MAX_ADDED = 64;

    /** Throws IllegalArgumentException if one of the names is none. */
    public SourceSpec {
        Names.check(name);
        Names.check(region);
    }

    /** Whether a region of that shape can have it. */
    boolean fits(RegionSpec of) {
        return blockBytes == 0
                || RequestJudge.isMultiple(blockBytes, of.pageBytes())
                        && RequestJudge.isMultiple(of.sizeBytes(), blockBytes)
                        && of.sizeBytes() / of.pageBytes() <= PageBitmap.MAX_PAGES;
    }
}
