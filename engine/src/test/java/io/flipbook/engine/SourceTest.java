package io.flipbook.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 64, 100, 512})
    void findsPagesWhateverItsUnit(int pagesPerUnit) {
        Seeds.each(60, (seed, random) -> compare(pagesPerUnit, 1 + random.nextInt(700), random));
    }

    @Test
    void saysWhereAUnitBeginsAndEndsInPages() {
        try (Source source = new Source("ram", "plugged", 40, 8)) {
            source.set(16, 24, true);

            assertThat(source.pagesPerUnit()).isEqualTo(8);
            assertThat(source.next(true, 3)).isEqualTo(16);
            assertThat(source.next(true, 19)).isEqualTo(19);
            assertThat(source.next(false, 19)).isEqualTo(24);
            assertThat(source.next(true, 24)).isEqualTo(40);
            assertThat(source.previous(true, 39)).isEqualTo(23);
            assertThat(source.previous(true, 15)).isEqualTo(-1);
            assertThat(source.previous(false, 22)).isEqualTo(15);
            assertThat(source.previous(false, -1)).isEqualTo(-1);
        }
    }

    @Test
    void addsUpTheDigestsOfRunsThatAdjoin() {
        try (Source source = new Source("ram", "shared", 1L << 32, 1)) {
            Seeds.each(1000, (seed, random) -> {
                long a = Seeds.below(random, 1L << 32);
                long b = a + Seeds.below(random, (1L << 32) - a + 1);
                long c = b + Seeds.below(random, (1L << 32) - b + 1);
                assertThat(source.digestOf(a, b) + source.digestOf(b, c)).isEqualTo(source.digestOf(a, c));
            });
            assertThat(source.digestOf(7, 7)).isZero();
        }
    }

    @Test
    void givesPagesOfOtherRegionsAndSourcesOtherDigests() {
        Set<Long> digests = new HashSet<>();
        for (String region : new String[] {"ram", "ram0", "vmem", "r"}) {
            for (String name : new String[] {"shared", "plugged"}) {
                try (Source source = new Source(region, name, 100, 1)) {
                    for (long page = 0; page < 100; page++) {
                        digests.add(source.digestOf(page, page + 1));
                    }
                }
            }
        }
        assertThat(digests).hasSize(800).doesNotContain(0L);
    }

    /** The values are in journals: with others every journal that there is would be damaged. */
    @Test
    void keepsTheDigestsThatJournalsHold() {
        try (Source shared = new Source("ram", "shared", 1L << 32, 1);
                Source plugged = new Source("vmem", "plugged", 4096, 512)) {
            assertThat(shared.digestOf(0, 1)).isEqualTo(0xca31e535d4f79fdbL);
            assertThat(shared.digestOf(0, 1L << 32)).isEqualTo(0x4175d0df5c046e72L);
            assertThat(plugged.digestOf(512, 1024)).isEqualTo(0xd0e36916a97d9f6bL);
        }
    }

    private static void compare(int pagesPerUnit, int units, Random random) {
        int pageCount = units * pagesPerUnit;
        BitSet naive = new BitSet(pageCount);
        try (Source source = new Source("ram", "plugged", pageCount, pagesPerUnit)) {
            for (int step = 0; step < 40; step++) {
                int a = random.nextInt(units + 1) * pagesPerUnit;
                int b = random.nextInt(units + 1) * pagesPerUnit;
                boolean value = random.nextBoolean();
                source.set(Math.min(a, b), Math.max(a, b), value);
                naive.set(Math.min(a, b), Math.max(a, b), value);
                int page = random.nextInt(pageCount);
                int set = naive.nextSetBit(page);
                assertThat(source.next(true, page)).isEqualTo(set < 0 ? pageCount : set);
                assertThat(source.next(false, page)).isEqualTo(Math.min(pageCount, naive.nextClearBit(page)));
                assertThat(source.previous(true, page)).isEqualTo(naive.previousSetBit(page));
                assertThat(source.previous(false, page)).isEqualTo(naive.previousClearBit(page));
            }
        }
    }
}
