package io.flipbook.tests.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.replay.Main;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Where a refusal is undone or answered in full, and no listener is of the kind that leaves stale mappings, listeners
 * and state agree, whatever a history holds.
 */
final class CheckedHistoriesTest {
    private static final Pattern BREACH = Pattern.compile("\"holds\":false,\"checked\":\\d+,\"sequence\":(\\d+),");
    private static final Pattern RECORD = Pattern.compile("\\{\"sequence\":(\\d+),");

    @Test
    void theFirstBreachIsTheSameRecordForEachCommand() throws Exception {
        AtomicInteger breaches = new AtomicInteger();
        for (long seed : new SeedRange(1, 30).orAsAskedFor().seeds().toArray()) {
            List<String> lines =
                    new ArrayList<>(RandomScenario.script(seed, 60).lines().toList());
            lines.add(40, "to-private stale 4K 4K"); // of a mapping of 16K, which stays as it is
            lines.add((int) seed % 40, "to-shared stale 0 64K");
            lines.add(0, "listener stale stale kind=type1-v1 granule=16K");
            lines.add(0, "region stale 64K");
            new EngineScenarios(journal -> {
                        String breach = answer(BREACH, "check", journal.toString(), "--format=json");
                        breaches.addAndGet(breach.isEmpty() ? 0 : 1);
                        String[] bisect = {"bisect", journal.toString(), "check fails", "--format=json"};
                        assertThat(answer(RECORD, bisect)).as("seed %d", seed).isEqualTo(breach);
                        String[] dump = {"dump", journal.toString(), "--where", "check fails", "--format=json"};
                        assertThat(answer(RECORD, dump)).as("seed %d", seed).isEqualTo(breach);
                    })
                    .run(String.join("\n", lines));
        }
        assertThat(breaches).as("histories with a breach").hasValueGreaterThan(10);
    }

    /** The first sequence that a command says in some way; empty for none. */
    private static String answer(Pattern way, String... command) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Main.run(out, new ByteArrayOutputStream(), command);
        Matcher said = way.matcher(out.toString(StandardCharsets.UTF_8));
        return said.find() ? said.group(1) : "";
    }

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
