package io.flipbook.replay.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which event drives, and what the others are compared with. */
final class ConversionsTest {
    private static final String SHARE_0 = "kvm_convert_memory start 0x0 size 0x1000 private_to_shared";
    private static final String BLOCK_0 =
            "ram_block_attributes_state_change offset 0x0 size 0x1000 from 'discarded' to 'populated'";
    private static final String BLOCK_1 =
            "ram_block_attributes_state_change offset 0x1000 size 0x1000 from 'discarded' to 'populated'";
    private static final String TASK = "vcpu0-7 [000] ..... 1.000001: ";
    private static final String SET_0_SHARED =
            TASK + "kvm_vm_set_mem_attributes: 0x00000000000000 -- 0x00000000000001 [0x0]";
    private static final String CALL_0_SHARED = TASK + "kvm_hypercall: nr 0xc a0 0x0 a1 0x1 a2 0x0 a3 0x0";
    private static final String CALL_2_SHARED = TASK + "kvm_hypercall: nr 0xc a0 0x2000 a1 0x2 a2 0x0 a3 0x0";

    @TempDir
    private Path directory;

    private TraceLab lab;

    @BeforeEach
    void makeALab() {
        lab = new TraceLab(directory).regions("ram=16M@0");
    }

    private static TreeSet<Long> pages(Long... pages) {
        return new TreeSet<>(List.of(pages));
    }

    @Test
    void drivesWithConvertMemoryWhereThereIsAnyInTheFile() throws Exception {
        RecordingSummary summary = lab.record(BLOCK_1, SHARE_0, BLOCK_0);
        assertThat(summary.drivers()).containsExactly("kvm_convert_memory");
        assertThat(lab.shared("ram")).isEqualTo(pages(0L));
    }

    @Test
    void drivesWithTheBlockWhereThereIsNoConvertMemory() throws Exception {
        RecordingSummary summary = lab.record(BLOCK_1, BLOCK_0);
        assertThat(summary.drivers()).containsExactly("ram_block_attributes_state_change");
        assertThat(lab.shared("ram")).isEqualTo(pages(0L, 1L));
        assertThat(lab.records("request")).first().asString().contains("\"op\":\"to-shared\"");
    }

    @Test
    void drivesWithTheKernelsAttributesWhereThereAreAnyAndElseWithHypercalls() throws Exception {
        assertThat(lab.record(CALL_2_SHARED, SET_0_SHARED).drivers()).containsExactly("kvm_vm_set_mem_attributes");
        assertThat(lab.shared("ram")).isEqualTo(pages(0L));
        assertThat(lab.record(CALL_2_SHARED).drivers()).containsExactly("kvm_hypercall");
        assertThat(lab.shared("ram")).isEqualTo(pages(0L, 2L, 3L));
    }

    @Test
    void drivesWithNoHypercallButMapGpaRange() throws Exception {
        RecordingSummary summary = lab.record(TASK + "kvm_hypercall: nr 0xb a0 0x0 a1 0x1 a2 0x0 a3 0x0");
        assertThat(summary.drivers()).isEmpty();
        assertThat(summary.events().of("kvm_hypercall")).isEqualTo(1);
        assertThat(lab.records("request")).isEmpty();
    }

    @Test
    void makesPagesPrivateWhenTheHypercallSaysSo() throws Exception {
        lab.record(CALL_2_SHARED, TASK + "kvm_hypercall: nr 0xc a0 0x2000 a1 0x1 a2 0x10 a3 0x0");
        assertThat(lab.shared("ram")).isEqualTo(pages(3L));
    }

    @Test
    void skipsAHypercallForMorePagesThanThereAre() throws Exception {
        RecordingSummary summary = lab.record(TASK + "kvm_hypercall: nr 0xc a0 0x0 a1 0x10000000000001 a2 0x0 a3 0x0");
        assertThat(summary.skipped().of("too-long")).isEqualTo(1);
        assertThat(lab.records("request")).isEmpty();
    }

