package io.flipbook.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.RegionSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiffCliTest {
    @TempDir
    private Path directory;

    @Test
    void runsThatDifferAreShownWithTheSideThatHasThem() throws IOException {
        Path journal = Cli.journal(
                directory, "region ram 1M", "to-shared ram 0 16K", "to-private ram 4K 4K", "to-shared ram 16K 8K");
        Cli.Result json = Cli.run("diff", journal, "--from", "4", "--to", "last", "--format", "json");
        assertThat(json.code()).isEqualTo(1);
        assertThat(json.lines().get(0))
                .isEqualTo("{\"kind\":\"run\",\"region\":\"ram\",\"source\":\"shared\",\"offset\":\"0x1000\","
                        + "\"size\":\"0x1000\",\"a\":true,\"b\":false}");
        assertThat(json.lines().get(1)).contains("\"offset\":\"0x4000\",\"size\":\"0x2000\",\"a\":false,\"b\":true}");
        assertThat(json.lines().get(2))
                .matches("\\{\"equal\":false,\"differences\":2,\"a\":\\{\"sequence\":4,\"digest\":\"0x[0-9a-f]{16}\"},"
                        + "\"b\":\\{\"sequence\":9,\"digest\":\"0x[0-9a-f]{16}\"}}");
        assertThat(Cli.run("diff", journal, "--from", "4").out())
                .isEqualTo("- shared ram 0x1000 0x1000  4 KiB\n+ shared ram 0x4000 0x2000  8 KiB\n"
                        + "2 differences between sequence 4 and sequence 9\n");
    }

    @Test
    void equalStatesOfTwoJournalsAreCode0HoweverTheyCameAbout() throws IOException {
        Path left = journal("left", "region ram 1M", "to-shared ram 0 16K");
        Path right = journal("right", "region ram 1M", "to-shared ram 0 8K", "to-shared ram 8K 8K");
        Cli.Result same = Cli.run("diff", left, right);
        assertThat(same.code()).isZero();
        assertThat(same.out()).isEqualTo("the same between sequence 5 and sequence 7\n");
        assertThat(Cli.run("diff", left, right, "--from", "4", "--to", "4").out())
                .isEqualTo("- shared ram 0x2000 0x2000  8 KiB\n1 difference between sequence 4 and sequence 4\n");
    }

    @Test
    void layoutsListenersPolicyAndSourcesThatDifferAreShown() throws IOException {
        Path left = journal(
                "left",
                "region ram 1M",
                "region only 1M",
                "region vmem 4M plug-block=2M",
                "map 0 1M ram 0",
                "listener a ram kind=type1 limit=5",
                "listener b ram",
                "source-add ram held initial=populated",
                "plug vmem 0 2M");
        Path right = journal(
                "right",
                "region ram 1M",
                "region vmem 4M plug-block=2M",
                "map 0 512K ram 0",
                "policy on-veto=halt",
                "listener b ram",
                "listener a ram 0 64K kind=type1 granule=8K veto=3,4:EIO watch=private container=c",
                "plug vmem 2M 2M");
        Cli.Result result = Cli.run("diff", left, right);
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.lines())
                .containsExactly(
                        "- policy mixed=segments on-veto=rollback profile=flipbook",
                        "+ policy mixed=segments on-veto=halt profile=flipbook",
                        "- region only 0x100000 page=0x1000 memory=two-sided",
                        "- map 0x0 0x100000 ram 0x0",
                        "+ map 0x0 0x80000 ram 0x0",
                        "- listener a ram kind=type1 limit=5",
                        "+ listener a ram 0x0 0x10000 kind=type1 limit=65535 watch=private granule=0x2000"
                                + " container=c veto=3,4:EIO",
                        "- listener-order a b",
                        "+ listener-order b a",
                        "- source ram:held block=0x1000",
                        "- plugged vmem 0x0 0x200000  2 MiB",
                        "+ plugged vmem 0x200000 0x200000  2 MiB",
                        "8 differences between sequence 11 and sequence 10");
    }

    @Test
    void regionsOfOtherPagesOrSizesAreComparedAsFarAsTheyCanBe() throws IOException {
        Path left = journal("left", "region ram 1M", "region r 1M", "to-shared ram 0 1M", "to-shared r 0 4K");
        Path right = journal("right", "region ram 512K", "region r 1M page=8K", "to-shared ram 0 4K");
        assertThat(Cli.run("diff", left, right).code()).isEqualTo(1);
        assertThat(Cli.run("diff", left, right).lines())
                .contains("- shared ram 0x1000 0x7f000  508 KiB", "+ region r 0x100000 page=0x2000 memory=two-sided")
                .noneMatch(line -> line.contains("shared r "));
    }

    @Test
    void liveDamagedAndEmptyJournalsAreRead() throws IOException {
        Path live = directory.resolve("live");
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledIn(live))) {
            Path empty = journal("empty");
            assertThat(Cli.run("diff", live, empty).code()).isZero();
            engine.addRegion(RegionSpec.of("ram", 1 << 20));
            engine.convert(ConversionRequest.toShared("ram", 0, 4096));
            assertThat(Cli.run("diff", live, empty).code()).isEqualTo(1);
        }
        Damage.record(live, 4);
        Cli.Result damaged = Cli.run("diff", live, "--from", "2");
        assertThat(damaged.code()).isEqualTo(3);
        assertThat(damaged.out()).isEmpty();
        assertThat(damaged.err()).contains("sequence 4").hasLineCount(1);
        assertThat(Cli.run("diff", live, "--from", "2", "--to", "3").code()).isZero();
    }

    @Test
    void whatMakesNoSenseIsCode2() throws IOException {
        Path journal = Cli.journal(directory, "region ram 1M");
        assertThat(Cli.run("diff", journal).code()).isEqualTo(2);
        assertThat(Cli.run("diff", journal, "--from", "9").code()).isEqualTo(2);
        assertThat(Cli.run("diff", journal, journal, journal).code()).isEqualTo(2);
        assertThat(Cli.run("diff", journal, directory.resolve("missing")).code())
                .isEqualTo(3);
    }

    private Path journal(String name, String... statements) throws IOException {
        return Cli.journal(Files.createDirectories(directory.resolve(name)), statements);
    }
}
