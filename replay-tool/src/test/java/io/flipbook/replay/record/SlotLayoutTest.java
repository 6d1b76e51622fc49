package io.flipbook.replay.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.GuestMemory;
import io.flipbook.engine.LayoutRecord.Mapped;
import io.flipbook.engine.RegionSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory slots that a trace tells of, as regions. */
final class SlotLayoutTest {
    @TempDir
    private Path directory;

    private TraceLab lab;

    @BeforeEach
    void makeALab() {
        lab = new TraceLab(directory);
    }

    private static String slot(int number, long gpa, long size, long userAddress) {
        return slot(0, number, gpa, size, userAddress, 0);
    }

    private static String slot(int space, int number, long gpa, long size, long userAddress, int ret) {
        return String.format(
                "kvm_set_user_memory AddrSpace#%d Slot#%d flags=0x4 gpa=0x%x size=0x%x ua=0x%x guest_memfd=-1"
                        + " guest_memfd_offset=0x0 ret=%d",
                space, number, gpa, size, userAddress, ret);
    }

    private static String share(long gpa) {
        return String.format("kvm_convert_memory start 0x%x size 0x1000 private_to_shared", gpa);
    }

    private List<String> names() {
        try (GuestMemory state = lab.state()) {
            return state.regions().stream().map(RegionSpec::name).toList();
        }
    }

    private List<Mapped> maps() {
        try (GuestMemory state = lab.state()) {
            return state.maps();
        }
    }

    @Test
    void makesARegionOfEachSlotAndMapsIt() throws Exception {
        RecordingSummary summary =
                lab.record(slot(0, 0, 0x100000, 1), slot(3, 0x200000, 0x100000, 2), share(0x201000), share(0x100000));
        assertThat(names()).containsExactly("slot0", "slot3");
        assertThat(maps()).containsExactly(new Mapped(0, 0x100000, 0, 0), new Mapped(0x200000, 0x100000, 1, 0));
        assertThat(lab.shared("slot3")).containsExactly(1L);
        assertThat(summary.outcomes().counts()).containsEntry("noop", 1L).containsEntry("committed", 1L);
        assertThat(summary.layout()).contains("slots");
    }

    @Test
    void appliesSlotsAsTheirLinesCome() throws Exception {
        RecordingSummary summary = lab.record(share(0x1000), slot(0, 0, 0x100000, 1), share(0x2000));
        assertThat(lab.shared("slot0")).containsExactly(2L);
        assertThat(summary.pages()).isEqualTo(1);
    }

    @Test
    void unmapsASlotThatVanishesAndKeepsItsPagesForWhenTheSameMemoryComesBack() throws Exception {
        lab.record(
                slot(0, 0, 0x100000, 1),
                share(0x1000),
                slot(0, 0, 0, 1),
                share(0x2000),
                slot(0, 0x400000, 0x100000, 1),
                share(0x403000));
        assertThat(names()).containsExactly("slot0");
        assertThat(maps()).containsExactly(new Mapped(0x400000, 0x100000, 0, 0));
        assertThat(lab.shared("slot0")).containsExactly(1L, 3L);
    }

    @Test
    void makesAnotherRegionOfOtherMemoryUnderTheSameNumber() throws Exception {
        lab.record(
                slot(0, 0, 0x100000, 1),
                slot(0, 0, 0, 1),
                slot(0, 0, 0x100000, 2),
                slot(0, 0, 0, 2),
                slot(0, 0, 0x200000, 1),
                slot(0, 0, 0, 1),
                slot(0, 0, 0x100000, 1),
                share(0x1000));
        assertThat(names()).containsExactly("slot0", "slot0.2", "slot0.3");
        assertThat(lab.shared("slot0")).containsExactly(1L);
    }

    @Test
    void leavesASlotAloneWhoseFlagsChange() throws Exception {
        lab.record(slot(0, 0, 0x100000, 1), slot(0, 0, 0x100000, 1).replace("0x4", "0x5"), share(0));
        assertThat(lab.records("map")).hasSize(1);
        assertThat(lab.records("unmap")).isEmpty();
    }

    @Test
    void movesASlotThatIsSetElsewhere() throws Exception {
        lab.record(slot(0, 0, 0x100000, 1), slot(0, 0x200000, 0x100000, 1));
        assertThat(maps()).containsExactly(new Mapped(0x200000, 0x100000, 0, 0));
    }

    @Test
    void knowsWhichPagesWereConvertedWhereverTheirSlotIs() throws Exception {
        RecordingSummary summary = lab.record(
                slot(0, 0, 0x100000, 1),
                share(0x1000),
                slot(0, 0, 0, 1),
                slot(0, 0x400000, 0x100000, 1),
                share(0x401000),
                share(0x402000).replace("private_to_shared", "shared_to_private"));
        assertThat(summary.outcomes().of("noop")).isEqualTo(2);
        assertThat(summary.contradictions()).isEqualTo(1);
    }

    @Test
    void doesNotJudgeAFaultWhereASlotHasVanished() throws Exception {
        RecordingSummary summary = lab.record(
                slot(0, 0, 0x100000, 1), slot(0, 0, 0, 1), "kvm_memory_fault start 0x1000 size 0x1000 flags 0x0");
        assertThat(summary.observations().of("not-judged")).isEqualTo(1);
        assertThat(summary.hasFindings()).isFalse();
    }

