package io.flipbook.engine.memtype;

import static io.flipbook.engine.memtype.MemoryType.UC;
import static io.flipbook.engine.memtype.MemoryType.UC_MINUS;
import static io.flipbook.engine.memtype.MemoryType.WB;
import static io.flipbook.engine.memtype.MemoryType.WC;
import static io.flipbook.engine.memtype.MemoryType.WP;
import static io.flipbook.engine.memtype.MemoryType.WT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GuestPatTest {
    @Test
    void readsEightEntriesFromTheLowestByteOn() {
        assertThat(entries(new GuestPat(0x0007_0406_0501_0406L))).containsExactly(WB, WT, WC, WP, WB, WT, UC_MINUS, UC);
        assertThat(entries(GuestPat.AFTER_RESET)).containsExactly(WB, WT, UC_MINUS, UC, WB, WT, UC_MINUS, UC);
        assertThat(entries(new GuestPat(0))).containsOnly(UC);
    }

    /** SDM volume 3, table 11-11. */
    @Test
    void choosesAnEntryByThePatPcdAndPwtBits() {
        List<Integer> indices = new ArrayList<>();
        for (boolean pat : new boolean[] {false, true}) {
            for (boolean pcd : new boolean[] {false, true}) {
                for (boolean pwt : new boolean[] {false, true}) {
                    indices.add(GuestPat.index(pat, pcd, pwt));
                }
            }
        }
        assertThat(indices).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    }

    @Test
    void refusesReservedTypesInEveryEntry() {
        for (int index = 0; index < GuestPat.ENTRIES; index++) {
            for (int encoding = 0; encoding < 256; encoding++) {
                long msr = (long) encoding << (8 * index);
                boolean reserved = encoding == 2 || encoding == 3 || encoding > 7;
                if (reserved) {
                    assertThatIllegalArgumentException()
                            .isThrownBy(() -> new GuestPat(msr))
                            .withMessageContaining("entry " + index + ": memory type " + encoding + " is reserved");
                } else {
                    assertThat(new GuestPat(msr).entry(index).encoding()).isEqualTo(encoding);
                }
            }
        }
    }

    @Test
    void hasNoOtherEntries() {
        assertThatIllegalArgumentException().isThrownBy(() -> GuestPat.AFTER_RESET.entry(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> GuestPat.AFTER_RESET.entry(8));
    }

    private static List<MemoryType> entries(GuestPat pat) {
        return IntStream.range(0, GuestPat.ENTRIES).mapToObj(pat::entry).toList();
    }
}
