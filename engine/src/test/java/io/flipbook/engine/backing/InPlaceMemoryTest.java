package io.flipbook.engine.backing;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.Seeds;
import io.flipbook.engine.device.Errno;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

/** The attributes of a guest_memfd that is converted in place, and its folios. */
class InPlaceMemoryTest {
    private static final long PAGE = 4096;
    private static final long HUGE = 2 << 20;
    private static final int FOLIO = (int) (HUGE / PAGE);

    @Test
    void refusesAsAWholeWithTheFirstPageThatIsReferenced() {
        try (InPlaceMemory memory = new InPlaceMemory(16, PAGE, BackingSpec.MODEL)) {
            memory.convert(true, 0, 16 * PAGE);
            memory.finish(true, 0, 16 * PAGE);
            memory.reference(9 * PAGE, 2 * PAGE);
            memory.reference(5 * PAGE, PAGE);
            String before = Costs.of(memory);

            assertThat(memory.convert(false, 2 * PAGE, 10 * PAGE)).isEqualTo(Errno.EAGAIN);
            assertThat(memory.refusedAt()).isEqualTo(5 * PAGE);
            assertThat(Costs.of(memory)).isEqualTo(before);
            memory.release(5 * PAGE, PAGE);
            assertThat(memory.convert(false, 2 * PAGE, 10 * PAGE)).isEqualTo(Errno.EAGAIN);
            assertThat(memory.refusedAt()).isEqualTo(9 * PAGE);
            assertThat(memory.convert(true, 0, 16 * PAGE)).isEqualTo(Errno.NONE);
            memory.release(9 * PAGE, 2 * PAGE);
            assertThat(memory.convert(false, 2 * PAGE, 10 * PAGE)).isEqualTo(Errno.NONE);
            assertThat(Costs.of(memory)).startsWith("shared 6, private 10");
        }
    }

    @Test
    void splitsAFolioOnAPartialConversionAndMergesItWhenItIsWholeAgain() {
        try (InPlaceMemory memory = new InPlaceMemory(4 * FOLIO, PAGE, BackingSpec.MODEL.inFoliosOf(HUGE))) {
            memory.convert(true, 0, 4 * HUGE);
            assertThat(Costs.of(memory))
                    .isEqualTo("shared 2048, private 0, folios 4, split 0, splits 0, merges 0,"
                            + " direct-map-entries 4, direct-map 2048");
            memory.convert(false, HUGE + PAGE, HUGE);
            assertThat(Costs.of(memory))
                    .isEqualTo("shared 1536, private 512, folios 4, split 2, splits 2, merges 0,"
                            + " direct-map-entries 514, direct-map 1536");
            memory.convert(false, HUGE, PAGE);
            assertThat(Costs.of(memory))
                    .isEqualTo("shared 1535, private 513, folios 4, split 1, splits 2, merges 1,"
                            + " direct-map-entries 513, direct-map 1535");
            memory.convert(true, 0, 4 * HUGE);
            assertThat(Costs.of(memory))
                    .isEqualTo("shared 2048, private 0, folios 4, split 0, splits 2, merges 2,"
                            + " direct-map-entries 4, direct-map 2048");
        }
    }

    @Test
    void mergesAgainWhatAConversionSplitThatIsUndone() {
        try (InPlaceMemory memory = new InPlaceMemory(2 * FOLIO, PAGE, BackingSpec.MODEL.inFoliosOf(HUGE))) {
            memory.convert(true, 0, HUGE);
            memory.finish(true, 0, HUGE);
            memory.convert(true, HUGE - PAGE, 3 * PAGE);
            memory.undo(true, HUGE - PAGE, 3 * PAGE);
            assertThat(Costs.of(memory))
                    .isEqualTo("shared 512, private 512, folios 2, split 0, splits 1, merges 1,"
                            + " direct-map-entries 1, direct-map 512");
        }
    }

    /** Beside a bit for each page, counted folio by folio. */
    @Test
    void agreesWithOneBitForEachPage() {
        Seeds.each(200, (seed, random) -> {
            int folio = 1 << random.nextInt(5);
            int pages = 32 * 5;
            BitSet shared = new BitSet();
            long splits = 0;
            long merges = 0;
            try (InPlaceMemory memory = new InPlaceMemory(pages, PAGE, BackingSpec.MODEL.inFoliosOf(folio * PAGE))) {
                for (int i = 0; i < 60; i++) {
                    int from = random.nextInt(pages);
                    int to = from + 1 + random.nextInt(random.nextBoolean() ? pages - from : 1);
                    boolean toShared = random.nextBoolean();
                    BitSet before = (BitSet) shared.clone();
                    memory.convert(toShared, from * PAGE, (to - from) * PAGE);
                    shared.set(from, to, toShared);
                    splits += splitsBetween(before, shared, folio, pages);
                    merges += splitsBetween(shared, before, folio, pages);
                    if (random.nextInt(3) == 0) {
                        memory.undo(toShared, from * PAGE, (to - from) * PAGE);
                        splits += splitsBetween(shared, before, folio, pages);
                        merges += splitsBetween(before, shared, folio, pages);
                        shared = before;
                    } else {
                        memory.finish(toShared, from * PAGE, (to - from) * PAGE);
                    }
                    String counts = ", splits " + splits + ", merges " + merges;
                    assertThat(Costs.of(memory)).isEqualTo(costs(shared, folio, pages, counts));
                }
            }
        });
    }

    private static String costs(BitSet shared, int folio, int pages, String counts) {
        int split = 0;
        int entries = 0;
        for (int from = 0; from < pages; from += folio) {
            int there = shared.get(from, from + folio).cardinality();
            split += there > 0 && there < folio ? 1 : 0;
            entries += there == folio ? 1 : there;
        }
        return "shared " + shared.cardinality() + ", private " + (pages - shared.cardinality()) + ", folios "
                + pages / folio + ", split " + split + counts + ", direct-map-entries " + entries + ", direct-map "
                + shared.cardinality();
    }

    private static long splitsBetween(BitSet before, BitSet after, int folio, int pages) {
        long splits = 0;
        for (int from = 0; from < pages; from += folio) {
            splits += !isSplit(before, from, folio) && isSplit(after, from, folio) ? 1 : 0;
        }
        return splits;
    }

    private static boolean isSplit(BitSet shared, int from, int folio) {
        int there = shared.get(from, from + folio).cardinality();
        return there > 0 && there < folio;
    }
}
