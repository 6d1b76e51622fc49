package io.flipbook.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scenarios of memory behind regions and of who may discard; what is expected was derived by hand. */
class MemoryScenariosTest {
    @TempDir
    private Path temp;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "memory-two-sided",
                "memory-in-place",
                "memory-all-private",
                "vfio-beside-require",
                "vfio-beside-coordinated-require"
            })
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
        assertThat(layout(copy)).isEqualTo(layout(journal)).isNotEmpty();
        run("replay", copy);
    }

    private List<String> layout(Path journal) {
        return run("dump", journal, "--format", "json")
                .lines()
                .filter(line -> line.contains("\"type\":\"region\"") || line.contains("\"type\":\"listener\""))
                .map(line -> line.replaceFirst(".*(?=\"type\")", ""))
                .toList();
    }

    /** What the kernel measures is what the model says; a machine without such memory rejects the region. */
    @ParameterizedTest
    @ValueSource(strings = {"memfd", "guest-memfd"})
    void convertsRealMemoryAndSaysWhatItCosts(String backing) throws Exception {
        Path journal = temp.resolve("journal");
        Path script = Files.writeString(
                temp.resolve("real.flip"),
                "region ram 1M backing=" + backing + "\nto-shared ram 0 64K by=host\nto-private ram 0 16K\n"
                        + "cost ram\nrestart\ncost ram\n");
        List<String> results = run("run", script, "--journal", journal).lines().toList();
        if (results.get(0).contains("no-backing")) {
            assertThat(results.get(3)).contains("unknown-region");
            return;
        }
        assertThat(results.get(3))
                .isEqualTo(
                        "{\"line\":4,\"op\":\"cost\",\"outcome\":\"ok\",\"shared\":\"0xc000\",\"private\":\"0x4000\","
                                + "\"peak\":\"0x14000\","
                                + "\"shared-measured\":\"0xc000\",\"private-measured\":\"0x4000\"}");
        assertThat(results.get(5))
                .isEqualTo("{\"line\":6,\"op\":\"cost\",\"outcome\":\"ok\",\"shared\":\"0xc000\",\"private\":\"0x0\","
                        + "\"peak\":\"0xc000\",\"shared-measured\":\"0xc000\",\"private-measured\":\"0x0\"}");
        run("replay", journal);
        assertThat(run("dump", journal, "--format", "json"))
                .contains("\"initiator\":\"host\"", "\"backing\":\"external\",\"backing-type\":\"" + backing + "\"");
    }

    @Test
    void rejectsRealMemoryInPlaceAndMoreOfItThanAScriptMayHave() throws Exception {
        Path script = Files.writeString(
                temp.resolve("odd.flip"),
                "region ram 1M memory=in-place backing=memfd\nregion a 3G backing=memfd\nregion b 2G backing=memfd\n"
                        + "region c 16T backing=memfd initial=shared\n");
        List<String> results = run("run", script).lines().toList();
        for (int line : new int[] {0, 2, 3}) {
            assertThat(results.get(line)).contains("\"reason\":\"no-backing\"");
        }
    }

    /** A refusal is an input: one that no memory would make is played as it is, and one that does not come is found. */
    @Test
    void takesARefusalOfMemoryFromTheRecord() throws Exception {
        Path journal = temp.resolve("journal");
        run("run", script("memory-in-place", ".flip"), "--journal", journal);
        String dump = run("dump", journal, "--format", "json");
        String elsewhere = dump.replace("\"at\":\"0x2000\"", "\"at\":\"0x5000\"");
        assertThat(elsewhere).isNotEqualTo(dump);
        Path moved = Files.writeString(temp.resolve("moved.jsonl"), elsewhere);
        run("record", moved, "--input", "jsonl", "--journal", temp.resolve("copy"));

        Path never = Files.writeString(
                temp.resolve("never.jsonl"),
                dump.replace("\"call\":2,\"errno\":\"EAGAIN\"", "\"call\":9,\"errno\":\"EAGAIN\""));
        assertThat(code("record", never, "--input", "jsonl", "--journal", temp.resolve("other")))
                .isNotZero();
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

    private static int code(Object... words) {
        String[] arguments = List.of(words).stream().map(String::valueOf).toArray(String[]::new);
        return Main.run(new ByteArrayOutputStream(), new ByteArrayOutputStream(), arguments);
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
