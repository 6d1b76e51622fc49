package io.flipbook.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands say of a history in which regions go, and one comes whose name another one of less had before. */
final class RemovedRegionCliTest {
    private static final Pattern DATA = Pattern.compile("(?s)id=\"data\"[^>]*>(.*?)</script>");

    @TempDir
    private Path directory;

    private Path journal;

    @BeforeEach
    void writeAJournal() throws IOException {
        journal = Cli.journal(
                directory,
                "region old 64K initial=shared", // record 2
                "region ram 64K initial=shared",
                "map 0 64K ram 0",
                "listener v0 ram",
                "convert 0 16K private", // 6 and 7
                "unlisten v0",
                "unmap 0",
                "remove-region ram", // 10
                "remove-region old",
                "region ram 1M page=64K",
                "map 0 1M ram 0",
                "listener v1 ram",
                "to-shared ram 512K 64K", // 15 and 16
                "to-private ram 512K 64K",
                "to-shared ram 0 64K"); // 19 and 20
    }

    private static List<String> sequences(Cli.Result result) {
        assertThat(result.code()).as("%s", result).isZero();
        return result.lines().stream()
                .takeWhile(line -> !line.isBlank())
                .map(line -> line.strip().split(" ")[0])
                .toList();
    }

    @Test
    void dumpFindsThemByNameAndPlace() {
        assertThat(Cli.run("dump", journal, "--type=unregion", "--format=json").out())
                .containsPattern("\\{\"sequence\":10,[^}]*\"type\":\"unregion\",\"name\":\"ram\"}\n")
                .containsPattern("\\{\"sequence\":11,[^}]*\"type\":\"unregion\",\"name\":\"old\"}\n");
        assertThat(sequences(Cli.run("dump", journal, "--region=old"))).containsExactly("2", "11");
        assertThat(sequences(Cli.run("dump", journal, "--where", "region = old")))
                .containsExactly("2", "11");
        assertThat(sequences(Cli.run("dump", journal, "--at-address=ram:0x80000")))
                .containsExactly("5", "8", "12", "13", "14", "15", "16", "17", "18");
        assertThat(sequences(Cli.run("dump", journal, "--at-address=ram:0x1000")))
                .contains("3", "10", "12");
    }

    @Test
    void aDumpReadBackIsTheSameHistory() throws IOException {
        Path dump = Files.writeString(
                directory.resolve("dump.jsonl"),
                Cli.run("dump", journal, "--format=json").out());
        Path again = directory.resolve("again");
        assertThat(Cli.run("record", dump, "--input=jsonl", "--journal", again).code())
                .isZero();
        assertThat(Cli.run("diff", journal, again).code()).isZero();
        assertThat(Cli.run("replay", again).code()).isZero();
    }

    @Test
    void blameTellsOneRegionOfANameFromAnother() {
        Cli.Result page = Cli.run("blame", journal, "ram:0x80000");
        assertThat(sequences(page)).containsExactly("12", "14", "15", "17");
        assertThat(page.out()).contains("after sequence 21: private", "v1 (plain): does not hold it");
        Cli.Result other = Cli.run("blame", journal, "ram:0x0");
        assertThat(sequences(other)).containsExactly("3", "5", "6", "8", "10", "12", "14", "19");
        assertThat(other.out()).contains("unregion    name=ram was=private became=no memory");
        Cli.Result gone = Cli.run("blame", journal, "old:0x0", "--limit=2");
        assertThat(sequences(gone)).containsExactly("2", "11");
        assertThat(gone.out()).contains("name=old was=shared became=no memory", "after sequence 21: no memory");
    }

    @Test
    void statsCountNoLongerWhatWentWithThem() {
        Cli.Result stats = Cli.run("stats", journal);
        assertThat(stats.code()).isZero();
        assertThat(stats.out())
                .containsPattern("shared +0 B to 128 KiB, at last 64 KiB")
                .containsPattern("ram:0x0 16 KiB, each page once")
                .containsPattern("ram:0x80000 64 KiB, each page 2 times");
        assertThat(sequences(Cli.run("bisect", journal, "shared < 64K and sequence > 3")))
                .containsExactly("11");
        assertThat(sequences(Cli.run("bisect", journal, "shared(ram) = 0"))).containsExactly("12");
    }

    @Test
    void picturesShowEachAsLongAsItIsThere() throws IOException {
        Path file = directory.resolve("out.html");
        assertThat(Cli.run("report", journal, "--out", file).code()).isZero();
        Matcher data = DATA.matcher(Files.readString(file));
        assertThat(data.find()).isTrue();
        assertThat(data.group(1))
                .contains("{\"name\":\"old\",\"size\":\"0x10000\"", "\"firstFrame\":1,\"offsets\":[\"0x0\"]")
                .contains("\"shared\":[\"g*9 -1*11\"]", "\"touched\":[\"0*9 -1*11\"]")
                .contains("\"shared\":[\"g*4 0*3 -1*12\",\"g*7 -1*12\"]", "\"shared\":[\"0*8 g*2\",\"0*10\",")
                .contains("{\"name\":\"ram\",\"size\":\"0x10000\"", "{\"name\":\"ram\",\"size\":\"0x100000\"");
        assertThat(Cli.run("report", journal, "--from=13", "--out", directory.resolve("end.html"))
                        .code())
                .isZero();
        assertThat(Cli.run("plot", journal, "--out", directory.resolve("out.svg"))
                        .code())
                .isZero();
        assertThat(Files.readString(directory.resolve("out.svg"))).contains("old", "ram");
    }

    @Test
    void theRestAnswersFromWhatIsThere() {
        assertThat(Cli.run("info", journal).out()).contains("ram: 1 MiB").doesNotContain("old:");
        assertThat(Cli.run("check", journal).code()).isZero();
        assertThat(Cli.run("whatif", journal, "--policy", "mixed=segments").out())
                .contains("nothing would have been otherwise");
        assertThat(Cli.run("diff", journal, "--from=9", "--to=11").lines())
                .containsExactly(
                        "- region old 0x10000 page=0x1000 memory=two-sided",
                        "- region ram 0x10000 page=0x1000 memory=two-sided",
                        "2 differences between sequence 9 and sequence 11");
        assertThat(Cli.run("scenario", journal, "--from=12").out())
                .contains("the state before record 12", "region ram 1M page=64K")
                .doesNotContain("region old", "remove-region");
        assertThat(Cli.run("memtype", journal, "0x80000").out()).contains("ram:0x80000");
        for (String ending : List.of("csv", "jsonl", "pftrace")) {
            assertThat(Cli.run("export", journal, "--out", directory.resolve("out." + ending))
                            .code())
                    .isZero();
        }
    }
}
