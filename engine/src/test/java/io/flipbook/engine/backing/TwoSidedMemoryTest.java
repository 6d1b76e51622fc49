package io.flipbook.engine.backing;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.Seeds;
import io.flipbook.engine.device.Errno;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** QEMU's {@code kvm_convert_memory}: the other side is discarded when all agreed, but a hugetlb shared side is not. */
class TwoSidedMemoryTest {
    private static final long PAGE = 4096;
    private static final int PAGES = 200;

    @Test
    void givesBackTheSideThatPagesLeaveWhenAllAgreed() {
        try (TwoSidedMemory memory = new TwoSidedMemory(8, PAGE, BackingSpec.MODEL)) {
            memory.convert(true, 0, 4 * PAGE);
            memory.finish(true, 0, 4 * PAGE);
            assertThat(Costs.of(memory)).isEqualTo("shared 4, private 0, peak 4");
            memory.convert(false, PAGE, 2 * PAGE);
            assertThat(Costs.of(memory)).isEqualTo("shared 4, private 2, peak 6");
            memory.finish(false, PAGE, 2 * PAGE);
            assertThat(Costs.of(memory)).isEqualTo("shared 2, private 2, peak 6");
            memory.convert(true, PAGE, PAGE);
            memory.finish(true, PAGE, PAGE);
            assertThat(Costs.of(memory)).isEqualTo("shared 3, private 1, peak 6");
        }
    }

    @Test
    void keepsASharedSideOfHugetlbPagesAndGivesBackThePrivateOne() {
        try (TwoSidedMemory memory = new TwoSidedMemory(8, PAGE, BackingSpec.MODEL.withHugetlbShared(true))) {
            memory.convert(true, 0, 4 * PAGE);
            memory.finish(true, 0, 4 * PAGE);
            memory.convert(false, 0, 4 * PAGE);
            memory.finish(false, 0, 4 * PAGE);
            assertThat(Costs.of(memory)).isEqualTo("shared 4, private 4, peak 8");
            memory.convert(true, 0, PAGE);
            memory.finish(true, 0, PAGE);
            assertThat(Costs.of(memory)).isEqualTo("shared 4, private 3, peak 8");
        }
    }

    @Test
    void costsTheMemoryTwiceWithoutADiscard() {
        try (TwoSidedMemory memory = new TwoSidedMemory(8, PAGE, BackingSpec.MODEL.discarding(false))) {
            for (boolean toShared : new boolean[] {true, false, true, false}) {
                memory.convert(toShared, 0, 8 * PAGE);
                memory.finish(toShared, 0, 8 * PAGE);
            }
            assertThat(Costs.of(memory)).isEqualTo("shared 8, private 8, peak 16");
        }
    }

    @Test
    void keepsWhatWasThereBeforeAConversionThatIsUndone() {
        try (TwoSidedMemory memory = new TwoSidedMemory(8, PAGE, BackingSpec.MODEL.withHugetlbShared(true))) {
            memory.convert(true, 2 * PAGE, PAGE);
            memory.finish(true, 2 * PAGE, PAGE);
            memory.convert(false, 2 * PAGE, PAGE);
            memory.finish(false, 2 * PAGE, PAGE);
            memory.convert(true, 0, 8 * PAGE);
            memory.undo(true, 0, 8 * PAGE);
            assertThat(Costs.of(memory)).isEqualTo("shared 1, private 1, peak 9");
        }
    }

    @Test
    void undoesWhatItHadOfAConversionThatASideRefuses() {
        List<String> calls = new ArrayList<>();
        SideMemory side = new SideMemory() {
            @Override
            public Errno populate(long offset, long sizeBytes) {
                calls.add("+" + offset / PAGE + ":" + (offset + sizeBytes) / PAGE);
                return offset == 4 * PAGE ? Errno.of("ENOMEM") : Errno.NONE;
            }

            @Override
            public void discard(long offset, long sizeBytes) {
                calls.add("-" + offset / PAGE + ":" + (offset + sizeBytes) / PAGE);
            }

            @Override
            public void cost(String name, CostVisitor visitor) {}

            @Override
            public void close() {
                calls.add("closed");
            }
        };
        try (TwoSidedMemory memory = new TwoSidedMemory(8, PAGE, BackingSpec.MODEL, side, SideMemory.MODEL)) {
            memory.convert(true, 2 * PAGE, 2 * PAGE);
            memory.finish(true, 2 * PAGE, 2 * PAGE);
            assertThat(memory.convert(true, 0, 8 * PAGE)).isEqualTo(Errno.of("ENOMEM"));
            assertThat(memory.refusedAt()).isEqualTo(4 * PAGE);
            assertThat(Costs.of(memory)).startsWith("shared 2, private 0");
        }
        assertThat(calls).containsExactly("+2:4", "+0:2", "+4:8", "-0:2", "-4:8", "closed");
    }

    /** Beside a bit for each page and side, with the bits of before to go back to. */
    @Test
    void agreesWithOneBitForEachPageAndSide() {
        Seeds.each(200, (seed, random) -> {
            BackingSpec spec =
                    BackingSpec.MODEL.withHugetlbShared(random.nextBoolean()).discarding(random.nextBoolean());
            BitSet shared = new BitSet();
            BitSet hidden = new BitSet();
            int peak = 0;
            try (TwoSidedMemory memory = new TwoSidedMemory(PAGES, PAGE, spec)) {
                for (int i = 0; i < 60; i++) {
                    int from = random.nextInt(PAGES);
                    int to = from + 1 + random.nextInt(PAGES - from);
                    boolean toShared = random.nextBoolean();
                    BitSet side = toShared ? shared : hidden;
                    BitSet before = (BitSet) side.clone();
                    assertThat(memory.convert(toShared, from * PAGE, (to - from) * PAGE))
                            .isEqualTo(Errno.NONE);
                    side.set(from, to);
                    peak = Math.max(peak, shared.cardinality() + hidden.cardinality());
                    if (random.nextInt(3) == 0) {
                        memory.undo(toShared, from * PAGE, (to - from) * PAGE);
                        side.clear();
                        side.or(before);
                    } else {
                        memory.finish(toShared, from * PAGE, (to - from) * PAGE);
                        if (spec.discards() && (toShared || !spec.hugetlbShared())) {
                            (toShared ? hidden : shared).clear(from, to);
                        }
                    }
                    assertThat(Costs.of(memory))
                            .isEqualTo("shared " + shared.cardinality() + ", private " + hidden.cardinality()
                                    + ", peak " + peak);
                }
            }
        });
    }
}
