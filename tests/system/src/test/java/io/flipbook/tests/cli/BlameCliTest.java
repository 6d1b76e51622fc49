package io.flipbook.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.device.Errno;
import io.flipbook.engine.device.RegionListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BlameCliTest {
    private static final int PAGE = 4096;

    @TempDir
    private Path directory;

    @Test
    void showsEveryTouchWithItsOutcomeAndWhoHoldsThePage() throws IOException {
        Path journal = Cli.journal(
                directory,
                "region ram 1M", // 2
                "map 0x100000 1M ram 0", // 3
                "listener vfio0 ram kind=type1 limit=2", // 4
                "to-shared ram 0 8K", // 5 6
                "to-shared ram 64K 4K", // 7 8: no room, another page
                "to-private ram 0 4K", // 9 10
                "convert 0x101000 8K shared", // 11 12
                "convert 0x102000 8K shared"); // 13 14: no room
        List<String> lines = blame(journal, "0x102000");
        assertThat(sequences(lines)).containsExactly("3", "4", "11", "13");
        assertThat(lines.get(2))
                .contains("\"type\":\"request\",\"op\":\"convert\",\"gpa\":\"0x101000\",\"size\":\"0x2000\"")
                .contains("\"initiator\":\"guest\"")
                .contains("\"was\":\"private\",\"became\":\"shared\",\"outcome\":\"committed\",\"pages\":1")
                .matches(".*\"outcome-sequence\":12,\"took-ns\":\\d+\\}");
        assertThat(lines.get(3))
                .contains("\"was\":\"shared\",\"became\":\"shared\",\"outcome\":\"rolled-back\"")
                .contains("\"refusals\":[{\"listener\":\"vfio0\",\"call\":1,\"errno\":\"ENOSPC\"}]");
        assertThat(lines.get(4))
                .startsWith("{\"holders\":[{\"listener\":\"vfio0\",\"kind\":\"type1\",\"watch\":\"shared\","
                        + "\"holds\":\"yes\",\"told\":\"populate\",\"since\":12,\"in-step\":true,"
                        + "\"refused\":14,\"errno\":\"ENOSPC\"}],\"gone\":[],\"sequence\":15,")
                .endsWith("\"region\":\"ram\",\"offset\":\"0x2000\",\"state\":\"shared\",\"touches\":4}");
        assertThat(blame(journal, "ram:0").get(4))
                .contains("\"holds\":\"no\",\"told\":\"discard\",\"since\":10,\"in-step\":true");
        assertThat(sequences(blame(journal, "ram:0"))).containsExactly("2", "4", "5", "9");
    }

    @Test
    void aListenerHoldsWhatWasThereBeforeItSinceItsRegistration() throws IOException {
        Path journal =
                Cli.journal(directory, "region ram 1M", "to-shared ram 0 4K", "listener l ram", "to-shared ram 8K 4K");
        assertThat(Cli.run("blame", journal, "ram:0").out()).contains("l (plain): holds it since sequence 5\n");
        assertThat(Cli.run("blame", journal, "ram:0", "--at", "5").out()).contains("holds it since sequence 5\n");
    }

    @Test
    void anEarlierStateAndTheLastTouchesAloneCanBeAskedFor() throws IOException {
        Path journal =
                Cli.journal(directory, "region ram 1M", "listener l ram", "to-shared ram 0 4K", "to-private ram 0 4K");
        List<String> lines = blame(journal, "ram:0", "--at", "5", "--limit", "1");
        assertThat(sequences(lines)).containsExactly("4");
        assertThat(lines.get(1))
                .contains("\"holds\":\"yes\",\"told\":\"populate\",\"since\":5")
                .contains("\"sequence\":5")
                .contains("\"touches\":3");
        Cli.Result between = Cli.run("blame", journal, "ram:0", "--at", "4");
        assertThat(between.out()).contains("outcome=undecided", "private; touched by 3 records", "was never told");
    }

    @Test
    void aConversionThatSucceedsAlthoughTheMapFailedLeavesTheListenerOutOfStep() throws IOException {
        Path journal = Cli.journal(
                directory,
                "region ram 1M",
                "policy profile=qemu-10.1",
                "listener first ram",
                "listener vfio0 ram kind=type1 limit=1",
                "to-shared ram 0 4K",
                "to-shared ram 8K 8K");
        Cli.Result result = Cli.run("blame", journal, "ram:0x2000");
        assertThat(result.code()).isZero();
        assertThat(result.out())
                .contains("was=private became=shared outcome=diverged pages=2 refusals=vfio0:1:ENOSPC")
                .contains("vfio0 (type1): does not hold it, refused a populate at sequence 9; and it is there: out of"
                        + " step since sequence 9; refused at 9 with ENOSPC\n")
                .contains("first (plain): does not hold it, was never told; and it is there: out of step since sequence"
                        + " 9\n");
        assertThat(blame(journal, "ram:0x2000").get(4)).contains("\"in-step\":false,\"out-of-step-since\":9,");
    }

    @Test
    void whoWasOutOfStepUntilARestartIsSaidToHaveBeen() throws IOException {
        Path journal = Cli.journal(
                directory,
                "region ram 1M",
                "listener vfio0 ram kind=type1-v1 granule=64K",
                "to-shared ram 0 64K",
                "to-private ram 4K 4K", // 6 7
                "to-shared ram 128K 64K",
                "restart", // 10 11
                "to-shared ram 256K 64K");
        assertThat(Cli.run("blame", journal, "ram:0x1000", "--at", "9").out())
                .contains(
                        "vfio0 (type1-v1): holds it, although told a discard at sequence 7; STALE since sequence 7: it"
                                + " is not there\n");
        assertThat(Cli.run("blame", journal, "ram:0x1000").out())
                .contains(
                        "vfio0 (type1-v1): does not hold it, was never told; was out of step from sequence 7 to 11\n");
        assertThat(blame(journal, "ram:0x1000").get(5))
                .contains("\"in-step\":true,\"out-of-step-since\":7,\"out-of-step-until\":11}");
    }

    @Test
    void aListenerThatIsNoModelAndRefusedMayHoldThePage() {
        Path journal = directory.resolve("journal");
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledIn(journal))) {
            engine.addRegion(RegionSpec.of("ram", 16 * PAGE));
            engine.register(ListenerSpec.of("gpu", "ram", ListenerSpec.Kind.EXTERNAL), refusing("EIO"));
            engine.convert(ConversionRequest.toShared("ram", 0, PAGE));
        }
        assertThat(Cli.run("blame", journal, "ram:0").out())
                .contains(
                        "gpu (external): may hold it or not, refused a populate at sequence 5; refused at 5 with EIO");
    }

    @Test
    void aListenerThatThrewFromADiscardMayHoldThePageUntilARestart() {
        Path journal = directory.resolve("journal");
        RegionListener throwing = new ThrowsFromDiscard();
        ListenerSpec spec = ListenerSpec.of("gpu", "ram", ListenerSpec.Kind.EXTERNAL);
        EngineConfig config = EngineConfig.journaledIn(journal);
        try (ConversionEngine engine = ConversionEngine.open(config)) {
            engine.addRegion(RegionSpec.of("ram", 16 * PAGE));
            engine.register(spec, throwing);
            engine.convert(ConversionRequest.toShared("ram", 0, PAGE));
            engine.convert(ConversionRequest.toPrivate("ram", 0, PAGE));
        }
        assertThat(Cli.run("blame", journal, "ram:0").out())
                .contains("outcome=failed")
                .contains("gpu (external): may hold it or not, told a discard at sequence 7; refused at 7 with EFAULT");
        ConversionEngine.open(config.listeners(each -> throwing)).close();
        assertThat(Cli.run("blame", journal, "ram:0").out()).contains("gpu (external): holds it since sequence 9\n");
        ConversionEngine.open(config).close();
        assertThat(Cli.run("blame", journal, "ram:0").out())
                .contains("nobody watches it\n  gpu: gone since sequence 12, absent\n");
    }

    @Test
    void whoWentIsNamedWithTheReason() throws IOException {
        Path journal = Cli.journal(
                directory,
                "region ram 1M",
                "policy on-veto=detach",
                "listener asked ram",
                "listener picky ram veto=2:ENOMEM",
                "listener beside ram 64K 64K",
                "to-shared ram 0 4K", // 7 8
                "to-shared ram 512K 4K", // 9 10: another page, and picky goes
                "unlisten asked", // 11
                "unlisten beside");
        List<String> lines = blame(journal, "ram:0");
        assertThat(sequences(lines)).containsExactly("2", "4", "5", "7", "10", "11");
        assertThat(lines.get(4)).contains("\"type\":\"outcome\"", "\"detached\":[\"picky\"]");
        assertThat(lines.get(6))
                .startsWith("{\"holders\":[],\"gone\":["
                        + "{\"listener\":\"picky\",\"sequence\":10,\"cause\":\"detached\",\"errno\":\"ENOMEM\"},"
                        + "{\"listener\":\"asked\",\"sequence\":11,\"cause\":\"asked\"}]");
    }

    @Test
    void pinsPlugsSourcesAndRestartsAreTouches() throws IOException {
        Path journal = Cli.journal(
                directory,
                "region vmem 8M plug-block=2M memory=in-place", // 2
                "listener l vmem", // 3
                "to-shared vmem 0 2M", // 4 5
                "plug vmem 0 2M", // 6 7
                "pin vmem 0 4K", // 8
                "pin vmem 4K 4K", // 9: another page
                "restart", // 10 end, 11 recover
                "source-add vmem held"); // 12, 13 14
        List<String> lines = blame(journal, "vmem:0");
        assertThat(sequences(lines)).containsExactly("2", "3", "4", "6", "8", "11", "12", "13");
        assertThat(lines.get(2)).contains("\"was\":\"private, unplugged\",\"became\":\"shared, unplugged\"");
        assertThat(lines.get(3)).contains("\"was\":\"shared, unplugged\",\"became\":\"shared\"");
        assertThat(lines.get(4)).contains("\"was\":\"shared\",\"became\":\"shared, pinned\"");
        assertThat(lines.get(5)).contains("\"was\":\"shared, pinned\",\"became\":\"shared\"");
        assertThat(lines.get(7)).contains("\"became\":\"shared, held back by held\"");
        assertThat(blame(journal, "vmem:0", "--at", "5").get(3))
                .contains("\"holds\":\"no\",\"in-step\":true", "\"state\":\"shared, unplugged\"");
        assertThat(blame(journal, "vmem:0", "--at", "12").get(7))
                .contains("\"holds\":\"yes\",\"told\":\"populate\",\"since\":11");
    }

    @Test
    void anAddressWithoutMemoryHasTheRequestsThatWereRejectedForIt() throws IOException {
        Path journal =
                Cli.journal(directory, "region ram 1M", "map 0 1M ram 0", "convert 0xff000 8K private", "unmap 0");
        List<String> lines = blame(journal, "0x100000");
        assertThat(sequences(lines)).containsExactly("4");
        assertThat(lines.get(0))
                .contains("\"was\":\"no memory\",\"became\":\"no memory\"")
                .contains("\"reason\":\"unmapped\"");
        assertThat(sequences(blame(journal, "0xff000"))).containsExactly("3", "4", "6");
    }

    @Test
    void ofADamagedJournalTheRecordsBeforeTheDamageAreShown() throws IOException {
        Path journal =
                Cli.journal(directory, "region ram 1M", "listener l ram", "to-shared ram 0 4K", "to-private ram 0 4K");
        Damage.record(journal, 6);
        Cli.Result result = Cli.run("blame", journal, "ram:0", "--format", "json");
        assertThat(result.code()).isEqualTo(3);
        assertThat(result.err())
                .contains("sequence 6", "records 1 to 5 are good")
                .hasLineCount(1);
        assertThat(sequences(result.lines())).containsExactly("2", "3", "4");
        assertThat(result.lines().get(3)).contains("\"holds\":\"yes\",\"told\":\"populate\",\"since\":5");
    }

    @Test
    void aLiveJournalAndOneWithoutARegionAreRead() {
        Path journal = directory.resolve("live");
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledIn(journal))) {
            Cli.Result empty = Cli.run("blame", journal, "0x1000");
            assertThat(empty.code()).isZero();
            assertThat(empty.out()).contains("no memory; touched by 0 records", "nobody watches it");
            engine.addRegion(RegionSpec.of("ram", 16 * PAGE));
            engine.register(ListenerSpec.of("l", "ram", ListenerSpec.Kind.PLAIN));
            engine.convert(ConversionRequest.toShared("ram", 0, PAGE));
            assertThat(Cli.run("blame", journal, "ram:0").out()).contains("l (plain): holds it since sequence 5");
        }
    }

    @Test
    void whatMakesNoSenseIsCode2() throws IOException {
        Path journal = Cli.journal(directory, "region ram 1M");
        for (String[] arguments : new String[][] {
            {"ram"},
            {":0"},
            {"rom:0"},
            {"ram:0", "--limit", "-1"},
            {"ram:0", "--limit", "2000000"},
            {"ram:0", "--at", "0"}
        }) {
            Object[] all = new Object[arguments.length + 2];
            all[0] = "blame";
            all[1] = journal;
            System.arraycopy(arguments, 0, all, 2, arguments.length);
            Cli.Result result = Cli.run(all);
            assertThat(result.code()).as("%s", (Object) arguments).isEqualTo(2);
            assertThat(result.err()).hasLineCount(1);
            assertThat(result.out()).isEmpty();
        }
        assertThat(Files.exists(directory.resolve("rom"))).isFalse();
    }

    private static List<String> blame(Path journal, Object... arguments) {
        Object[] all = new Object[arguments.length + 4];
        System.arraycopy(new Object[] {"blame", journal, "--format", "json"}, 0, all, 0, 4);
        System.arraycopy(arguments, 0, all, 4, arguments.length);
        Cli.Result result = Cli.run(all);
        assertThat(result.code()).as("%s", result).isZero();
        return result.lines();
    }

    /** Of the touches: all lines but the last. */
    private static List<String> sequences(List<String> lines) {
        return lines.subList(0, lines.size() - 1).stream()
                .map(line -> line.replaceAll("^\\{\"sequence\":(\\d+),.*", "$1"))
                .toList();
    }

    private static RegionListener refusing(String errno) {
        return new RegionListener() {
            @Override
            public Errno populate(long offset, long sizeBytes) {
                return Errno.of(errno);
            }

            @Override
            public void discard(long offset, long sizeBytes) {}
        };
    }
}
