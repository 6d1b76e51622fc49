package io.flipbook.replay.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events that tell of conversions beside the one that drives. */
final class ObservationsTest {
    private static final String FAULT_SHARED = "kvm_memory_fault start 0x1000 size 0x1000 flags 0x0";
    private static final String FAULT_PRIVATE = "kvm_memory_fault start 0x1000 size 0x1000 flags 0x8";

    @TempDir
    private Path directory;

    private TraceLab lab;

    @BeforeEach
    void makeALab() {
        lab = new TraceLab(directory).regions("ram=16M@0");
    }

    private static String share(String start, String size) {
        return "kvm_convert_memory start " + start + " size " + size + " private_to_shared";
    }

    private static String block(String offset, String size, String to) {
        return "ram_block_attributes_state_change offset " + offset + " size " + size + " from 'mixture' to '" + to
                + "'";
    }

    private static void assertVerdicts(RecordingSummary summary, long agree, long disagree, long notJudged) {
        assertThat(summary.observations().counts())
                .containsEntry("agrees", agree)
                .containsEntry("disagrees", disagree)
                .containsEntry("not-judged", notJudged);
        assertThat(summary.findingCount()).isEqualTo(disagree);
        assertThat(summary.hasFindings()).isEqualTo(disagree > 0);
    }

    @Test
    void agreesWithAFaultItsConversionAndItsBlock() throws Exception {
        assertVerdicts(
                lab.record(FAULT_SHARED, share("0x1000", "0x1000"), block("0x1000", "0x1000", "populated")), 2, 0, 0);
        assertThat(lab.records("request")).hasSize(1);
        assertThat(lab.records("observation"))
                .satisfiesExactly(
                        fault -> assertThat(fault).contains("kvm_memory_fault").contains("\"gpa\":\"0x1000\""),
                        block -> assertThat(block)
                                .contains("ram_block_attributes_state_change")
                                .contains("\"offset\":\"0x1000\""));
    }

    @Test
    void findsABlockThatIsNotAsItsEventSays() throws Exception {
        RecordingSummary summary = lab.record(
                share("0x1000", "0x1000"),
                block("0x1000", "0x1000", "discarded"),
                block("0x0", "0x2000", "populated"),
                block("0x0", "0x1000", "discarded"));
        assertVerdicts(summary, 1, 2, 0);
        assertThat(summary.findings())
                .extracting(RecordingSummary.Remark::number)
                .containsExactly(2L, 3L);
        assertThat(summary.findings().get(0).text()).contains("0x1000 0x1000 private");
    }

    @Test
    void findsTheBlockInAnyRegionThatIsAsTheEventSays() throws Exception {
        lab.regions("a=1M@0", "b=1M@0x100000000");
        assertVerdicts(
                lab.record(
                        share("0x100001000", "0x1000"),
                        block("0x1000", "0x1000", "populated"),
                        block("0x1000", "0x1000", "discarded"),
                        block("0x2000", "0x1000", "populated")),
                2,
                1,
                0);
    }

    @Test
    void doesNotJudgeABlockThatIsInNoRegion() throws Exception {
        assertVerdicts(lab.record(share("0x1000", "0x1000"), block("0x80000000", "0x1000", "populated")), 0, 0, 1);
    }

    @Test
    void letsAFaultWaitForTheDrivingEventThatOverlapsIt() throws Exception {
        assertVerdicts(
                lab.record(
                        FAULT_SHARED,
                        share("0x5000", "0x1000"),
                        "kvm_convert_memory start 0x1000 size 0x1000 shared_to_private",
                        share("0x1000", "0x1000")),
                0,
                1,
                0);
    }

    @Test
    void letsAFaultWaitWhileOtherPagesAreConverted() throws Exception {
        assertVerdicts(
                lab.record(
                        FAULT_SHARED,
                        "kvm_convert_memory start 0x2000 size 0x1000 shared_to_private",
                        "kvm_convert_memory start 0x0 size 0x1000 shared_to_private",
                        share("0x1000", "0x1000")),
                1,
                0,
                0);
    }

