package io.flipbook.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RegionTest {
    private static final long PAGE = 4096;

    @Test
    void findsWhatIsPopulatedAndWhatFlipsForwardAndBackward() {
        Seeds.each(300, (seed, random) -> {
            int pagesPerBlock = 1 + random.nextInt(9);
            int blocks = 1 + random.nextInt(60);
            boolean pluggable = random.nextInt(4) > 0;
            compare(pluggable, pagesPerBlock, blocks, random);
        });
    }

    @Test
    void countsEveryPageAsPluggedWhereThereIsNoPlugBlock() {
        try (Region region = new Region(3, RegionSpec.of("ram", 10 * PAGE))) {
            assertThat(region.id()).isEqualTo(3);
            assertThat(region.name()).isEqualTo("ram");
            assertThat(region.plugged()).isNull();
            assertThat(region.granularityBytes()).isEqualTo(PAGE);
            assertThat(region.nextPopulated(0, 10)).isEqualTo(10);
            region.shared().set(2, 4, true);
            assertThat(region.nextPopulated(0, 10)).isEqualTo(2);
            assertThat(region.nextUnpopulated(2, 10)).isEqualTo(4);
        }
    }

    @Test
    void isAllSharedAtFirstWhereThatIsAskedFor() {
        RegionSpec spec = new RegionSpec("ram", 10 * PAGE, PAGE, true, false, 0, RegionSpec.Memory.TWO_SIDED);
        try (Region region = new Region(0, spec)) {
            assertThat(region.nextUnpopulated(0, 10)).isEqualTo(10);
            assertThat(region.initialDigest()).isEqualTo(region.shared().digestOf(0, 10));
        }
        try (Region region = new Region(0, RegionSpec.of("ram", 10 * PAGE))) {
            assertThat(region.initialDigest()).isZero();
        }
    }

    @Test
    void hasTheGranularityOfItsFinestSource() {
        try (Region region = new Region(0, RegionSpec.of("vmem", 16L << 20).pluggedInBlocksOf(2L << 20))) {
            assertThat(region.granularityBytes()).isEqualTo(PAGE);
            assertThat(region.plugged().pagesPerUnit()).isEqualTo(512);
        }
    }

    @Test
    void canHavePagesOfHalfTheAddressSpace() {
        RegionSpec spec =
                new RegionSpec("huge", 3L << 62, 1L << 62, false, true, 1L << 62, RegionSpec.Memory.TWO_SIDED);
        try (Region region = new Region(0, spec)) {
            assertThat(region.pageCount()).isEqualTo(3);
            assertThat(region.toPage(1L << 63)).isEqualTo(2);
            assertThat(region.toBytes(2)).isEqualTo(1L << 63);
            assertThat(region.granularityBytes()).isEqualTo(1L << 62);
        }
        RegionSpec half = new RegionSpec("half", 1L << 63, 1L << 63, true, false, 0, RegionSpec.Memory.TWO_SIDED);
        try (Region region = new Region(0, half)) {
            assertThat(region.pageCount()).isEqualTo(1);
            assertThat(region.toBytes(1)).isEqualTo(Long.MIN_VALUE);
        }
    }

    private static void compare(boolean pluggable, int pagesPerBlock, int blocks, Random random) {
        int pageCount = pagesPerBlock * blocks;
        RegionSpec plain = RegionSpec.of("ram", pageCount * PAGE);
        RegionSpec spec = pluggable ? plain.pluggedInBlocksOf(pagesPerBlock * PAGE) : plain;
        BitSet shared = new BitSet(pageCount);
        BitSet plugged = new BitSet(pageCount);
        plugged.set(0, pageCount, !pluggable);
        try (Region region = new Region(0, spec)) {
            for (int step = 0; step < 30; step++) {
                boolean value = random.nextBoolean();
                if (pluggable && random.nextInt(3) == 0) {
                    int from = random.nextInt(blocks) * pagesPerBlock;
                    int to = from + (1 + random.nextInt(blocks - from / pagesPerBlock)) * pagesPerBlock;
                    region.plugged().set(from, to, value);
                    plugged.set(from, to, value);
                } else {
                    int from = random.nextInt(pageCount);
                    int to = from + 1 + random.nextInt(pageCount - from);
                    region.shared().set(from, to, value);
                    shared.set(from, to, value);
                }
                int floor = random.nextInt(pageCount);
                int limit = floor + 1 + random.nextInt(pageCount - floor);
                comparePopulated(region, and(shared, plugged), floor, limit);
                for (Side side : Side.values()) {
                    compareFlips(region, region.shared(), value, side, flips(shared, value, plugged), floor, limit);
                }
                if (pluggable) {
                    BitSet isPrivate = (BitSet) shared.clone();
                    isPrivate.flip(0, pageCount);
                    compareFlips(
                            region, region.plugged(), value, Side.SHARED, flips(plugged, value, shared), floor, limit);
                    compareFlips(
                            region,
                            region.plugged(),
                            value,
                            Side.PRIVATE,
                            flips(plugged, value, isPrivate),
                            floor,
                            limit);
                }
            }
        }
    }

    private static void comparePopulated(Region region, BitSet populated, int floor, int limit) {
        assertThat(region.nextPopulated(floor, limit)).isEqualTo(nextIn(populated, floor, limit));
        assertThat(region.nextUnpopulated(floor, limit)).isEqualTo(Math.min(limit, populated.nextClearBit(floor)));
        long last = region.previousFlip(null, true, Side.SHARED, limit - 1, floor);
        assertThat(last).isEqualTo(previousIn(populated, limit - 1, floor));
        if (last >= 0) {
            assertThat(region.flipStart(null, true, Side.SHARED, last, floor))
                    .isEqualTo(Math.max(floor, populated.previousClearBit((int) last) + 1));
        }
    }

    private static void compareFlips(
            Region region, Source source, boolean value, Side side, BitSet flips, int floor, int limit) {
        long first = region.nextFlip(source, value, side, floor, limit);
        assertThat(first).isEqualTo(nextIn(flips, floor, limit));
        if (first < limit) {
            assertThat(region.flipEnd(source, value, side, first, limit))
                    .isEqualTo(Math.min(limit, flips.nextClearBit((int) first)));
        }
        long last = region.previousFlip(source, value, side, limit - 1, floor);
        assertThat(last).isEqualTo(previousIn(flips, limit - 1, floor));
        if (last >= 0) {
            assertThat(region.flipStart(source, value, side, last, floor))
                    .isEqualTo(Math.max(floor, flips.previousClearBit((int) last) + 1));
        }
    }

    /**
     * The pages that a change of {@code source} to {@code value} flips: those that differ and where the other agrees.
     */
    private static BitSet flips(BitSet source, boolean value, BitSet other) {
        BitSet flips = (BitSet) other.clone();
        if (value) {
            flips.andNot(source);
        } else {
            flips.and(source);
        }
        return flips;
    }

    private static BitSet and(BitSet a, BitSet b) {
        BitSet both = (BitSet) a.clone();
        both.and(b);
        return both;
    }

    private static long nextIn(BitSet bits, int from, int limit) {
        int found = bits.nextSetBit(from);
        return found < 0 ? limit : Math.min(limit, found);
    }

    private static long previousIn(BitSet bits, int from, int floor) {
        int found = bits.previousSetBit(from);
        return found < floor ? -1 : found;
    }
}