    @Test
    void letsABetterDriverTakeOverInAPipeWhenItFirstShows() throws Exception {
        RecordingSummary summary = lab.follow(BLOCK_1, SHARE_0, BLOCK_0);
        assertThat(summary.drivers()).containsExactly("kvm_convert_memory", "ram_block_attributes_state_change");
        assertThat(lab.shared("ram")).isEqualTo(pages(0L, 1L));
        assertThat(lab.records("request")).hasSize(2);
        assertThat(lab.records("observation")).hasSize(1);
    }

    @Test
    void recordsWhatIsRejectedTooAndSaysWhy() throws Exception {
        RecordingSummary summary = lab.record(
                "kvm_convert_memory start 0x0 size 0x0 private_to_shared",
                "kvm_convert_memory start 0x10 size 0x1000 private_to_shared",
                "kvm_convert_memory start 0x1000000 size 0x1000 shared_to_private",
                "kvm_convert_memory start 0x1000000 size 0x1000 private_to_shared");
        assertThat(summary.rejections().counts())
                .containsEntry("zero-size", 1L)
                .containsEntry("misaligned", 1L)
                .containsEntry("unmapped", 1L)
                .hasSize(3);
        assertThat(summary.outcomes().counts()).containsEntry("noop", 1L).containsEntry("rejected", 3L);
        assertThat(lab.records("outcome")).hasSize(4);
        assertThat(summary.hasFindings()).isFalse();
    }

    @Test
    void skipsBlocksThatAreNotNamedWhereThereAreSeveralRegions() throws Exception {
        RecordingSummary summary = lab.regions("a=1M@0", "b=1M@1M").record(BLOCK_0, BLOCK_1);
        assertThat(summary.skipped().of("nameless-block")).isEqualTo(2);
        assertThat(lab.records("request")).isEmpty();
    }

    @Test
    void countsFirstConversionsThatContradictTheInitialState() throws Exception {
        RecordingSummary summary = lab.record(
                "kvm_convert_memory start 0x0 size 0x2000 shared_to_private", // already private
                "kvm_convert_memory start 0x0 size 0x1000 shared_to_private", // not the first of its page
                "kvm_convert_memory start 0x1000 size 0x2000 shared_to_private", // one of two pages is new
                "kvm_convert_memory start 0x8000 size 0x1000 private_to_shared",
                "kvm_convert_memory start 0x8000 size 0x1000 private_to_shared", // a repeat
                "kvm_convert_memory start 0x2000000 size 0x1000 private_to_shared", // not memory
                "kvm_convert_memory start 0xa000 size 0x1000 shared_to_private"); // already private
        assertThat(summary.contradictions()).isEqualTo(2);
        assertThat(summary.hasFindings()).isFalse();
    }

    @Test
    void countsNoContradictionsWhereTheJournalGoesOn() throws Exception {
        lab.record(SHARE_0);
        RecordingSummary summary = lab.record(SHARE_0);
        assertThat(summary.outcomes().of("noop")).isEqualTo(1);
        assertThat(summary.contradictions()).isZero();
    }

    @Test
    void sharesWithTheKernelWhatEndsAtTheVeryEndOfTheAddresses() throws Exception {
        RecordingSummary summary =
                lab.record(TASK + "kvm_vm_set_mem_attributes: 0x00000000000fff -- 0x10000000000000 [0x0]");
        assertThat(lab.shared("ram")).isEqualTo(pages(4095L));
        assertThat(summary.pages()).isEqualTo(1);
    }

    @Test
    void ordersACallBeforeTheKernelsOwnEventIntoOneConversion() throws Exception {
        RecordingSummary summary = lab.record(CALL_0_SHARED, SET_0_SHARED);
        assertThat(lab.records("request")).hasSize(1);
        assertThat(summary.observations().of("agrees")).isEqualTo(1);
        List<String> types = lab.records();
        assertThat(types.get(types.size() - 1))
                .contains("\"type\":\"observation\"")
                .contains("kvm_hypercall");
    }
}
