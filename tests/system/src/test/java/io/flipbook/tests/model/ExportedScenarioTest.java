package io.flipbook.tests.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.replay.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scenario of a history, run again, gives the same digest: from its first record on, and from any other. */
final class ExportedScenarioTest {
    @TempDir
    private Path directory;

    @Test
    void ofRandomScriptsGivesTheSameDigest() throws Exception {
        for (long seed : new SeedRange(1, 25).orAsAskedFor().seeds().toArray()) {
            EngineScenarios engine = new EngineScenarios(journal -> {
                check("seed " + seed, journal, null);
                check("seed " + seed + " from the middle", journal, middle(journal));
            });
            engine.run(RandomScenario.script(seed, 60));
        }
    }

    @Test
    void ofHistoriesThatNoScriptMadeGivesTheSameDigest() throws IOException {
        for (long seed : new SeedRange(1, 30).orAsAskedFor().seeds().toArray()) {
            Path journal = Files.createDirectory(directory.resolve("history-" + seed));
            RandomHistory.write(journal, seed, 120);
            check("seed " + seed, journal, null);
            check("seed " + seed + " from the middle", journal, middle(journal));
        }
    }

    @Test
    void aHistoryWithoutAnswersFromOutsideNeedsNoCorrection() throws Exception {
        for (long seed : new SeedRange(1, 25).orAsAskedFor().seeds().toArray()) {
            new EngineScenarios(journal -> assertThat(answer("scenario", journal))
                            .as("seed %d", seed)
                            .doesNotContain("cannot be said"))
                    .run(RandomScenario.script(seed, 60));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"qemu-virtio-mem-guest.log", "virtio-mem-made.log", "linux-guest-dma-derived.txt"})
    void ofTheBundledTracesGivesTheSameDigest(String trace) throws IOException {
        Path file = directory.resolve(trace);
        try (InputStream in = Main.class.getResourceAsStream("traces/" + trace)) {
            Files.copy(in, file);
        }
        Path journal = directory.resolve("journal");
        int code = run(new ByteArrayOutputStream(), "record", file, "--journal", journal);
        assertThat(code).isLessThan(2);
        check(trace, journal, null);
        check(trace + " from the middle", journal, middle(journal));
    }

    private void check(String what, Path journal, String from) throws IOException {
        Path script = directory.resolve("again.flip");
        Path again = Files.createTempDirectory(directory, "again");
        Object[] command =
                from == null ? new Object[] {"scenario", journal} : new Object[] {"scenario", journal, "--from", from};
        Files.writeString(script, answer(command));
        answer("run", script, "--journal", again);
        assertThat(digest(again)).as(what).isEqualTo(digest(journal));
    }

    private static String middle(Path journal) {
        List<String> records = answer("dump", journal).lines().toList();
        return String.valueOf(Math.max(1, records.size() / 2));
    }

    private static String digest(Path journal) {
        return answer("state", journal, "--format=json").replaceAll("(?s).*\"digest\":\"(0x[0-9a-f]{16})\".*", "$1");
    }

    private static String answer(Object... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(run(out, arguments)).as("%s", List.of(arguments)).isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    private static int run(ByteArrayOutputStream out, Object... arguments) {
        return Main.run(
                out,
                new ByteArrayOutputStream(),
                List.of(arguments).stream().map(String::valueOf).toArray(String[]::new));
    }
}
