package io.flipbook.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MemtypeCliTest {
    private static final String[] LAYOUT = {
        "region ram 16M",
        "region vram 4M page=64K",
        "map 0x100000000 16M ram 0",
        "map 0x80000000 2M vram 1M",
        "to-shared vram 1M 64K",
        "memtype ram 1M 1M honour-guest-type=on",
        "memtype vram 0 4M honour-guest-type=on guest=WC",
        "memtype vram 2M 1M host=WC",
        "restart",
        "memtype vram 3M 64K honour-guest-type=off"
    };
    private static final String ALIASES = "\"aliases\":["
            + "{\"region\":\"vram\",\"offset\":\"0x0\",\"size\":\"0x200000\",\"effective\":\"WC\",\"host\":\"WB\"},"
            + "{\"region\":\"vram\",\"offset\":\"0x310000\",\"size\":\"0xf0000\","
            + "\"effective\":\"WC\",\"host\":\"WB\"}]";
    private static final String UNKNOWN =
            "\"unknown\":[" + "{\"region\":\"ram\",\"offset\":\"0x100000\",\"size\":\"0x100000\",\"host\":\"WB\"}]";

    @TempDir
    private Path directory;

    @Test
    void namesAnAliasAndAllOthersOfTheJournal() throws IOException {
        Cli.Result result = Cli.run("memtype", Cli.journal(directory, LAYOUT), "0x80000123", "--format", "json");

        assertThat(result.out())
                .isEqualTo("{\"sequence\":14,\"region\":\"vram\",\"offset\":\"0x100123\",\"gpa\":\"0x80000123\","
                        + "\"shared\":true,\"effective\":\"WC\",\"ept\":\"WB\",\"ignore-pat\":false,\"guest\":\"WC\","
                        + "\"host\":\"WB\",\"alias\":true," + ALIASES + "," + UNKNOWN + "}\n");
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "vram:2M|\"gpa\":\"0x80100000\",\"shared\":false,\"effective\":\"WC\",\"ept\":\"WB\","
                        + "\"ignore-pat\":false,\"guest\":\"WC\",\"host\":\"WC\",\"alias\":false",
                "vram:3M|\"shared\":false,\"effective\":\"WB\",\"ept\":\"WB\",\"ignore-pat\":true,\"guest\":\"WC\","
                        + "\"host\":\"WB\",\"alias\":false",
                "ram:0|\"gpa\":\"0x100000000\",\"shared\":false,\"effective\":\"WB\",\"ept\":\"WB\","
                        + "\"ignore-pat\":true,\"host\":\"WB\",\"alias\":false",
                "0x100100000|\"gpa\":\"0x100100000\",\"shared\":false,\"possible\":[\"UC\",\"WC\",\"WT\","
                        + "\"WP\",\"WB\"],\"ept\":\"WB\",\"ignore-pat\":false,\"host\":\"WB\""
            })
    void aPlaceWithoutAnAliasIsCode0(String place, String fields) throws IOException {
        Cli.Result result = Cli.run("memtype", Cli.journal(directory, LAYOUT), place, "--format=json");

        assertThat(result.out()).contains("," + fields + "," + ALIASES + "," + UNKNOWN);
        assertThat(result.code()).isZero();
    }

    @Test
    void answersForAnyRecord() throws IOException {
        Path journal = Cli.journal(directory, "region r 1M", "memtype r 0 4K ept=UC", "memtype r 0 4K host=UC");

        assertThat(Cli.run("memtype", journal, "r:0", "--at", "2", "--format=json")
                        .out())
                .contains("\"sequence\":2,", "\"effective\":\"WB\"", "\"alias\":false,\"aliases\":[]");
        assertThat(Cli.run("memtype", journal, "r:0", "--at", "3").code()).isEqualTo(1);
        assertThat(Cli.run("memtype", journal, "r:0", "--at", "4").code()).isZero();
        assertThat(Cli.run("memtype", journal, "r:0").code()).isZero();
    }

    @Test
    void saysWhatEachEntryOfAPatWouldMakeOfThePage() throws IOException {
        Path journal = Cli.journal(directory, "region r 1M", "memtype r 0 4K honour-guest-type=on ept=WP");

        String json = Cli.run("memtype", journal, "r:0", "--pat", "0x0007040600070106", "--format=json")
                .out();
        assertThat(json)
                .contains("\"pat\":[{\"entry\":0,\"guest\":\"WB\",\"effective\":\"WP\"},"
                        + "{\"entry\":1,\"guest\":\"WC\",\"effective\":\"WC\"},"
                        + "{\"entry\":2,\"guest\":\"UC-\",\"effective\":\"WC\"},"
                        + "{\"entry\":3,\"guest\":\"UC\",\"effective\":\"UC\"},")
                .contains("{\"entry\":7,\"guest\":\"UC\",\"effective\":\"UC\"}]}");
        assertThat(Cli.run("memtype", journal, "r:0", "--pat", "0x0007040600070106")
                        .lines())
                .contains("pat 2       UC-: WC");
        Cli.Result reserved = Cli.run("memtype", journal, "r:0", "--pat", "0x0307040600070106");
        assertThat(reserved.code()).isEqualTo(2);
        assertThat(reserved.err())
                .contains("entry 7: memory type 3 is reserved")
                .hasLineCount(1);
    }

    @Test
    void textSaysHowTheTypeCameAbout() throws IOException {
        assertThat(Cli.run("memtype", Cli.journal(directory, LAYOUT), "vram:1M").lines())
                .containsExactly(
                        "place       vram:0x100000, guest physical address 0x80000000, shared",
                        "effective   WC",
                        "ept         WB",
                        "ignore-pat  clear: the guest's type counts",
                        "guest       WC",
                        "host        WB",
                        "alias       yes: what the host reads, for a migration say, need not be what the guest wrote",
                        "",
                        "aliases     vram:0x0 size 0x200000: guest WC, host WB",
                        "aliases     vram:0x310000 size 0xf0000: guest WC, host WB",
                        "",
                        "unknown     ram:0x100000 size 0x100000: guest not known, host WB");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0x90000000|no memory is mapped at 0x90000000",
                "rom:0|there is no region rom",
                "vram:4M|region vram ends at 0x400000, before 0x400000",
                "vram:x|'x' is no number",
                ":0|not a place"
            })
    void aPlaceThatThereIsNotIsCode2(String place, String reason) throws IOException {
        Cli.Result result = Cli.run("memtype", Cli.journal(directory, LAYOUT), place);

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains(reason).hasLineCount(1);
    }

    @Test
    void aPlaceHasToBeNamed() throws IOException {
        Cli.Result result = Cli.run("memtype", Cli.journal(directory, LAYOUT));

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("PLACE").hasLineCount(1);
    }

    @Test
    void theScenarioSaysOkOrRejected() throws IOException {
        Path script = directory.resolve("types.flip");
        Files.write(
                script,
                List.of(
                        "region r 64K",
                        "memtype r 0 64K guest=UC-",
                        "memtype s 0 4K",
                        "memtype r 0 0",
                        "memtype r 1 4K",
                        "memtype r 64K 4K"));

        assertThat(Cli.run("run", script).lines().stream().skip(1))
                .containsExactly(
                        "{\"line\":2,\"op\":\"memtype\",\"outcome\":\"ok\"}",
                        "{\"line\":3,\"op\":\"memtype\",\"outcome\":\"rejected\",\"reason\":\"unknown-region\"}",
                        "{\"line\":4,\"op\":\"memtype\",\"outcome\":\"rejected\",\"reason\":\"zero-size\"}",
                        "{\"line\":5,\"op\":\"memtype\",\"outcome\":\"rejected\",\"reason\":\"misaligned\"}",
                        "{\"line\":6,\"op\":\"memtype\",\"outcome\":\"rejected\",\"reason\":\"out-of-range\"}");
    }

    @Test
    void aDumpReadBackIsTheSameAgain() throws IOException {
        Path journal = Cli.journal(directory, LAYOUT);
        Path dump = directory.resolve("dump.jsonl");
        Files.writeString(dump, Cli.run("dump", journal, "--format=json").out());
        Path again = directory.resolve("again");
        Cli.Result recorded = Cli.run("record", dump, "--journal", again);
        assertThat(recorded.code()).as(recorded.err()).isZero();

        assertThat(types(again)).isEqualTo(types(journal)).hasSize(4);
        assertThat(types(journal).get(1))
                .isEqualTo("\"type\":\"memtype\",\"region\":\"vram\",\"offset\":\"0x0\",\"size\":\"0x400000\","
                        + "\"honour-guest-type\":\"on\",\"guest\":\"WC\"}");
        assertThat(memoryTypes(again)).isEqualTo(memoryTypes(journal));
        assertThat(Cli.run("memtype", again, "vram:0", "--format=json").out()).contains(ALIASES, UNKNOWN);
        assertThat(Cli.run("replay", again).code()).isZero();
    }

    @Test
    void theStateAndTheRecordsAboutAPlaceHaveThem() throws IOException {
        Path journal = Cli.journal(directory, LAYOUT);

        assertThat(memoryTypes(journal))
                .isEqualTo(
                        "[{\"offset\":\"0x100000\",\"size\":\"0x100000\",\"honour-guest-type\":\"on\",\"ept\":\"WB\","
                                + "\"host\":\"WB\"}]");
        assertThat(Cli.run("dump", journal, "--type", "memtype", "--at-address", "0x80000000")
                        .lines())
                .hasSize(1)
                .allMatch(line -> line.contains("guest=WC"));
    }

    /** The records, but for their numbers and times. */
    private static List<String> types(Path journal) {
        return Cli.run("dump", journal, "--type", "memtype", "--format=json").lines().stream()
                .map(line -> line.substring(line.indexOf("\"type\"")))
                .toList();
    }

    private static String memoryTypes(Path journal) {
        return Cli.run("state", journal, "--format=json")
                .out()
                .replaceAll("(?s).*?\"memory-types\":(\\[.*?\\]).*", "$1");
    }
}
