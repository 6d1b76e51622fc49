package io.flipbook.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scenarios of memory behind regions and of who may discard; what is expected was derived by hand. */
class MemoryScenariosTest {
    @TempDir
    private Path temp;

    @ParameterizedTest
    @ValueSource(
            strings = {"memory-two-sided", "memory-in-place", "vfio-beside-require", "vfio-beside-coordinated-require"})
    void givesWhatWasDerivedByHandAndTheSameAgain(String name) throws Exception {
        Path journal = temp.resolve("journal");
        String results = run("run", script(name, ".flip"), "--journal", journal);
        assertThat(results.lines()).isEqualTo(Files.readAllLines(script(name, ".expected.jsonl")));

        run("verify", journal);
        run("replay", journal);
        Path dump = Files.writeString(temp.resolve("dump.jsonl"), run("dump", journal, "--format", "json"));
        Path copy = temp.resolve("copy");
        run("record", dump, "--input", "jsonl", "--journal", copy);
        assertThat(digest(copy)).isEqualTo(digest(journal));
        run("replay", copy);
    }

    private String digest(Path journal) {
        String state = run("state", journal, "--format", "json");
        return state.replaceFirst("(?s).*\"digest\":\"([^\"]*)\".*", "$1");
    }

    private static Path script(String name, String ending) throws URISyntaxException {
        return Path.of(MemoryScenariosTest.class
                .getResource("/scenarios/" + name + ending)
                .toURI());
    }

    private static String run(Object... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String[] arguments = List.of(words).stream().map(String::valueOf).toArray(String[]::new);
        assertThat(Main.run(out, err, arguments))
                .as("%s: %s%s", String.join(" ", arguments), out, err)
                .isZero();
        return out.toString(StandardCharsets.UTF_8);
    }
}
