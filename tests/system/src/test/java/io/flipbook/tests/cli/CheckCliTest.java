package io.flipbook.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.RegionSpec;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CheckCliTest {
    @TempDir
    private Path directory;

    @Test
    void aHistoryWhereEverybodyAgreesHolds() throws IOException {
        Path journal = Cli.journal(
                directory,
                "region ram 1M plug-block=64K",
                "listener a ram watch=private",
                "listener b ram kind=type1 granule=16K limit=30 veto=3:EIO",
                "plug ram 0 256K",
                "to-shared ram 0 64K",
                "to-shared ram 64K 64K",
                "to-shared ram 128K 64K",
                "restart",
                "to-private ram 4K 8K",
                "unplug ram 64K 64K",
                "unlisten a",
                "unplug-all ram");
        Cli.Result result = Cli.run("check", journal);
        assertThat(result.code()).as("%s", result).isZero();
        assertThat(result.out()).isEqualTo("holds up to record 22\n");
        assertThat(Cli.run("check", journal, "--to", "9", "--format=json").out())
                .isEqualTo("{\"holds\":true,\"checked\":5,\"last-sequence\":9,\"explained-pages\":0}\n");
    }

    @Test
    void aRequestOverTwoNumaBlocksIsABreachWithRecordListenerAndPages() throws IOException {
        Path journal = Cli.journal(
                directory,
                "region n0 16M",
                "region n1 16M",
                "map 0 16M n0 0",
                "map 16M 16M n1 0",
                "policy profile=qemu-10.1",
                "listener v0 n0 kind=type1",
                "listener v1 n1 kind=type1",
                "convert 8M 4M shared",
                "convert 8M 16M shared",
                "convert 8M 16M private",
                "to-shared n1 0 4K");
        Cli.Result result = Cli.run("check", journal);
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out())
                .isEqualTo("breach: after record 14 (diverged by @n0 EINVAL, 4096 pages) v0 holds pages that are not"
                        + " there: n0 8M 4M\n");
        assertThat(Cli.run("check", journal, "--format=json").out())
                .contains(
                        "{\"holds\":false,",
                        "\"sequence\":14,\"kind\":\"holds\",",
                        "\"listener\":\"v0\",\"region\":\"n0\",\"offset\":\"0x800000\",\"size\":\"0x400000\"");
        assertThat(Cli.run("check", journal, "--to", "12").out())
                .contains("holds up to record 12", "3072 pages; first after record 12", "v0 does not hold")
                .contains("also: after record 12 (diverged by @n0 EINVAL, 3072 pages) v1 does not hold pages");
    }

    @Test
    void everyListenerThatARecordLeftBehindIsNamed() throws IOException {
        Path journal = Cli.journal(
                directory,
                "region n0 16M",
                "region n1 16M",
                "map 0 16M n0 0",
                "map 16M 16M n1 0",
                "policy profile=qemu-10.1",
                "listener v0 n0",
                "listener v1 n1",
                "listener v2 n1 8M 8M",
                "to-shared n0 12M 4M",
                "to-shared n1 0 12M",
                "convert 12M 8M private", // 14 15
                "convert 24M 8M private");
        assertThat(Cli.run("check", journal).lines())
                .containsExactly(
                        "breach: after record 15 (diverged by @n0 EINVAL, 2048 pages) v0 holds pages that are not"
                                + " there: n0 12M 4M",
                        "also: after record 15 (diverged by @n0 EINVAL, 2048 pages) v1 holds pages that are not there:"
                                + " n1 0 4M");
        assertThat(Cli.run("check", journal, "--format=json").out())
                .contains("\"listener\":\"v0\",")
                .containsPattern("\"also\":\\[\\{\"sequence\":15,\"kind\":\"holds\",[^\\]]*\"listener\":\"v1\"")
                .doesNotContain("v2");
    }

    @Test
    void aStaleMappingIsABreachAlthoughEverybodyWasTold() throws IOException {
        Path journal = Cli.journal(
                directory,
                "region ram 16M",
                "listener v0 ram kind=type1-v1 granule=2M",
                "to-shared ram 0 8M",
                "to-private ram 1M 4K");
        assertThat(Cli.run("check", journal).out())
                .isEqualTo("breach: after record 7 (committed, 1 pages) v0 maps pages that are not there, or have other"
                        + " memory by now: ram 1M 4K\n");
    }

    @Test
    void whatAMappingTakesWithItBehindARangeIsABreach() throws IOException {
        Path journal = Cli.journal(
                directory,
                "region ram 16M",
                "listener v0 ram kind=type1-v1 granule=2M",
                "to-shared ram 0 8M",
                "to-private ram 2M 4K");
        assertThat(Cli.run("check", journal).out()).contains("v0 does not map pages that it took: ram 2052K 2044K");
    }

    @Test
    void theMapThatFailedIsExplainedByTheOutcomeThatSaysSo() throws IOException {
        Path journal = Cli.journal(
                directory,
                "region ram 1M",
                "policy on-veto=keep",
                "listener v0 ram kind=type1 limit=4",
                "to-shared ram 0 64K",
                "to-private ram 0 64K");
        Cli.Result result = Cli.run("check", journal);
        assertThat(result.code()).isZero();
        assertThat(result.out())
                .contains("holds up to record 9")
                .contains("16 pages; first after record 6 (diverged by v0 ENOSPC, 16 pages) v0 does not hold pages");
    }

    @ParameterizedTest
    @ValueSource(strings = {"halt", "retry"})
    void whatIsNotUndoneIsHeldWithoutBeingThere(String onVeto) throws IOException {
        Path journal = Cli.journal(
                directory,
                "region ram 1M",
                "policy on-veto=" + onVeto,
                "listener good ram",
                "listener bad ram veto=1:EIO",
                "to-shared ram 0 64K");
        Cli.Result result = Cli.run("check", journal);
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out()).contains("after record 7", "good holds pages that are not there: ram 0 64K");
    }

    @Test
    void ofADamagedJournalWhatIsGoodIsChecked() throws IOException {
        Path journal = Cli.journal(directory, "region ram 1M", "listener a ram", "to-shared ram 0 4K", "restart");
        Damage.record(journal, 6);
        Cli.Result result = Cli.run("check", journal);
        assertThat(result.code()).isEqualTo(3);
        assertThat(result.out()).isEqualTo("holds up to record 5\n");
        assertThat(result.err())
                .contains("sequence 6", "records 1 to 5 are good")
                .hasLineCount(1);
    }

    @Test
    void aLiveJournalIsCheckedAsFarAsItIs() {
        Path journal = directory.resolve("live");
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledIn(journal))) {
            assertThat(Cli.run("check", journal).out()).isEqualTo("holds up to record 1\n");
            engine.addRegion(RegionSpec.of("ram", 1 << 20));
            engine.register(ListenerSpec.of("a", "ram", ListenerSpec.Kind.TYPE1));
            engine.convert(ConversionRequest.toShared("ram", 0, 4096));
            engine.begin(ConversionRequest.toShared("ram", 0, 4096));
            assertThat(Cli.run("check", journal).out()).isEqualTo("holds up to record 6\n");
        }
    }
}
