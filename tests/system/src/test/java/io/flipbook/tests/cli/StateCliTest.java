package io.flipbook.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.RegionSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StateCliTest {
    @TempDir
    private Path directory;

    @Test
    void showsRunsListenersAndMapsAsJson() throws IOException {
        Path journal = Cli.journal(
                directory,
                "region ram 1M",
                "region vmem 4M plug-block=2M",
                "map 0x100000000 4M vmem 0",
                "to-shared ram 4K 8K",
                "to-shared ram 64K 4K",
                "plug vmem 2M 2M",
                "policy on-veto=detach",
                "listener l0 ram 0 64K kind=type1 limit=9 veto=7,5:ENOMEM",
                "listener l1 vmem");
        Cli.Result result = Cli.run("state", journal, "--format", "json");
        assertThat(result.code()).isZero();
        assertThat(result.lines()).hasSize(1);
        assertThat(result.out())
                .matches("(?s)\\{\"sequence\":14,\"time\":\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}Z\","
                        + "\"digest\":\"0x[0-9a-f]{16}\",\"regions\":.*")
                .contains("\"regions\":[{\"name\":\"ram\",\"size\":\"0x100000\",\"page\":\"0x1000\","
                        + "\"shared\":[[\"0x1000\",\"0x2000\"],[\"0x10000\",\"0x1000\"]],\"memory\":\"two-sided\"},"
                        + "{\"name\":\"vmem\",\"size\":\"0x400000\",\"page\":\"0x1000\",\"shared\":[],"
                        + "\"plugged\":[[\"0x200000\",\"0x200000\"]],\"plug-block\":\"0x200000\","
                        + "\"memory\":\"two-sided\"}]")
                .contains("\"listeners\":[{\"name\":\"l0\",\"region\":\"ram\",\"offset\":\"0x0\",\"size\":\"0x10000\","
                        + "\"kind\":\"type1\",\"limit\":9,\"veto\":[5,7],\"errno\":\"ENOMEM\"},"
                        + "{\"name\":\"l1\",\"region\":\"vmem\",\"offset\":\"0x0\",\"size\":\"0x400000\","
                        + "\"kind\":\"plain\"}]")
                .contains("\"undecided\":[],\"maps\":[{\"gpa\":\"0x100000000\",\"size\":\"0x400000\","
                        + "\"region\":\"vmem\",\"offset\":\"0x0\"}],"
                        + "\"policy\":{\"mixed\":\"segments\",\"on-veto\":\"detach\",\"profile\":\"flipbook\"},"
                        + "\"halted\":false,"
                        + "\"sync\":\"none\",\"power-cut\":\"can cost all that the kernel had not written yet\"}");
    }

    @Test
    void showsWhatStandsBehindRegionsAndListeners() throws IOException {
        Path journal = Cli.journal(
                directory,
                "policy profile=qemu-10.1",
                "region ram 4M memory=in-place backing=model folio=2M hold=coordinated-require",
                "listener v0 ram kind=type1 granule=2M container=c hold=uncoordinated-disable",
                "listener tee ram watch=private");
        assertThat(Cli.run("state", journal).out())
                .contains("policy      mixed=per-page on-veto=keep profile=qemu-10.1\n")
                .contains("4 MiB (0x400000) in pages of 4 KiB, in-place memory: model, holds coordinated-require\n")
                .contains("v0: type1, all of ram, at most 65535 mappings in pieces of 2 MiB, container c,"
                        + " holds uncoordinated-disable\n")
                .contains("tee: plain, all of ram, the private side\n");
        assertThat(Cli.run("state", journal, "--format", "json").out())
                .contains("\"memory\":\"in-place\",\"backing\":\"model\",\"folio\":\"0x200000\","
                        + "\"hold\":\"coordinated-require\"")
                .contains("\"container\":\"c\",\"hold\":\"uncoordinated-disable\"")
                .contains("\"watch\":\"private\"");
    }

    @Test
    void showsTheStateAfterAnyRecord() throws IOException {
        Path journal = Cli.journal(directory, "region ram 1M", "to-shared ram 0 4K", "to-shared ram 8K 4K");
        assertThat(shared(journal, "2")).isEqualTo("[]");
        assertThat(shared(journal, "3")).isEqualTo("[]");
        assertThat(shared(journal, "4")).isEqualTo("[[\"0x0\",\"0x1000\"]]");
        assertThat(shared(journal, "last")).isEqualTo("[[\"0x0\",\"0x1000\"],[\"0x2000\",\"0x1000\"]]");
    }

    @Test
    void aSequenceBeyondTheLastIsCode2() throws IOException {
        Path journal = Cli.journal(directory, "region ram 1M");
        Cli.Result result = Cli.run("state", journal, "--at", "4");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("sequence 4 is beyond the last one").contains("which is 3");
    }

    @Test
    void requestsWithoutAnOutcomeAreNamed() throws IOException {
        Path journal = directory.resolve("undecided");
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledIn(journal))) {
            engine.addRegion(RegionSpec.of("ram", 1 << 20));
            engine.begin(ConversionRequest.toShared("ram", 0, 4096));
            engine.begin(ConversionRequest.toShared("ram", 0, 4096));
        }
        assertThat(Cli.run("state", journal, "--format=json").out()).contains("\"undecided\":[3,4]");
        assertThat(Cli.run("state", journal).out()).contains("undecided   request 3", "undecided   request 4");
    }

    @Test
    void damageIsCode3AndNamedUnlessThePlaceLiesBeforeIt() throws IOException {
        Path journal = Cli.journal(directory, "region ram 1M", "to-shared ram 0 4K", "to-shared ram 8K 4K");
        Damage.record(journal, 5);
        Cli.Result last = Cli.run("state", journal);
        assertThat(last.code()).isEqualTo(3);
        assertThat(last.out()).isEmpty();
        assertThat(last.err())
                .contains("checksum in ", " at offset 0x", ", sequence 5", "records 1 to 4 are good", "verify")
                .hasLineCount(1);
        assertThat(Cli.run("state", journal, "--at", "5").code()).isEqualTo(3);
        assertThat(Cli.run("state", journal, "--at", "6").code()).isEqualTo(3);
        assertThat(Cli.run("state", journal, "--at", "4").code()).isZero();
        assertThat(shared(journal, "4")).isEqualTo("[[\"0x0\",\"0x1000\"]]");
    }

    @Test
    void aRecordThatWasChangedWithItsChecksumIsNotBelieved() throws IOException {
        Path journal = Cli.journal(directory, "region ram 1M", "to-shared ram 0 4K", "to-shared ram 8K 4K");
        Damage.forge(journal, 4);
        Cli.Result changed = Cli.run("state", journal, "--at", "4");
        assertThat(changed.code()).isEqualTo(3);
        assertThat(changed.err()).contains("chain in ", "sequence 5");
        assertThat(Cli.run("state", journal, "--at", "3").code()).isZero();
    }

    @Test
    void aTimeBeforeDamageIsFoundAndOneThatMayLieBehindItIsNot() throws IOException {
        Path journal = directory.resolve("timed");
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledIn(journal))) {
            engine.addRegion(RegionSpec.of("ram", 1 << 20));
            for (int i = 1; i <= 4; i++) {
                engine.convert(ConversionRequest.toShared("ram", 8192 * i, 4096)
                        .at(ConversionRequest.SourceClock.BOOT, i * 1_000_000_000L));
            }
        }
        Damage.record(journal, 7);
        assertThat(Cli.run("state", journal, "--at", "2.0", "--format=json").out())
                .startsWith("{\"sequence\":6,");
        assertThat(Cli.run("state", journal, "--at", "1.5", "--format=json").out())
                .startsWith("{\"sequence\":4,");
        for (String behind : new String[] {"2.5", "3.0", "4.0"}) {
            Cli.Result result = Cli.run("state", journal, "--at", behind);
            assertThat(result.code()).as(behind).isEqualTo(3);
            assertThat(result.err()).contains("checksum in ").hasLineCount(1);
        }
    }

    @Test
    void textShowsTheStartOfALongListAndSaysHowMuchMoreThereIs() throws IOException {
        String[] statements = IntStream.range(0, 101)
                .mapToObj(i -> i == 0 ? "region ram 1M" : "to-shared ram " + 8 * (i - 1) + "K 4K")
                .toArray(String[]::new);
        Cli.Result result = Cli.run("state", Cli.journal(directory, statements));
        assertThat(result.out())
                .contains("shared    400 KiB (0x64000) in 100 runs", "and 68 more")
                .hasLineCount(6 + 3 + 32);
    }

    @Test
    void textIsAlignedAndHasSizesForPeople() throws IOException {
        Path journal = Cli.journal(directory, "region ram 1G", "to-shared ram 64K 8K");
        assertThat(Cli.run("state", journal).lines().stream().skip(3).collect(Collectors.joining("\n")))
                .isEqualTo(String.join(
                        "\n",
                        "policy      mixed=segments on-veto=rollback",
                        "power cut   can cost all that the kernel had not written yet (sync none)",
                        "",
                        "region      ram: 1 GiB (0x40000000) in pages of 4 KiB",
                        "  shared    8 KiB (0x2000) in 1 run",
                        "                       0x10000          0x2000  8 KiB"));
    }

    private static String shared(Path journal, String at) {
        String out = Cli.run("state", journal, "--at", at, "--format=json").out();
        return out.replaceAll("(?s).*\"shared\":(\\[.*?\\]),\"memory\".*", "$1");
    }
}
