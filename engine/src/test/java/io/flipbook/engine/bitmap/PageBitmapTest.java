package io.flipbook.engine.bitmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flipbook.engine.Seeds;
import io.flipbook.journal.SnapshotOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageBitmapTest {
    private static final long NONE = PageBitmap.NONE;
    private static final long MAX = PageBitmap.MAX_PAGES;
    private static final Path STATM = Path.of("/proc/self/statm");
    private static final Path LARGE_PAGES = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
    private static final long OS_PAGE_BYTES = 4096;
    private static final long FEW_BYTES = 4L << 20;

    @ParameterizedTest
    @ValueSource(
            ints = {1, 2, 63, 64, 65, 127, 128, 129, 4095, 4096, 4097, 8191, 262_143, 262_144, 262_145, 266_241, 300_000
            })
    void agreesWithASetOfBitsWhateverIsDoneToIt(int pageCount) {
        Seeds.each(12, (seed, random) -> compare(pageCount, 150, random));
    }

    @Test
    void agreesWithASetOfBitsAtAnySize() {
        Seeds.each(120, (seed, random) -> compare(1 + random.nextInt(300_000), 60, random));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 64, 100, 4096, 8192, 262_144, 300_000})
    void flipsARangeOnlyIfAllOfItDiffers(int pageCount) {
        Seeds.each(12, (seed, random) -> {
            try (PageBitmap bitmap = new PageBitmap(pageCount);
                    PageBitmap other = new PageBitmap(pageCount)) {
                for (int i = 0; i < 200; i++) {
                    int unit = 1 << random.nextInt(14);
                    long from = (long) random.nextInt(pageCount) / unit * unit;
                    long to = Math.min(pageCount, from + (long) unit * (1 + random.nextInt(9)));
                    boolean value = random.nextBoolean();
                    boolean differs = other.isAll(!value, from, to);
                    if (differs) {
                        other.set(from, to, value);
                    }
                    assertThat(bitmap.flip(from, to, value)).isEqualTo(differs);
                }
                assertThat(SnapshotOutput.toBytes(bitmap::write)).isEqualTo(SnapshotOutput.toBytes(other::write));
            }
        });
    }

    @Test
    void opensWithEveryPageClear() {
        try (PageBitmap bitmap = new PageBitmap(4097)) {
            assertThat(bitmap.pageCount()).isEqualTo(4097);
            assertThat(bitmap.next(true, 0)).isEqualTo(NONE);
            assertThat(bitmap.next(false, 4096)).isEqualTo(4096);
            assertThat(bitmap.previous(true, 4096)).isEqualTo(NONE);
            assertThat(bitmap.previous(false, 4096)).isEqualTo(4096);
            assertThat(bitmap.get(0)).isFalse();
        }
    }

    @Test
    void saysThatThereIsNothingBeforeTheFirstPageAndBehindTheLast() {
        try (PageBitmap bitmap = new PageBitmap(100)) {
            bitmap.set(0, 100, true);

            assertThat(bitmap.next(true, 100)).isEqualTo(NONE);
            assertThat(bitmap.next(true, -1)).isEqualTo(NONE);
            assertThat(bitmap.next(true, Long.MAX_VALUE)).isEqualTo(NONE);
            assertThat(bitmap.previous(true, -1)).isEqualTo(NONE);
            assertThat(bitmap.previous(true, Long.MAX_VALUE)).isEqualTo(99);
            assertThat(bitmap.previous(true, 4099)).isEqualTo(99);
        }
    }

    @Test
    void changesNothingWhereTheRangeIsEmpty() {
        try (PageBitmap bitmap = new PageBitmap(100)) {
            bitmap.set(64, 64, true);
            bitmap.set(100, 100, true);

            assertThat(bitmap.next(true, 0)).isEqualTo(NONE);
        }
    }

    @Test
    void refusesRangesThatAreNotInsideAndLeavesThePagesAsTheyAre() {
        try (PageBitmap bitmap = new PageBitmap(100)) {
            assertThatIllegalArgumentException().isThrownBy(() -> bitmap.set(-1, 1, true));
            assertThatIllegalArgumentException().isThrownBy(() -> bitmap.set(2, 1, true));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> bitmap.set(0, 101, true))
                    .withMessage("pages [0, 101) not in [0, 100)");
            assertThatIllegalArgumentException().isThrownBy(() -> bitmap.set(Long.MIN_VALUE, Long.MAX_VALUE, true));
            assertThat(bitmap.next(true, 0)).isEqualTo(NONE);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, (1L << 32) + 1, Long.MAX_VALUE})
    void refusesPageCountsThatCannotBe(long pageCount) {
        assertThatIllegalArgumentException().isThrownBy(() -> new PageBitmap(pageCount));
    }

    @Test
    void canBeClosedTwiceAndHasNoPagesThen() {
        PageBitmap bitmap = new PageBitmap(MAX);
        bitmap.close();
        bitmap.close();

        assertThat(bitmap.get(0)).isFalse();
        assertThat(bitmap.next(false, 0)).isEqualTo(NONE);
        assertThat(bitmap.previous(false, MAX)).isEqualTo(NONE);
        assertThatIllegalArgumentException().isThrownBy(() -> bitmap.set(0, 1, true));
        assertThatIllegalArgumentException().isThrownBy(() -> bitmap.isAll(false, 0, 1));
        assertThatIllegalStateException().isThrownBy(() -> bitmap.write(null));
        assertThatIllegalStateException().isThrownBy(() -> bitmap.read(null));
    }

    @Test
    void findsPagesNearTheEndOfTheLargestRegion() {
        try (PageBitmap bitmap = new PageBitmap(MAX)) {
            bitmap.set(MAX - 1, MAX, true);
            assertThat(bitmap.next(true, 0)).isEqualTo(MAX - 1);
            assertThat(bitmap.get(MAX - 1)).isTrue();
            assertThat(bitmap.previous(false, MAX)).isEqualTo(MAX - 2);

            bitmap.set(0, MAX, true);
            bitmap.set(MAX - 65, MAX - 63, false);
            assertThat(bitmap.next(false, 0)).isEqualTo(MAX - 65);
            assertThat(bitmap.next(true, MAX - 65)).isEqualTo(MAX - 63);
            assertThat(bitmap.previous(false, MAX - 1)).isEqualTo(MAX - 64);
            assertThat(bitmap.previous(true, MAX - 64)).isEqualTo(MAX - 66);

            bitmap.set((1L << 31) - 1, MAX, false);
            assertThat(bitmap.previous(true, MAX - 1)).isEqualTo((1L << 31) - 2);
        }
    }

    @Test
    void opensTheLargestRegionAtOnce() {
        long bestNs = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long beforeNs = System.nanoTime();
            new PageBitmap(MAX).close();
            bestNs = Math.min(bestNs, System.nanoTime() - beforeNs);
        }
        assertThat(bestNs).isLessThan(50_000_000);
    }

    @Test
    void touchesNoMemoryForPagesThatAreAllAlike() {
        assertThat(leastGrowthBytes(bitmap -> {})).isLessThan(FEW_BYTES);
        assertThat(leastGrowthBytes(bitmap -> {
                    bitmap.set(0, MAX, true);
                    bitmap.set(0, MAX, false);
                    for (long start = 0; start < MAX; start += MAX >> 6) {
                        bitmap.set(start, start + (MAX >> 7), true);
                    }
                    assertThat(bitmap.next(false, 0)).isEqualTo(MAX >> 7);
                    for (long start = 1; start < MAX; start += MAX >> 12) {
                        bitmap.set(start, start + 5, bitmap.get(start));
                    }
                }))
                .isLessThan(FEW_BYTES);
    }

    @Test
    void usesMemoryOnlyWherePagesDiffer() {
        assertThat(leastGrowthBytes(bitmap -> {
                    for (long page = 1; page < MAX; page += MAX >> 5) {
                        bitmap.set(page, page + 1, true);
                    }
                }))
                .isLessThan(FEW_BYTES);
    }

    @Test
    void changesAndSearchesHugeRangesWithoutLookingAtEachPage() {
        try (PageBitmap bitmap = new PageBitmap(MAX)) {
            long beforeNs = System.nanoTime();
            for (int i = 0; i < 20_000; i++) {
                bitmap.set(3, MAX - 3, (i & 1) == 0);
                assertThat(bitmap.next((i & 1) == 1, 5)).isIn(MAX - 3, NONE);
                assertThat(bitmap.previous((i & 1) == 1, MAX - 5)).isIn(2L, NONE);
            }
            assertThat(System.nanoTime() - beforeNs).isLessThan(5_000_000_000L);
        }
    }

    private static void compare(int pageCount, int steps, Random random) {
        BitSet naive = new BitSet(pageCount);
        try (PageBitmap bitmap = new PageBitmap(pageCount)) {
            for (int step = 0; step < steps; step++) {
                int a = position(pageCount, random);
                int b = random.nextInt(4) == 0 ? Math.min(pageCount, a + 1) : position(pageCount, random);
                int from = Math.min(a, b);
                int to = Math.max(a, b);
                boolean value = random.nextBoolean();
                bitmap.set(from, to, value);
                naive.set(from, to, value);
                compareAll(bitmap, naive, random.nextInt(pageCount), position(pageCount, random));
                compareAll(bitmap, naive, from, to);
                for (int at : new int[] {from - 1, from, to - 1, to, position(pageCount, random)}) {
                    compareSearches(bitmap, naive, pageCount, at);
                }
            }
            compareRuns(bitmap, naive, pageCount);
        }
    }

    /** Often at or beside a boundary of words, of any level. */
    private static int position(int pageCount, Random random) {
        switch (random.nextInt(6)) {
            case 0:
                return random.nextBoolean() ? 0 : pageCount;
            case 1:
            case 2:
                int shift = 6 * (1 + random.nextInt(3));
                int boundary = random.nextInt((pageCount >> shift) + 1) << shift;
                return Math.max(0, Math.min(pageCount, boundary + random.nextInt(3) - 1));
            default:
                return random.nextInt(pageCount + 1);
        }
    }

    private static void compareSearches(PageBitmap bitmap, BitSet naive, int pageCount, int at) {
        if (at < 0 || at >= pageCount) {
            return;
        }
        assertThat(bitmap.get(at)).as("page %d", at).isEqualTo(naive.get(at));
        assertThat(bitmap.next(true, at)).as("next set from %d", at).isEqualTo(naive.nextSetBit(at));
        assertThat(bitmap.previous(true, at)).as("previous set from %d", at).isEqualTo(naive.previousSetBit(at));
        assertThat(bitmap.previous(false, at)).as("previous clear from %d", at).isEqualTo(naive.previousClearBit(at));
        // behind the last page everything counts as clear, or as not there
        long clear = naive.nextClearBit(at);
        long found = bitmap.next(false, at);
        assertThat(found >= pageCount ? NONE : found)
                .as("next clear from %d", at)
                .isEqualTo(clear >= pageCount ? NONE : clear);
    }

    private static void compareAll(PageBitmap bitmap, BitSet naive, int a, int b) {
        int from = Math.min(a, b);
        int to = Math.max(a, b);
        int set = naive.get(from, to).cardinality();
        assertThat(bitmap.isAll(true, from, to)).as("all set").isEqualTo(set == to - from);
        assertThat(bitmap.isAll(false, from, to)).as("all clear").isEqualTo(set == 0);
    }

    private static void compareRuns(PageBitmap bitmap, BitSet naive, int pageCount) {
        BitSet seen = new BitSet(pageCount);
        long page = bitmap.next(true, 0);
        while (page != NONE) {
            long end = bitmap.next(false, page);
            end = end == NONE ? pageCount : Math.min(end, pageCount);
            seen.set((int) page, (int) end);
            page = bitmap.next(true, end);
        }
        assertThat(seen).isEqualTo(naive);
    }

    /** Where the kernel gives 2 MiB for each byte that is touched this says nothing of the bitmap. */
    private static boolean givesLargePagesToAll() {
        try {
            return Files.readString(LARGE_PAGES).contains("[always]");
        } catch (IOException e) {
            return false;
        }
    }

    /** By how much the resident memory grows with eight of them, the least of some tries: others use memory too. */
    private static long leastGrowthBytes(Consumer<PageBitmap> use) {
        assumeTrue(Files.isReadable(STATM));
        assumeFalse(givesLargePagesToAll());
        long least = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 4; attempt++) {
            PageBitmap[] bitmaps = new PageBitmap[8];
            long before = residentBytes();
            for (int i = 0; i < bitmaps.length; i++) {
                bitmaps[i] = new PageBitmap(MAX);
                use.accept(bitmaps[i]);
            }
            least = Math.min(least, residentBytes() - before);
            for (PageBitmap bitmap : bitmaps) {
                bitmap.close();
            }
        }
        return least;
    }

    private static long residentBytes() {
        try {
            return Long.parseLong(Files.readString(STATM).split(" ")[1]) * OS_PAGE_BYTES;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
