package io.flipbook.replay.record;

import static io.flipbook.replay.record.TraceLab.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.GuestMemory;
import io.flipbook.engine.RegionSpec;
import io.flipbook.replay.record.RecordingException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the guest's memory comes from: the command line, the journal, or the addresses of the trace. */
final class LayoutTest {
    private static final String SHARE = "kvm_convert_memory start 0x1000 size 0x1000 private_to_shared";

    @TempDir
    private Path directory;

    private TraceLab lab;

    @BeforeEach
    void makeALab() {
        lab = new TraceLab(directory);
    }

    private List<String> names() {
        try (GuestMemory state = lab.state()) {
            return state.regions().stream().map(RegionSpec::name).toList();
        }
    }

    @Test
    void takesASetupAndThenRegions() throws Exception {
        lab.setup("region low 16M", "map 0 16M low 0", "policy mixed=per-page", "listener vfio0 low kind=type1")
                .regions("high=1G@0x100000000,page=64K,initial=shared,memory=in-place", "dimm=4M@1T,plug-block=2M");
        RecordingSummary summary = lab.record(SHARE);
        assertThat(names()).containsExactly("low", "high", "dimm");
        try (GuestMemory state = lab.state()) {
            RegionSpec high = state.regions().get(1);
            assertThat(high)
                    .isEqualTo(new RegionSpec("high", 1 << 30, 65536, true, false, 0, RegionSpec.Memory.IN_PLACE));
            assertThat(state.regions().get(2).plugBlockBytes()).isEqualTo(2 << 20);
            assertThat(state.maps()).extracting(map -> map.gpa()).containsExactly(0L, 1L << 32, 1L << 40);
            assertThat(state.policy().mixed()).hasToString("per-page");
            assertThat(state.listeners()).hasSize(1);
        }
        assertThat(summary.layout()).isEqualTo("as asked for");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ram",
                "ram=1G",
                "ram@0=1G",
                "=1G@0",
                "ram=1G@",
                "ram=1Q@0",
                "ram=1G@0,page",
                "ram=1G@0,pages=4K",
                "ram=1G@0,page=4K,page=4K",
                "ram=1G@0\nlistener x ram",
                "ra m=1G@0",
                "ram=1G@0,page=3K",
                "ram=0@0",
                "ram=1G@0x100",
                "ram=1G@0 #"
            })
    void refusesARegionThatIsNone(String option) {
        lab.regions(option);
        assertRefused(Kind.WRONGLY_CALLED, "--region ", () -> lab.record(SHARE));
        assertThat(lab.journal()).doesNotExist();
    }

    @Test
    void namesTheLineOfASetupThatDoesNotParse() throws Exception {
        lab.setup("region ram 1G", "", "regoin x 1G");
        assertRefused(Kind.WRONGLY_CALLED, "setup.flip:3: ", () -> lab.record(SHARE));
    }

    @Test
    void namesTheLineOfASetupThatCannotBeDone() throws Exception {
        lab.setup("region ram 1G", "map 0 1G ram 0", "map 4K 1M ram 0");
        assertRefused(Kind.WRONGLY_CALLED, "setup.flip:3: map is rejected overlap", () -> lab.record(SHARE));
        assertThat(lab.journal()).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"to-shared ram 0 4K", "unlisten x", "pin ram 0 4K", "discard acquire disable", "restart"})
    void refusesASetupThatDoesMoreThanLayOut(String statement) throws Exception {
        lab.setup("region ram 1G", statement);
        assertRefused(Kind.WRONGLY_CALLED, "setup.flip:2: ", () -> lab.record(SHARE));
    }

    @Test
    void refusesAListenerThatRefuses() throws Exception {
        lab.setup("region ram 1G initial=shared", "listener x ram veto=1:ENOMEM");
        assertRefused(Kind.WRONGLY_CALLED, "setup.flip:2: listener is rolled-back", () -> lab.record(SHARE));
    }

    @Test
    void cannotReadASetupThatIsNotThere() throws Exception {
        lab.setup("region ram 1G");
        Files.delete(directory.resolve("setup.flip"));
        assertRefused(Kind.NOT_ACCESSIBLE, "no such file", () -> lab.record(SHARE));
    }

    @Test
    void coversTheAddressesOfTheTraceWhereNobodySaysWhatThereIs() throws Exception {
        RecordingSummary summary = lab.record(
                "kvm_convert_memory start 0x40201000 size 0x1000 private_to_shared",
                "kvm_convert_memory start 0x40600000 size 0x1000 private_to_shared",
                "kvm_convert_memory start 0x1 size 0x1000 private_to_shared",
                "kvm_convert_memory start 0x3000 size 0x0 private_to_shared");
        try (GuestMemory state = lab.state()) {
            assertThat(state.regions()).containsExactly(RegionSpec.of("ram", 0x600000));
            assertThat(state.maps())
                    .singleElement()
                    .satisfies(map -> assertThat(map.gpa()).isEqualTo(0x40200000));
        }
        assertThat(lab.shared("ram")).isEqualTo(new TreeSet<>(List.of(1L, 1024L)));
        assertThat(summary.layout()).contains("ram").contains("0x600000").contains("0x40200000");
    }

    @Test
    void coversATebibyteAtMost() throws Exception {
        RecordingSummary summary =
                lab.record(SHARE, "kvm_convert_memory start 0xfffffffffffff000 size 0x1000 shared_to_private");
        try (GuestMemory state = lab.state()) {
            assertThat(state.regions().get(0).sizeBytes()).isEqualTo(1L << 40);
        }
        assertThat(summary.rejections().counts()).containsOnlyKeys("unmapped");
        assertThat(summary.layout()).contains("1 TiB");
    }

    @Test
    void coversTheTopOfTheAddresses() throws Exception {
        lab.record("kvm_convert_memory start 0xffffffffffffe000 size 0x2000 private_to_shared");
        assertThat(lab.shared("ram")).isEqualTo(new TreeSet<>(List.of(510L, 511L)));
    }

    @Test
    void plugsTheRegionInBlocksWhereVirtioMemDrives() throws Exception {
        lab.record(
                "1@1700000000.000001:virtio_mem_plug_request addr=0x100200000 nb_blocks=2",
                "1@1700000000.000002:virtio_mem_send_response type=0");
        try (GuestMemory state = lab.state()) {
            assertThat(state.regions())
                    .containsExactly(RegionSpec.of("ram", 4 << 20).pluggedInBlocksOf(2 << 20));
        }
        assertThat(lab.plugged("ram")).hasSize(1024);
    }

    @Test
    void countsOffsetsInABlockFromZeroAndMapsThemNowhere() throws Exception {
        lab.record("ram_block_attributes_state_change offset 0x201000 size 0x1000 from 'discarded' to 'populated'");
        try (GuestMemory state = lab.state()) {
            assertThat(state.regions()).containsExactly(RegionSpec.of("ram", 4 << 20));
            assertThat(state.maps()).isEmpty();
        }
        assertThat(lab.shared("ram")).isEqualTo(new TreeSet<>(List.of(513L)));
    }

    @Test
    void mapsTheRegionWhoseWriterWasStoppedBeforeItCould() throws Exception {
        lab.setup("region ram 2M").record("# nothing");
        TraceLab again = new TraceLab(directory);
        RecordingSummary summary = again.record(SHARE);
        assertThat(again.records("map")).hasSize(1);
        assertThat(again.records("region")).hasSize(1);
        assertThat(summary.pages()).isEqualTo(1);
    }

    @Test
    void doesNotMapARegionOfTheJournalsThatIsAnother() throws Exception {
        lab.setup("region ram 4M").record("# nothing");
        TraceLab again = new TraceLab(directory);
        assertThat(again.record(SHARE).layout()).isEqualTo("the journal's own");
        assertThat(again.records("map")).isEmpty();
    }

    @Test
    void recordsATraceWithoutAnyMemory() throws Exception {
        RecordingSummary summary = lab.record("# nothing", "");
        assertThat(names()).isEmpty();
        assertThat(summary.lines()).isEqualTo(2);
        assertThat(summary.layout()).contains("no memory");
    }

    @Test
    void wantsALayoutForAPipe() throws Exception {
        assertRefused(Kind.WRONGLY_CALLED, "--setup or --region", () -> lab.follow(SHARE));
        assertThat(lab.journal()).doesNotExist();
        Files.createDirectory(lab.journal());
        assertRefused(Kind.WRONGLY_CALLED, "--setup or --region", () -> lab.follow(SHARE));
        assertThat(lab.journal()).isEmptyDirectory();
        lab.record("# nothing");
        assertRefused(Kind.WRONGLY_CALLED, "--setup or --region", () -> lab.follow(SHARE));
    }

    @Test
    void goesOnWithTheJournalsOwnLayout() throws Exception {
        lab.regions("ram=16M@0").record(SHARE);
        lab.regions();
        assertThat(lab.follow(SHARE.replace("0x1000 size", "0x3000 size")).layout())
                .isEqualTo("the journal's own");
        lab.record(SHARE.replace("0x1000 size", "0x5000 size"));
        lab.regions("ram=16M@0").record(SHARE.replace("0x1000 size", "0x7000 size"));
        assertThat(lab.shared("ram")).isEqualTo(new TreeSet<>(List.of(1L, 3L, 5L, 7L)));
        assertThat(lab.records("region")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ram=32M@0",
                "ram=16M@1M",
                "other=16M@0",
                "ram=16M@0,page=64K",
                "ram=16M@0,plug-block=2M",
                "ram=16M@0,initial=shared"
            })
    void refusesALayoutThatIsNotTheJournals(String other) throws Exception {
        lab.regions("ram=16M@0").record(SHARE);
        lab.regions(other);
        assertRefused(Kind.WRONGLY_CALLED, "another layout", () -> lab.record(SHARE));
        lab.regions("ram=16M@0", "more=16M@1G");
        assertRefused(Kind.WRONGLY_CALLED, "another layout", () -> lab.record(SHARE));
        assertThat(lab.records("request")).hasSize(1);
    }

    @Test
    void refusesALayoutWithLessThanTheJournals() throws Exception {
        lab.regions("ram=16M@0", "more=16M@1G").record(SHARE);
        lab.regions("ram=16M@0");
        assertRefused(Kind.WRONGLY_CALLED, "region more", () -> lab.record(SHARE));
    }

    @Test
    void completesALayoutWhoseWriterWasStopped() throws Exception {
        lab.setup("policy on-veto=detach", "region a 16M", "map 0 16M a 0", "listener x a", "region b 16M");
        for (int done = 0; done <= 5; done++) {
            TraceLab each = new TraceLab(Files.createDirectory(directory.resolve("stopped" + done)));
            Files.copy(directory.resolve("setup.flip"), each.file("setup.flip"), StandardCopyOption.REPLACE_EXISTING);
            String[] lines = Files.readAllLines(directory.resolve("setup.flip")).toArray(new String[0]);
            each.setup(Arrays.copyOf(lines, done));
            each.record("# nothing");
            each.setup(lines).record(SHARE);
            assertThat(each.records("region")).as("after %d", done).hasSize(2);
            assertThat(each.records("map")).hasSize(1);
            assertThat(each.records("policy")).hasSize(1);
            assertThat(each.records("listener")).hasSize(1);
            assertThat(each.shared("a")).containsExactly(1L);
        }
    }

    @Test
    void sharesRegionsThatDoNotSayHowTheyBegin() throws Exception {
        lab.initial("shared")
                .setup("region a 1M", "region b 1M initial=private")
                .regions("c=1M@0", "d=1M@1G,initial=private");
        lab.record("# nothing");
        assertThat(lab.shared("a")).hasSize(256);
        assertThat(lab.shared("b")).isEmpty();
        assertThat(lab.shared("c")).hasSize(256);
        assertThat(lab.shared("d")).isEmpty();
    }

    @Test
    void doesNotWantTheInitialStateAgainWhenTheJournalGoesOn() throws Exception {
        lab.initial("shared").regions("ram=16M@0").record(SHARE);
        lab.initial(null).record(SHARE);
        assertThat(lab.records("region")).hasSize(1);
    }

    @Test
    void bringsTheInitialStateOfAFileAsRequestsOfTheHost() throws Exception {
        Path state = lab.file(
                "state.json",
                "{\"sequence\":7,\"regions\":[{\"name\":\"ram\",\"size\":\"0x1000000\",\"page\":\"0x1000\","
                        + "\"shared\":[[\"0x2000\",\"0x3000\"],[\"0x8000\",\"0x1000\"]]},",
                "{\"name\":\"vmem\",\"size\":\"0x1000000\",\"page\":\"0x1000\",\"shared\":[[\"0x0\",\"0x1000\"]],"
                        + "\"plugged\":[[\"0x200000\",\"0x400000\"]]}],\"listeners\":[]}");
        lab.initial(state.toString()).regions("ram=16M@0", "vmem=16M@1G,plug-block=2M,initial=private");
        RecordingSummary summary = lab.record(SHARE);
        assertThat(lab.shared("ram")).isEqualTo(new TreeSet<>(List.of(1L, 2L, 3L, 4L, 8L)));
        assertThat(lab.plugged("vmem")).hasSize(1024);
        assertThat(lab.shared("vmem")).as("it says itself how it begins").isEmpty();
        assertThat(lab.records("request")).hasSize(4);
        assertThat(lab.records("request").subList(0, 3)).allMatch(r -> r.contains("\"initiator\":\"host\""));
        assertThat(summary.outcomes().total()).isEqualTo(1);
        lab.record(SHARE);
        assertThat(lab.records("request")).as("not brought twice").hasSize(5);
        assertThat(lab.notes).singleElement().asString().contains("--initial");
    }

    @Test
    void bringsTheRestOfAnInitialStateWhoseWriterWasStopped() throws Exception {
        Path state = lab.file(
                "state.json",
                "{\"regions\":[{\"name\":\"vmem\",\"size\":\"0x1000000\",\"shared\":[[\"0x0\",\"0x1000\"]],"
                        + "\"plugged\":[[\"0x200000\",\"0x400000\"]]}]}");
        lab.initial(state.toString()).regions("vmem=16M@0,plug-block=2M");
        lab.record("# nothing");
        lab.record(SHARE);
        assertThat(lab.plugged("vmem")).hasSize(1024);
        assertThat(lab.shared("vmem")).containsExactly(0L, 1L);
        assertThat(lab.records("outcome")).noneMatch(outcome -> outcome.contains("rejected"));
    }

    @Test
    void refusesAnInitialStateThatDoesNotFit() throws Exception {
        lab.regions("ram=16M@0");
        lab.initial(lab.file("a", "{\"regions\":[{\"name\":\"x\",\"size\":\"0x1000\"}]}")
                .toString());
        assertRefused(Kind.WRONGLY_CALLED, "no region x", () -> lab.record(SHARE));
        lab.initial(lab.file("b", "{\"regions\":[{\"name\":\"ram\",\"size\":\"0x1000\"}]}")
                .toString());
        assertRefused(Kind.WRONGLY_CALLED, "0x1000 bytes there", () -> lab.record(SHARE));
        lab.initial(lab.file(
                        "c",
                        "{\"regions\":[{\"name\":\"ram\",\"size\":\"0x1000000\","
                                + "\"shared\":[[\"0x0\",\"0x2000000\"]]}]}")
                .toString());
        assertRefused(Kind.WRONGLY_CALLED, "out-of-range", () -> lab.record(SHARE));
        lab.initial(lab.file("d", "shared, please").toString());
        assertRefused(Kind.NOT_ACCESSIBLE, "not JSON", () -> lab.record(SHARE));
        lab.initial(directory.resolve("missing.json").toString());
        assertRefused(Kind.NOT_ACCESSIBLE, "no such file", () -> lab.record(SHARE));
        assertThat(lab.journal()).doesNotExist();
    }
}
