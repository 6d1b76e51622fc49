package io.flipbook.engine.bitmap;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.Seeds;
import java.util.Random;
import org.agrona.UnsafeApi;
import org.junit.jupiter.api.Test;

/** What readers find in a bitmap: what its own searches find, and in whatever memory holds, an end. */
class LivePagesTest {
    private static final long[] PAGE_COUNTS = {1, 63, 64, 65, 4096, 4097, 300_000, PageBitmap.MAX_PAGES};

    @Test
    void findsWhatTheBitmapItselfFinds() {
        Seeds.each(20, (seed, random) -> {
            long pageCount = PAGE_COUNTS[(int) (seed % PAGE_COUNTS.length)];
            try (PageBitmap bitmap = new PageBitmap(pageCount)) {
                LivePages live = bitmap.live();
                for (int i = 0; i < 300; i++) {
                    long from = near(random, pageCount);
                    long to = Math.min(pageCount, from + 1 + Seeds.below(random, 1L << random.nextInt(33)));
                    bitmap.set(from, to, random.nextBoolean());
                    compare(bitmap, live, from);
                    compare(bitmap, live, to - 1);
                    compare(bitmap, live, near(random, pageCount));
                }
            }
        });
    }

    /** What lies below a uniform entry was never written to, and a reader that is late may look there. */
    @Test
    void comesToAnEndInsideTheBitmapWhateverTheWordsSay() {
        Seeds.each(50, (seed, random) -> {
            long pageCount = 300_000 + random.nextInt(64);
            int[] words = {4_689, 74, 2};
            long[] addresses = new long[3];
            for (int level = 0; level < addresses.length; level++) {
                int longs = level == 0 ? words[0] : 2 * words[level];
                addresses[level] = random.nextInt(8) == 0 ? 0 : garbage(longs, random);
            }
            LivePages live = new LivePages(pageCount, addresses);
            for (int i = 0; i < 2000; i++) {
                long from = Seeds.below(random, pageCount);
                assertThat(live.next(i % 2 == 0, from))
                        .matches(page -> page < 0 && page >= LivePages.TORN || page >= from && page < pageCount);
                assertThat(live.previous(i % 2 == 0, from)).matches(page -> page <= from && page >= LivePages.TORN);
            }
            for (long address : addresses) {
                if (address != 0) {
                    UnsafeApi.freeMemory(address);
                }
            }
        });
    }

    private static long garbage(int longs, Random random) {
        long address = UnsafeApi.allocateMemory((long) longs << 3);
        for (int i = 0; i < longs; i++) {
            long word = random.nextInt(3) == 0 ? 0 : random.nextLong() & random.nextLong();
            UnsafeApi.putLong(address + ((long) i << 3), random.nextBoolean() ? word : ~word);
        }
        return address;
    }

    private static void compare(PageBitmap bitmap, LivePages live, long from) {
        for (boolean set : new boolean[] {true, false}) {
            long next = bitmap.next(set, from);
            assertThat(live.next(set, from)).isEqualTo(next < bitmap.pageCount() ? next : PageBitmap.NONE);
            assertThat(live.previous(set, from)).isEqualTo(bitmap.previous(set, from));
        }
    }

    private static long near(Random random, long pageCount) {
        long border = Seeds.below(random, pageCount) & -(1L << random.nextInt(33));
        return Math.max(0, Math.min(pageCount - 1, border + random.nextInt(3) - 1));
    }
}
