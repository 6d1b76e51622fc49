package io.flipbook.tests.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class SeedRangeTest {
    @Test
    void readsOneSeedAndARangeOfThem() {
        assertThat(SeedRange.parse("17")).isEqualTo(new SeedRange(17, 17));
        assertThat(SeedRange.parse("-2..500").seeds()).hasSize(503).contains(-2L, 500L);
    }

    @Test
    void refusesAnythingElse() {
        for (String asked : new String[] {"1..", "..3", "x", "1-3", "1..2..3", "99999999999999999999"}) {
            assertThatIllegalArgumentException().isThrownBy(() -> SeedRange.parse(asked));
        }
    }
}
