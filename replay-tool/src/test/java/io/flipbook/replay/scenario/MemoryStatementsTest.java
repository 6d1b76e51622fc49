package io.flipbook.replay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class MemoryStatementsTest {
    @Test
    void readsTheMemoryTypesThatAreNamed() throws Exception {
        assertThat(one("memtype vram 64K 4K"))
                .isEqualTo(new Statement.MemoryTypes(
                        1,
                        "vram",
                        64 << 10,
                        4096,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
        assertThat(one("memtype vram 0 4K honour-guest-type=off ept=WT guest=UC- host=WP"))
                .isEqualTo(new Statement.MemoryTypes(
                        1,
                        "vram",
                        0,
                        4096,
                        Optional.of(Statement.Switch.OFF),
                        Optional.of(RangeType.WT),
                        Optional.of(PatType.UC_MINUS),
                        Optional.of(RangeType.WP)));
    }

    @Test
    void readsTheMemoryBehindARegion() throws Exception {
        Statement.Region region = (Statement.Region) one("region r 8M backing=model folio=2M memory=in-place");
        assertThat(region.backing())
                .contains(new Statement.Memories(
                        Statement.Backing.MODEL, OptionalLong.of(2 << 20), Statement.Switch.OFF, Statement.Switch.ON));
        assertThat(region.hold()).isEmpty();
        region = (Statement.Region) one("region r 8M hugetlb=on backing=memfd hold=require discard=off");
        assertThat(region.backing())
                .contains(new Statement.Memories(
                        Statement.Backing.MEMFD, OptionalLong.empty(), Statement.Switch.ON, Statement.Switch.OFF));
        assertThat(region.hold()).contains(Statement.HoldKind.REQUIRE);
        for (String option : List.of("folio=2M", "hugetlb=off", "discard=on")) {
            assertThat(refusal("region r 8M " + option)).hasMessageEndingWith("without backing");
        }
        assertThat(refusal("region r 8M backing=tape")).hasMessageEndingWith("is none of model, memfd, guest-memfd");
    }

    @Test
    void readsWhoAsks() throws Exception {
        assertThat(((Statement.Change) one("to-private r 0 4K by=host")).by()).isEqualTo(Statement.Initiator.HOST);
        assertThat(((Statement.Convert) one("convert 0 4K shared by=guest")).by())
                .isEqualTo(Statement.Initiator.GUEST);
        assertThat(refusal("plug r 0 4K by=host")).hasMessageEndingWith("unknown option 'by' of plug");
    }

    @Test
    void readsReferencesAndTheQuestionWhatItCosts() throws Exception {
        assertThat(one("reference r 0 4K")).isEqualTo(new Statement.Pin(1, Statement.PinOp.REFERENCE, "r", 0, 4096));
        assertThat(one("release r 0 4K")).isEqualTo(new Statement.Pin(1, Statement.PinOp.RELEASE, "r", 0, 4096));
        assertThat(one("cost r")).isEqualTo(new Statement.Cost(1, "r"));
    }

    private static Statement one(String line) throws ScenarioSyntaxException {
        return ScenarioParser.parse("made.flip", line.getBytes(StandardCharsets.UTF_8))
                .get(0);
    }

    private static ScenarioSyntaxException refusal(String line) {
        return catchThrowableOfType(ScenarioSyntaxException.class, () -> one(line));
    }
}
