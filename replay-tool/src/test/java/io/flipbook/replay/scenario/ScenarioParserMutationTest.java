package io.flipbook.replay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Scripts with bytes changed, cut out and doubled: statements, or a refusal in one printable line. */
final class ScenarioParserMutationTest {
    private static final long SEED = 20261120;
    private static final int SCRIPTS = 50_000;
    private static final String SOUND = """
            # made
            region ram 16M page=64K initial=shared plug-block=2M memory=in-place
            policy mixed=per-page on-veto=detach
            listener l ram 0x0 1M veto=1,2,3:ENOMEM kind=type1 limit=65535
            map 0x100000000 16M ram 0
            convert 0x100200000 4K shared
            discard acquire uncoordinated-disable
            to-private ram 18446744073709551615 0xffffffffffffffff
            pin ram 0 4K
            restart
            """;

    @Test
    void neverThrowsAnythingElse() {
        Random random = new Random(SEED);
        int[] refused = {0};
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (int i = 0; i < SCRIPTS; i++) {
                byte[] script = Mutation.of(SOUND.getBytes(StandardCharsets.UTF_8), random);
                refused[0] += isRefused(script) ? 1 : 0;
            }
        });
        assertThat(refused[0]).as("seed %d", SEED).isBetween(SCRIPTS / 4, SCRIPTS - SCRIPTS / 100);
    }

    private static boolean isRefused(byte[] script) {
        try {
            List<Statement> statements = ScenarioParser.parse("made.flip", script);
            assertThat(statements).hasSizeLessThanOrEqualTo(12).allMatch(s -> !s.op().isEmpty());
            return false;
        } catch (ScenarioSyntaxException e) {
            assertThat(e.getMessage()).hasSizeLessThan(1000).matches("made\\.flip:\\d+: [^\\p{Cntrl}]+");
            return true;
        }
    }
}
