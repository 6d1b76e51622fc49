package io.flipbook.tests.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.replay.Main;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/**
 * Where a refusal is undone or answered in full, and no listener is of the kind that leaves stale mappings, listeners
 * and state agree, whatever a history holds.
 */
final class CheckedHistoriesTest {
    @Test
    void holdWhereverRefusalsAreAnswered() throws Exception {
        for (long seed : new SeedRange(1, 60).orAsAskedFor().seeds().toArray()) {
            String script = RandomScenario.script(seed, 80)
                    .replaceAll("on-veto=(halt|keep|retry)", "on-veto=rollback")
                    .replace("profile=qemu-10.1", "profile=flipbook")
                    .replace("kind=type1-v1", "kind=type1");
            new EngineScenarios(journal -> {
                        ByteArrayOutputStream out = new ByteArrayOutputStream();
                        int code = Main.run(out, out, "check", journal.toString());
                        assertThat(code)
                                .as("seed %d: %s", seed, out.toString(StandardCharsets.UTF_8))
                                .isZero();
                    })
                    .run(script);
        }
    }
}
