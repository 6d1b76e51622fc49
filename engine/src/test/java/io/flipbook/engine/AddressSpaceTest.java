package io.flipbook.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AddressSpaceTest {
    private static final long PAGE = 4096;

    private final Region ram = new Region(0, RegionSpec.of("ram", 1L << 30));
    private final Region other = new Region(1, RegionSpec.of("other", 1L << 30));
    private final AddressSpace space = new AddressSpace();

    @AfterEach
    void close() {
        ram.close();
        other.close();
    }

    @Test
    void keepsMapsInTheOrderOfUnsignedAddresses() {
        space.add(-2 * PAGE, 2 * PAGE, ram, 0);
        space.add(1L << 63, PAGE, ram, 2 * PAGE);
        space.add(0, PAGE, other, 0);
        space.add(Long.MAX_VALUE - PAGE + 1, PAGE, ram, 8 * PAGE);

        assertThat(space.count()).isEqualTo(4);
        assertThat(firsts()).containsExactly(0L, Long.MAX_VALUE - PAGE + 1, 1L << 63, -2 * PAGE);
        assertThat(space.last(3)).isEqualTo(-1);
        assertThat(space.region(0)).isSameAs(other);
        assertThat(space.toOffset(3, -1)).isEqualTo(2 * PAGE - 1);
    }

    @Test
    void findsTheMapAtAnAddressOrTheNextOne() {
        space.add(10 * PAGE, 2 * PAGE, ram, 0);
        space.add(-PAGE, PAGE, ram, 4 * PAGE);

        assertThat(space.indexAtOrAfter(0)).isEqualTo(0);
        assertThat(space.indexAtOrAfter(12 * PAGE - 1)).isEqualTo(0);
        assertThat(space.indexAtOrAfter(12 * PAGE)).isEqualTo(1);
        assertThat(space.indexAtOrAfter(-1)).isEqualTo(1);
        assertThat(space.indexOf(10 * PAGE)).isEqualTo(0);
        assertThat(space.indexOf(11 * PAGE)).isEqualTo(-1);
        assertThat(space.indexOf(-PAGE)).isEqualTo(1);
        space.remove(1);
        assertThat(space.indexOf(-PAGE)).isEqualTo(-1);
        assertThat(space.indexAtOrAfter(-PAGE)).isEqualTo(1);
    }

    @Test
    void findsOverlapsInAddressesAndInTheRegion() {
        space.add(-4 * PAGE, 4 * PAGE, ram, 4 * PAGE);

        assertThat(overlaps(-5 * PAGE, PAGE, other, 0)).isFalse();
        assertThat(overlaps(-5 * PAGE, 2 * PAGE, other, 0)).isTrue();
        assertThat(overlaps(-PAGE, PAGE, other, 0)).isTrue();
        assertThat(overlaps(0, PAGE, ram, 3 * PAGE)).isFalse();
        assertThat(overlaps(0, 2 * PAGE, ram, 3 * PAGE)).isTrue();
        assertThat(overlaps(0, PAGE, ram, 7 * PAGE)).isTrue();
        assertThat(overlaps(0, PAGE, ram, 8 * PAGE)).isFalse();
        assertThat(overlaps(0, PAGE, other, 7 * PAGE)).isFalse();
    }

    @Test
    void agreesWithAListOfMaps() {
        Seeds.each(300, (seed, random) -> {
            AddressSpace tried = new AddressSpace();
            List<Placed> naive = new ArrayList<>();
            for (int step = 0; step < 40; step++) {
                if (!naive.isEmpty() && random.nextInt(4) == 0) {
                    Placed gone = naive.remove(random.nextInt(naive.size()));
                    tried.remove(tried.indexOf(gone.gpa));
                } else {
                    Placed placed = place(random);
                    boolean expected = naive.stream().anyMatch(placed::overlaps);
                    assertThat(overlaps(tried, placed)).isEqualTo(expected);
                    if (!expected) {
                        tried.add(placed.gpa, placed.pages * PAGE, placed.region, placed.offset);
                        naive.add(placed);
                    }
                }
                compare(tried, naive);
            }
        });
    }

    private record Placed(long gpa, long pages, Region region, long offset) {
        boolean overlaps(Placed placed) {
            return meet(gpa, placed.gpa, placed) || region == placed.region && meet(offset, placed.offset, placed);
        }

        private boolean meet(long start, long otherStart, Placed placed) {
            BigInteger from = unsigned(start);
            BigInteger otherFrom = unsigned(otherStart);
            return from.compareTo(otherFrom.add(BigInteger.valueOf(placed.pages * PAGE))) < 0
                    && otherFrom.compareTo(from.add(BigInteger.valueOf(pages * PAGE))) < 0;
        }
    }

    /** Around 0, 2^63 and the very end. */
    private Placed place(Random random) {
        long pages = 1 + random.nextInt(8);
        long[] bases = {0, (1L << 63) - 16 * PAGE, -32 * PAGE};
        long gpa = bases[random.nextInt(3)] + random.nextInt(32 - (int) pages + 1) * PAGE;
        return new Placed(gpa, pages, random.nextBoolean() ? ram : other, random.nextInt(64) * PAGE);
    }

    private static void compare(AddressSpace tried, List<Placed> naive) {
        assertThat(tried.count()).isEqualTo(naive.size());
        List<Placed> sorted = new ArrayList<>(naive);
        sorted.sort((a, b) -> Long.compareUnsigned(a.gpa, b.gpa));
        for (int i = 0; i < sorted.size(); i++) {
            Placed placed = sorted.get(i);
            assertThat(tried.first(i)).isEqualTo(placed.gpa);
            assertThat(tried.last(i)).isEqualTo(placed.gpa + placed.pages * PAGE - 1);
            assertThat(tried.region(i)).isSameAs(placed.region);
            assertThat(tried.toOffset(i, placed.gpa)).isEqualTo(placed.offset);
            assertThat(tried.indexOf(placed.gpa)).isEqualTo(i);
            assertThat(tried.indexAtOrAfter(placed.gpa + 1)).isEqualTo(i);
        }
    }

    private boolean overlaps(long gpa, long sizeBytes, Region region, long offset) {
        return overlaps(space, new Placed(gpa, sizeBytes / PAGE, region, offset));
    }

    private static boolean overlaps(AddressSpace space, Placed placed) {
        long sizeBytes = placed.pages * PAGE;
        return space.overlaps(
                placed.gpa, placed.gpa + sizeBytes - 1, placed.region, placed.offset + sizeBytes - 1, placed.offset);
    }

    private static BigInteger unsigned(long value) {
        return new BigInteger(Long.toUnsignedString(value));
    }

    private List<Long> firsts() {
        List<Long> firsts = new ArrayList<>();
        for (int i = 0; i < space.count(); i++) {
            firsts.add(space.first(i));
        }
        return firsts;
    }
}
