package io.flipbook.engine.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.GuestMemory;
import io.flipbook.engine.RegionSpec;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RegionNamesTest {
    private static List<RegionSpec> regions(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> RegionSpec.of("r" + i, 4096))
                .toList();
    }

    @Test
    void keepsTheNumberOfANameThatHasGone() {
        RegionNames before = RegionNames.empty().and(regions(0, 3));
        RegionNames after = before.and(regions(2, 5));
        for (int i = 0; i < 3; i++) {
            assertThat(after.numberOf("r" + i)).isEqualTo(before.numberOf("r" + i));
        }
        assertThat(after.nameOf(after.numberOf("r4"))).isEqualTo("r4");
        assertThat(after.and(regions(0, 5))).isSameAs(after);
    }

    @Test
    void holdsNoMoreNamesThanAGuestCanHaveRegions() {
        RegionNames most = RegionNames.empty().and(regions(0, GuestMemory.MAX_REGIONS + 1));
        assertThat(most.numberOf("r" + (GuestMemory.MAX_REGIONS - 1))).isEqualTo(GuestMemory.MAX_REGIONS - 1);
        assertThat(most.numberOf("r" + GuestMemory.MAX_REGIONS)).isEqualTo(RegionNames.NONE);
        assertThat(most.and(regions(GuestMemory.MAX_REGIONS, GuestMemory.MAX_REGIONS + 5)))
                .isSameAs(most);
    }
}
