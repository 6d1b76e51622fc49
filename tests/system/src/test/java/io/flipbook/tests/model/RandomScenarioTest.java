package io.flipbook.tests.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RandomScenarioTest {
    private static final int SEEDS = 600;
    private static final String RANGE = "unknown-region zero-size misaligned out-of-range ";
    private static final String TOLD =
            "rolled-back halted diverged committed-with-detached partial listeners-undone retry ";
    private static final String CHANGED = "committed noop mixed " + TOLD;

    /** Every statement with every outcome and reason that it can have. */
    private static final Map<String, String> POSSIBLE = Map.ofEntries(
            Map.entry("region", "ok duplicate bad-region"),
            Map.entry("remove-region", "ok busy unknown-region halted-reason"),
            Map.entry("policy", "ok"),
            Map.entry("listener", "committed rolled-back duplicate bad-listener " + RANGE + "halted-reason"),
            Map.entry("unlisten", "committed unknown-listener"),
            Map.entry("to-shared", CHANGED + "all-private " + RANGE + "halted-reason"),
            Map.entry("to-private", CHANGED + "busy " + RANGE + "halted-reason"),
            Map.entry("plug", "committed mixed not-pluggable " + TOLD + RANGE + "halted-reason"),
            Map.entry("unplug", "committed mixed busy not-pluggable " + RANGE + "halted-reason"),
            Map.entry("unplug-all", "committed noop busy not-pluggable unknown-region halted-reason"),
            Map.entry("map", "ok overlap " + RANGE + "halted-reason"),
            Map.entry("unmap", "ok unmapped halted-reason"),
            Map.entry("convert", CHANGED + "all-private busy unmapped zero-size misaligned out-of-range halted-reason"),
            Map.entry("source-add", "ok committed busy duplicate bad-source unknown-region halted-reason"),
            Map.entry("source-remove", CHANGED.replace("noop ", "") + "unknown-region unknown-source halted-reason"),
            Map.entry("source-populate", CHANGED + "unknown-source " + RANGE + "halted-reason"),
            Map.entry("source-discard", "committed noop mixed busy unknown-source " + RANGE + "halted-reason"),
            Map.entry("mapped", "ok unknown-listener"),
            Map.entry("dma", "ok unknown-listener zero-size misaligned out-of-range"),
            Map.entry("pin", "ok not-in-place not-populated " + RANGE + "halted-reason"),
            Map.entry("unpin", "ok not-in-place not-pinned " + RANGE + "halted-reason"),
            Map.entry("discard", "ok busy not-held"),
            Map.entry("restart", "ok ok-with-lost"),
            Map.entry("state", "ok unknown-region"),
            Map.entry("populated", "ok " + RANGE),
            Map.entry("mappings", "ok unknown-listener"));

    @Test
    void reachesEveryOutcomeAndReasonOfEveryStatement() throws Exception {
        Map<String, Set<String>> seen = new TreeMap<>();
        for (long seed = 1; seed <= SEEDS; seed++) {
            for (String line : new NaiveModel().run(RandomScenario.script(seed, 120))) {
                Map<String, Object> result = JsonLine.read(line);
                seen.computeIfAbsent(result.get("op").toString(), op -> new TreeSet<>())
                        .add(kind(result));
            }
        }
        Map<String, Set<String>> possible = POSSIBLE.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> new TreeSet<>(
                                Arrays.asList(entry.getValue().trim().split(" ")))));
        assertThat(seen).isEqualTo(new TreeMap<>(possible));
    }

    private static String kind(Map<String, Object> result) {
        Object reason = result.get("reason");
        if (reason != null) {
            return reason.equals("halted") ? "halted-reason" : reason.toString();
        }
        String more = Stream.of("detached", "lost")
                .filter(result::containsKey)
                .map(key -> "-with-" + key)
                .collect(Collectors.joining());
        return result.get("outcome") + more;
    }

    @Test
    void givesTheSameScriptForTheSameSeed() {
        assertThat(RandomScenario.script(7, 200)).isEqualTo(RandomScenario.script(7, 200));
        List<String> scripts = LongStream.range(0, 50)
                .mapToObj(seed -> RandomScenario.script(seed, 30))
                .toList();
        assertThat(scripts).doesNotHaveDuplicates();
    }

    @Test
    void drawsTheSameNumbersOnEveryJdk() {
        assertThat(new Dice(1).below(1_000_000)).isEqualTo(822465);
    }

    @Test
    void breaksMostScriptsThatItIsToBreak() {
        long broken = LongStream.range(0, 200)
                .filter(seed -> NaiveScript.parse(BrokenScenario.script(seed, 30))
                        .error()
                        .isPresent())
                .count();
        assertThat(broken).isBetween(150L, 199L);
    }
}
