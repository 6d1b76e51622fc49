package io.flipbook.engine.memtype;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EffectiveTypeTest {
    private static final String[] PATS = {"UC", "UC-", "WC", "WT", "WB", "WP"};

    /** Intel SDM volume 3, table 11-7, row by row as it is printed. */
    @ParameterizedTest
    @CsvSource({
        "UC, UC UC WC UC UC UC",
        "WC, UC WC WC UC WC UC",
        "WT, UC UC WC WT WT WP",
        "WB, UC UC WC WT WB WP",
        "WP, UC WC WC WT WP WP"
    })
    void isThatOfTheManualsTable(MemoryType ept, String row) {
        List<String> effective = Arrays.stream(PATS)
                .map(pat -> EffectiveType.of(ept, false, named(pat)).toString())
                .toList();

        assertThat(effective).containsExactly(row.split(" "));
    }

    @ParameterizedTest
    @EnumSource(names = {"UC", "WC", "WT", "WB", "WP"})
    void isTheEptTypeWhereThePatIsIgnored(MemoryType ept) {
        for (MemoryType pat : MemoryType.values()) {
            assertThat(EffectiveType.of(ept, true, pat)).as("PAT %s", pat).isEqualTo(ept);
        }
        assertThat(EffectiveType.possible(ept, true)).containsExactly(ept);
    }

    /** The open end of the proposal of 2020: the host alone cannot see to it that there is one type. */
    @Test
    void noForcedEptTypeGivesOneTypeUnderEveryPat() {
        Set<MemoryType> everywhere = EnumSet.allOf(MemoryType.class);
        for (MemoryType ept : MemoryType.values()) {
            if (ept.isOfRange()) {
                Set<MemoryType> possible = EffectiveType.possible(ept, false);
                assertThat(possible).as("EPT %s", ept).hasSizeGreaterThan(1);
                everywhere.retainAll(possible);
            }
        }
        // and the two that no EPT type rules out are those that a guest forces by itself
        assertThat(everywhere).containsExactlyInAnyOrder(MemoryType.UC, MemoryType.WC);
    }

    @Test
    void isNeverUncachedMinus() {
        for (MemoryType ept : MemoryType.values()) {
            if (ept.isOfRange()) {
                assertThat(EffectiveType.possible(ept, false)).as("EPT %s", ept).allMatch(MemoryType::isOfRange);
            }
        }
    }

    @Test
    void thereIsNoEptTypeUncachedMinus() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EffectiveType.of(MemoryType.UC_MINUS, true, MemoryType.WB))
                .withMessage("UC- stands in a PAT only");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EffectiveType.of(MemoryType.UC_MINUS, false, MemoryType.WB));
    }

    private static MemoryType named(String text) {
        return Arrays.stream(MemoryType.values())
                .filter(type -> type.toString().equals(text))
                .findFirst()
                .orElseThrow();
    }
}