    @Test
    void letsARequestWaitThatIsCarriedOutInParts() throws Exception {
        assertVerdicts(
                lab.record(
                        "kvm_memory_fault start 0x1000 size 0x3000 flags 0x0",
                        share("0x1000", "0x1000"),
                        share("0x2000", "0x1000"),
                        share("0x3000", "0x1000")),
                1,
                0,
                0);
        assertThat(lab.records().get(lab.records().size() - 1)).contains("observation");
    }

    @Test
    void givesUpOnARequestThatIsNeverCarriedOutWhole() throws Exception {
        List<String> lines = new ArrayList<>(List.of("kvm_memory_fault start 0x0 size 0x1000000 flags 0x0"));
        for (int i = 0; i < Observations.MAX_PARTS; i++) {
            lines.add(share("0x1000", "0x1000"));
        }
        lines.add(share("0x0", "0x1000000"));
        assertVerdicts(lab.record(lines.toArray(new String[0])), 0, 1, 0);
        lines.remove(1);
        assertVerdicts(
                new TraceLab(directory.resolve("other"))
                        .regions("ram=16M@0")
                        .record(lab.file("t", lines.toArray(new String[0]))),
                1,
                0,
                0);
    }

    @Test
    void judgesWhatStillWaitsAtTheEnd() throws Exception {
        assertVerdicts(lab.record(share("0x5000", "0x1000"), FAULT_SHARED, FAULT_PRIVATE), 1, 1, 0);
    }

    @Test
    void keepsAThousandFaultsWaitingAndPutsTheOldestOfMoreOnRecordUnjudged() throws Exception {
        List<String> lines = new ArrayList<>();
        for (int page = 0; page < 1030; page++) {
            lines.add(String.format("kvm_memory_fault start 0x%x000 size 0x1000 flags 0x0", page));
        }
        lines.add(share("0x0", "0x1000000"));
        assertVerdicts(lab.record(lines.toArray(new String[0])), 1024, 0, 6);
    }

    @Test
    void doesNotJudgeWhatIsNotMappedOrNoRangeOfPages() throws Exception {
        assertVerdicts(
                lab.record(
                        "kvm_memory_fault start 0xfec00000 size 0x1000 flags 0x0",
                        "kvm_memory_fault start 0x10 size 0x10 flags 0x0",
                        "kvm_memory_fault start 0x1000 size 0x0 flags 0x0",
                        "kvm_memory_fault start 0xfffffffffffff000 size 0x2000 flags 0x0"),
                0,
                0,
                4);
    }

    @Test
    void judgesOnlyTheMappedPartOfARange() throws Exception {
        assertVerdicts(
                lab.record("kvm_memory_fault start 0xfff000 size 0x2000 flags 0x0", share("0xfff000", "0x2000")),
                1,
                0,
                0);
    }

    @Test
    void showsTheFirstFiveFindingsAndCountsAll() throws Exception {
        List<String> lines = new ArrayList<>(List.of(share("0x0", "0x1000")));
        for (int i = 0; i < 9; i++) {
            lines.add(block("0x0", "0x1000", "discarded"));
        }
        RecordingSummary summary = lab.record(lines.toArray(new String[0]));
        assertVerdicts(summary, 0, 9, 0);
        assertThat(summary.findings()).hasSize(5);
    }

    @Test
    void comparesFaultsWithABlockThatDrives() throws Exception {
        lab.regions("ram=16M@0x40000000");
        assertVerdicts(
                lab.record(
                        "kvm_memory_fault start 0x40001000 size 0x1000 flags 0x0",
                        block("0x1000", "0x1000", "populated"),
                        block("0x1000", "0x1000", "discarded")),
                1,
                0,
                0);
    }

    @Test
    void onlyCountsMappingsOfDevices() throws Exception {
        RecordingSummary summary = lab.record(
                share("0x1000", "0x1000"),
                "vfio_listener_region_add_ram region_add [ram] 0x0 - 0xfff [0x7f0000000000]",
                "dev-7 [000] ..... 1.5: iommu:unmap: IOMMU: iova=0x0000000000001000 - 0x0000000000002000 size=4096"
                        + " unmapped_size=4096");
        assertVerdicts(summary, 0, 0, 0);
        assertThat(summary.events().counts())
                .containsEntry("iommu:unmap", 1L)
                .containsEntry("vfio_listener_region_add_ram", 1L);
        assertThat(lab.records("request")).hasSize(1);
    }
}
