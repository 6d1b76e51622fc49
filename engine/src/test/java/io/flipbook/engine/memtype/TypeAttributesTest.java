package io.flipbook.engine.memtype;

import static io.flipbook.engine.memtype.MemoryType.UC;
import static io.flipbook.engine.memtype.MemoryType.UC_MINUS;
import static io.flipbook.engine.memtype.MemoryType.WB;
import static io.flipbook.engine.memtype.MemoryType.WC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class TypeAttributesTest {
    @Test
    void ignoresTheGuestUnlessItIsToldToHonourIt() {
        TypeAttributes ignored = new TypeAttributes(false, WB, WC, WB);
        TypeAttributes honoured = new TypeAttributes(true, WB, WC, WB);

        assertThat(ignored.effective()).isEqualTo(WB);
        assertThat(ignored.isAlias()).isFalse();
        assertThat(honoured.effective()).isEqualTo(WC);
        assertThat(honoured.isAlias()).isTrue();
    }

    @Test
    void isNoAliasWhereTheHostMapsAlike() {
        assertThat(new TypeAttributes(true, WB, WC, WC).isAlias()).isFalse();
        assertThat(new TypeAttributes(true, WB, UC_MINUS, UC).isAlias()).isFalse();
        assertThat(new TypeAttributes(false, UC, null, WB).isAlias()).isTrue();
    }

    @Test
    void doesNotGuessWhatAGuestSaysThatIsNotKnown() {
        TypeAttributes unknown = new TypeAttributes(true, WB, null, WB);

        assertThat(unknown.effective()).isNull();
        assertThat(unknown.isAlias()).isFalse();
        assertThat(TypeAttributes.DEFAULT.effective()).isEqualTo(WB);
        assertThat(TypeAttributes.DEFAULT.isAlias()).isFalse();
    }

    @Test
    void keepsWhatAChangeDoesNotName() {
        TypeAttributes all = new TypeAttributes(true, UC, WC, WC);

        assertThat(all.with(new TypeChange(null, null, null, null))).isEqualTo(all);
        assertThat(all.with(new TypeChange(false, null, null, null))).isEqualTo(new TypeAttributes(false, UC, WC, WC));
        assertThat(all.with(new TypeChange(null, WB, null, null))).isEqualTo(new TypeAttributes(true, WB, WC, WC));
        assertThat(all.with(new TypeChange(null, null, UC_MINUS, null)))
                .isEqualTo(new TypeAttributes(true, UC, UC_MINUS, WC));
        assertThat(all.with(new TypeChange(null, null, null, WB))).isEqualTo(new TypeAttributes(true, UC, WC, WB));
        assertThat(TypeAttributes.DEFAULT.with(TypeChange.to(all))).isEqualTo(all);
    }

    @Test
    void refusesUncachedMinusOutsideOfAPat() {
        assertThatIllegalArgumentException().isThrownBy(() -> new TypeAttributes(true, UC_MINUS, WB, WB));
        assertThatIllegalArgumentException().isThrownBy(() -> new TypeAttributes(true, WB, WB, UC_MINUS));
        assertThatIllegalArgumentException().isThrownBy(() -> new TypeChange(true, UC_MINUS, WB, WB));
        assertThatIllegalArgumentException().isThrownBy(() -> new TypeChange(true, WB, WB, UC_MINUS));
    }

    @Test
    void thereAreSixTypesAndAllOtherNumbersAreReserved() {
        int[] encodings = {0, 1, 4, 5, 6, 7};
        for (int i = 0; i < encodings.length; i++) {
            assertThat(MemoryType.of(encodings[i])).isEqualTo(MemoryType.values()[i]);
        }
        for (int reserved : new int[] {-1, 2, 3, 8, 255, 256}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> MemoryType.of(reserved))
                    .withMessage("memory type " + reserved + " is reserved");
        }
    }
}
