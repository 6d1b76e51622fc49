package io.flipbook.engine.bitmap;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.Seeds;
import io.flipbook.journal.SnapshotInput;
import io.flipbook.journal.SnapshotOutput;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageSumsTest {
    private static final PageDigest DIGEST = new PageDigest("ram", "shared");

    @ParameterizedTest
    @ValueSource(ints = {1, 63, 64, 65, 4095, 4096, 4097, 8192, 262_143, 262_144, 262_145, 300_000})
    void areThoseOfTheRunsThatSearchesFind(int units) {
        Seeds.each(12, (seed, random) -> {
            try (PageBitmap bitmap = new PageBitmap(units)) {
                for (int i = 0; i < 20; i++) {
                    change(bitmap, random);
                    compare(bitmap, 1 + random.nextInt(3));
                }
            }
        });
    }

    @Test
    void areRightWhereEachWordHasManyRunsAndWhereRunsAreLong() {
        try (PageBitmap bitmap = new PageBitmap(1 << 20)) {
            compare(bitmap, 1);
            bitmap.set(0, 1 << 20, true);
            compare(bitmap, 512);
            for (long unit = 0; unit < 1 << 18; unit += 2) {
                bitmap.set(unit, unit + 1, false);
            }
            compare(bitmap, 1);
            Random random = new Random(4);
            for (long unit = 1 << 19; unit < 1 << 20; unit++) {
                bitmap.set(unit, unit + 1, random.nextBoolean());
            }
            compare(bitmap, 512);
        }
    }

    private static void change(PageBitmap bitmap, Random random) {
        long units = bitmap.pageCount();
        long from = (long) (random.nextDouble() * units);
        long most = random.nextBoolean() ? units - from : Math.min(units - from, 70);
        bitmap.set(from, from + (long) (random.nextDouble() * (most + 1)), random.nextBoolean());
    }

    /** As it is, and as a snapshot of it reads back. */
    private static void compare(PageBitmap bitmap, long pagesPerUnit) {
        long digest = 0;
        long units = 0;
        for (long from = bitmap.next(true, 0); from != PageBitmap.NONE; ) {
            long next = bitmap.next(false, from);
            long to = next == PageBitmap.NONE ? bitmap.pageCount() : Math.min(next, bitmap.pageCount());
            digest += DIGEST.of(from * pagesPerUnit, to * pagesPerUnit);
            units += to - from;
            from = to < bitmap.pageCount() ? bitmap.next(true, to) : PageBitmap.NONE;
        }
        PageSums sums = bitmap.sums(DIGEST, pagesPerUnit);
        assertThat(sums.units()).isEqualTo(units);
        assertThat(sums.digest()).isEqualTo(digest);

        byte[] written = SnapshotOutput.toBytes(bitmap::write);
        try (PageBitmap copy = new PageBitmap(bitmap.pageCount())) {
            copy.read(SnapshotInput.of(written, 1));
            assertThat(copy.sums(DIGEST, pagesPerUnit).digest()).isEqualTo(digest);
            assertThat(SnapshotOutput.toBytes(copy::write)).isEqualTo(written);
        }
    }
}