    @Test
    void leavesOutAddressSpaceOneAndSlotsThatWereRefused() throws Exception {
        RecordingSummary summary = lab.record(
                slot(0, 0, 0x100000, 1),
                slot(1, 0, 0, 0x100000, 1, 0),
                slot(0, 5, 0x800000, 0x100000, 9, -22),
                slot(0, 0, 0, 0, 1, -22));
        assertThat(names()).containsExactly("slot0");
        assertThat(maps()).hasSize(1);
        assertThat(summary.skipped().counts())
                .containsEntry("other-address-space", 1L)
                .containsEntry("failed-slot", 2L);
    }

    @Test
    void countsSlotsThatCannotBeRegions() throws Exception {
        RecordingSummary summary = lab.record(
                slot(0, 0, 0x100000, 1),
                slot(1, 0x80000, 0x100000, 2),
                slot(2, 0x800000, 0x123, 3),
                slot(3, 0x800000, -4096, 3));
        assertThat(summary.skipped().of("unfit-slot")).isEqualTo(3);
        assertThat(summary.unfit().get(0).number()).isEqualTo(2);
        assertThat(summary.unfit().get(0).text()).contains("slot 1").contains("overlap");
        assertThat(maps()).hasSize(1);
    }

    @Test
    void makesNoMoreRegionsThanThereMayBe() throws Exception {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < SlotLayout.MAX_REGIONS + 2; i++) {
            lines.add(slot(i, (long) i << 20, 0x1000, i));
        }
        RecordingSummary summary = lab.record(lines.toArray(new String[0]));
        assertThat(summary.skipped().of("unfit-slot")).isEqualTo(2);
        assertThat(names()).hasSize(SlotLayout.MAX_REGIONS);
    }

    @Test
    void makesNoMoreMemoryThanThereMayBe() throws Exception {
        RecordingSummary summary = lab.record(
                slot(0, 0, 1L << 43, 1), slot(1, 1L << 43, (1L << 43) - 4096, 2), slot(2, 1L << 44, 8192, 3));
        assertThat(names()).containsExactly("slot0", "slot1");
        assertThat(summary.unfit())
                .singleElement()
                .satisfies(unfit -> assertThat(unfit.number()).isEqualTo(3));
    }

    @Test
    void goesOnWithTheSlotsOnRecord() throws Exception {
        lab.record(slot(0, 0, 0x100000, 1), slot(1, 0x200000, 0x100000, 2), share(0x1000));
        lab.record(slot(0, 0, 0x100000, 7), slot(1, 0, 0, 2), slot(2, 0x400000, 0x100000, 3), share(0x2000));
        assertThat(names()).containsExactly("slot0", "slot1", "slot2");
        assertThat(lab.shared("slot0")).containsExactly(1L, 2L);
        assertThat(maps()).extracting(Mapped::regionId).containsExactly(0, 2);
    }

    @Test
    void onlyCountsSlotsWhereTheLayoutIsAskedFor() throws Exception {
        RecordingSummary summary = lab.regions("ram=16M@0").record(slot(0, 0, 0x100000, 1), share(0x1000));
        assertThat(names()).containsExactly("ram");
        assertThat(summary.events().of("kvm_set_user_memory")).isEqualTo(1);
    }

    @Test
    void plugsASlotInBlocksWhereVirtioMemAsksForIt() throws Exception {
        RecordingSummary summary = lab.record(
                slot(0, 0, 0x100000, 1),
                slot(1, 0x100000000L, 0x1000000, 2),
                "1@1.5:virtio_mem_plug_request addr=0x100200000 nb_blocks=1",
                "1@1.6:virtio_mem_send_response type=0");
        assertThat(summary.hasFindings()).isFalse();
        assertThat(lab.plugged("slot1")).hasSize(512);
        try (GuestMemory state = lab.state()) {
            assertThat(state.regions()).extracting(RegionSpec::pluggable).containsExactly(false, true);
        }
    }

    @Test
    void findsABlocksPageInTheSlotThatHoldsItsPartOfTheBlock() throws Exception {
        String second = slot(1, 0x100000000L, 0x100000, 0x100001)
                .replace("guest_memfd=-1", "guest_memfd=9")
                .replace("offset=0x0", "offset=0x100000");
        RecordingSummary summary = lab.record(
                slot(0, 0, 0x100000, 1).replace("guest_memfd=-1", "guest_memfd=9"),
                second,
                share(0x100001000L),
                "ram_block_attributes_state_change offset 0x101000 size 0x1000 from 'discarded' to 'populated'");
        assertThat(summary.observations().of("agrees")).isEqualTo(1);
    }

    @Test
    void beginsSlotsAsTheInitialStateSays() throws Exception {
        Path state = lab.file(
                "state.json",
                "{\"regions\":[{\"name\":\"slot1\",\"size\":\"0x100000\",\"shared\":[[\"0x3000\",\"0x1000\"]]}]}");
        lab.initial(state.toString()).record(slot(0, 0, 0x100000, 1), slot(1, 0x200000, 0x100000, 2));
        assertThat(lab.shared("slot1")).containsExactly(3L);
    }
}
