package io.flipbook.engine;

import static io.flipbook.engine.DiscardHold.COORDINATED_REQUIRE;
import static io.flipbook.engine.DiscardHold.DISABLE;
import static io.flipbook.engine.DiscardHold.REQUIRE;
import static io.flipbook.engine.DiscardHold.UNCOORDINATED_DISABLE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DiscardHoldsTest {
    /** Which holds, while they are held, make another one busy. */
    private static final Map<DiscardHold, Set<DiscardHold>> BUSY_WHILE = Map.of(
            DISABLE, Set.of(REQUIRE, COORDINATED_REQUIRE),
            UNCOORDINATED_DISABLE, Set.of(REQUIRE),
            REQUIRE, Set.of(DISABLE, UNCOORDINATED_DISABLE),
            COORDINATED_REQUIRE, Set.of(DISABLE));

    @Test
    void isBusyForAHoldWhileOneThatContradictsItIsHeld() {
        for (DiscardHold held : DiscardHold.values()) {
            for (DiscardHold wanted : DiscardHold.values()) {
                DiscardHolds holds = new DiscardHolds();
                holds.add(held, 1);
                assertThat(holds.isBusyFor(wanted))
                        .as("%s while %s is held", wanted, held)
                        .isEqualTo(BUSY_WHILE.get(wanted).contains(held));
                assertThat(holds.isHeld(wanted)).isEqualTo(held == wanted);
            }
        }
    }

    @Test
    void isBusyUntilTheLastOfSeveralHoldsIsReleased() {
        DiscardHolds holds = new DiscardHolds();
        holds.add(DISABLE, 1);
        holds.add(DISABLE, 1);
        holds.add(DISABLE, -1);
        assertThat(holds.isBusyFor(REQUIRE)).isTrue();
        holds.add(DISABLE, -1);
        assertThat(holds.isBusyFor(REQUIRE)).isFalse();
    }

    @Test
    void holdsNothingAfterItIsCleared() {
        DiscardHolds holds = new DiscardHolds();
        for (DiscardHold hold : DiscardHold.values()) {
            holds.add(hold, 1);
        }
        holds.clear();
        for (DiscardHold hold : DiscardHold.values()) {
            assertThat(holds.isHeld(hold)).isFalse();
            assertThat(holds.isBusyFor(hold)).isFalse();
        }
    }
}
