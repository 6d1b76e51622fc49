package io.flipbook.engine.bitmap;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.Seeds;
import org.junit.jupiter.api.Test;

class PinCountsTest {
    private static final int PAGES = 40;

    @Test
    void agreesWithACounterForEachPage() {
        Seeds.each(500, (seed, random) -> {
            PinCounts pins = new PinCounts();
            int[] naive = new int[PAGES];
            for (int step = 0; step < 60; step++) {
                int from = random.nextInt(PAGES);
                int to = from + 1 + random.nextInt(PAGES - from);
                assertThat(pins.allPinned(from, to)).isEqualTo(allPinned(naive, from, to));
                assertThat(pins.firstPinned(from, to)).isEqualTo(firstPinned(naive, from, to));
                boolean unpin = random.nextInt(3) > 0 && pins.allPinned(from, to);
                pins.add(from, to, unpin ? -1 : 1);
                for (int page = from; page < to; page++) {
                    naive[page] += unpin ? -1 : 1;
                }
                assertThat(pins.isEmpty()).isEqualTo(firstPinned(naive, 0, PAGES) < 0);
            }
            pins.clear();
            assertThat(pins.isEmpty()).isTrue();
            assertThat(pins.firstPinned(0, PAGES)).isEqualTo(-1);
        });
    }

    @Test
    void forgetsARangeThatWasUnpinnedAsItWasPinned() {
        PinCounts pins = new PinCounts();
        pins.add(0, 1L << 32, 1);
        pins.add(7, 9, 1);

        pins.add(7, 9, -1);
        pins.add(0, 1L << 32, -1);

        assertThat(pins.isEmpty()).isTrue();
    }

    @Test
    void countsEachReferenceOnAPage() {
        PinCounts pins = new PinCounts();
        pins.add(5, 6, 1);
        pins.add(5, 6, 1);
        pins.add(5, 6, -1);
        assertThat(pins.firstPinned(0, 10)).isEqualTo(5);
        pins.add(5, 6, -1);
        assertThat(pins.firstPinned(0, 10)).isEqualTo(-1);
    }

    private static boolean allPinned(int[] counts, int from, int to) {
        for (int page = from; page < to; page++) {
            if (counts[page] == 0) {
                return false;
            }
        }
        return true;
    }

    private static long firstPinned(int[] counts, int from, int to) {
        for (int page = from; page < to; page++) {
            if (counts[page] > 0) {
                return page;
            }
        }
        return -1;
    }
}
