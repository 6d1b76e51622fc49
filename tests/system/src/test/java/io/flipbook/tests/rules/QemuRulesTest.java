package io.flipbook.tests.rules;

import static io.flipbook.tests.rules.RuleGuest.PAGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.Answer;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.DiscardHold;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.Outcome.Kind;
import io.flipbook.engine.Policy;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.Rejection;
import io.flipbook.engine.device.DmaDevice;
import io.flipbook.engine.device.MappingListener;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The rules of QEMU. Those of several sources are in {@code SeveralSourcesTest}, of the counters in the engine's. */
class QemuRulesTest {
    private static final long BLOCK = 2 << 20;

    private final RuleGuest guest = new RuleGuest();

    @AfterEach
    void close() {
        guest.close();
    }

    /** {@code ram_block_attributes_create}: an empty bitmap, of what is shared. */
    @Test
    void allIsPrivateAtFirst() {
        guest.region("ram", 16);
        assertThat(guest.shared("ram")).isEmpty();
        assertThat(guest.toPrivate("ram", 0, 16).kind()).isEqualTo(Kind.NOOP);
    }

    /** {@code ram_block_attributes_is_valid_range}. */
    @Test
    void aRangeIsAlignedAndNotEmptyAndDoesNotWrapAndEndsInsideTheBlock() {
        guest.region("ram", 16);
        assertThat(rejection(1, PAGE)).isEqualTo(Rejection.MISALIGNED);
        assertThat(rejection(0, PAGE - 1)).isEqualTo(Rejection.MISALIGNED);
        assertThat(rejection(0, 0)).isEqualTo(Rejection.ZERO_SIZE);
        assertThat(rejection(PAGE, -PAGE)).isEqualTo(Rejection.OUT_OF_RANGE);
        assertThat(rejection(PAGE, -2 * PAGE)).isEqualTo(Rejection.OUT_OF_RANGE);
        assertThat(rejection(15 * PAGE, 2 * PAGE)).isEqualTo(Rejection.OUT_OF_RANGE);
        assertThat(rejection(16 * PAGE, PAGE)).isEqualTo(Rejection.OUT_OF_RANGE);
        assertThat(rejection(15 * PAGE, PAGE)).isEqualTo(Rejection.NONE);
    }

    private Rejection rejection(long offset, long size) {
        return guest.engine
                .convert(ConversionRequest.toShared("ram", offset, size))
                .reason();
    }

    /** {@code ram_block_attributes_state_change}: a uniform range is one section. */
    @Test
    void aUniformRangeIsToldAsOneSection() {
        guest.region("ram", 16).plain("vfio", "ram").like(Policy.QEMU_10_1);
        guest.toShared("ram", 0, 8);
        assertThat(guest.calls).containsExactly("vfio populate 0+8");
        guest.toPrivate("ram", 2, 4);
        assertThat(guest.calls).containsExactly("vfio discard 2+4");
    }

    /** {@code ram_block_attributes_state_change}: a mixture goes page by page, and only those that change are told. */
    @Test
    void aMixedRangeIsToldPageByPageAndOnlyWhatChanges() {
        guest.region("ram", 16).plain("vfio", "ram").like(Policy.QEMU_10_1);
        guest.toShared("ram", 2, 1);
        assertThat(guest.toShared("ram", 0, 5).pages()).isEqualTo(4);
        assertThat(guest.calls)
                .containsExactly("vfio populate 0+1", "vfio populate 1+1", "vfio populate 3+1", "vfio populate 4+1");
    }

    /** The undo of earlier revisions of the series was dropped: bits stay changed, nobody is told to undo. */
    @Test
    void qemuKeepsTheBitsAndUndoesNothingWhenAListenerRefuses() {
        guest.region("ram", 16).plain("old", "ram", 1).plain("new", "ram").like(Policy.QEMU_10_1);
        Outcome outcome = guest.toShared("ram", 0, 4);
        assertThat(outcome.kind()).isEqualTo(Kind.DIVERGED);
        assertThat(outcome.errno().name()).isEqualTo("ENOMEM");
        assertThat(guest.calls).containsExactly("new populate 0+4", "old veto 0+4");
        assertThat(guest.shared("ram")).isEqualTo("0+4");
    }

    /** {@code QLIST_INSERT_HEAD} in {@code register_listener}: the newest listener is the first in the list. */
    @Test
    void qemuTellsTheNewestListenerFirstOfPopulatesAndDiscardsAlike() {
        guest.region("ram", 16).plain("old", "ram").plain("new", "ram").like(Policy.QEMU_10_1);
        guest.toShared("ram", 0, 1);
        assertThat(guest.calls).containsExactly("new populate 0+1", "old populate 0+1");
        guest.toPrivate("ram", 0, 1);
        assertThat(guest.calls).containsExactly("new discard 0+1", "old discard 0+1");
    }

    /** RamDiscardManager's documented contract ({@code include/system/memory.h}). */
    @Test
    void aListenerMayObjectToPopulateAndThoseBeforeItAreToldADiscard() {
        guest.region("ram", 16).plain("one", "ram").plain("two", "ram", 1);
        assertThat(guest.toShared("ram", 0, 4).kind()).isEqualTo(Kind.ROLLED_BACK);
        assertThat(guest.calls).containsExactly("one populate 0+4", "two veto 0+4", "one discard 0+4");
        assertThat(guest.shared("ram")).isEmpty();
    }

    /** The same contract: a discard in another granularity than the populate, and the other way round. */
    @Test
    void memoryMayBeDiscardedInAnotherGranularityThanItWasPopulated() {
        guest.region("ram", 16);
        guest.engine.register(ListenerSpec.of("vfio", "ram", ListenerSpec.Kind.TYPE1));
        guest.toShared("ram", 0, 16);
        guest.toPrivate("ram", 3, 1);
        guest.toPrivate("ram", 8, 8);
        assertThat(guest.engine.models().mappings("vfio")).isEqualTo(7);
        guest.toPrivate("ram", 0, 8);
        assertThat(guest.engine.models().mappings("vfio")).isZero();
    }

    /** {@code virtio_mem_state_change_request}: VIRTIO_MEM_RESP_ERROR unless all is in the opposite state. */
    @Test
    void virtioMemIsStrictAboutTheState() {
        guest.engine.addRegion(RegionSpec.of("mem", 8 * BLOCK).pluggedInBlocksOf(BLOCK));
        assertThat(plug(true, 0, 2).kind()).isEqualTo(Kind.COMMITTED);
        assertThat(plug(true, 0, 2).reason()).isEqualTo(Rejection.MIXED);
        assertThat(plug(true, 1, 2).reason()).isEqualTo(Rejection.MIXED);
        assertThat(plug(false, 1, 2).reason()).isEqualTo(Rejection.MIXED);
        assertThat(plug(false, 2, 1).reason()).isEqualTo(Rejection.MIXED);
        assertThat(plug(false, 0, 2).kind()).isEqualTo(Kind.COMMITTED);
    }

    private Outcome plug(boolean plug, long block, long blocks) {
        return guest.engine.convert(
                plug
                        ? ConversionRequest.plug("mem", block * BLOCK, blocks * BLOCK)
                        : ConversionRequest.unplug("mem", block * BLOCK, blocks * BLOCK));
    }

    /** {@code virtio_mem_set_block_state}: the bits are set when {@code virtio_mem_notify_plug} has succeeded. */
    @Test
    void virtioMemSetsBitsOnlyAfterTheListenersAgreed() {
        guest.engine.addRegion(RegionSpec.of("mem", 8 * BLOCK).pluggedInBlocksOf(BLOCK));
        guest.engine.convert(ConversionRequest.toShared("mem", 0, 8 * BLOCK));
        guest.plain("vfio", "mem", 1);
        assertThat(plug(true, 0, 1).kind()).isEqualTo(Kind.ROLLED_BACK);
        List<Long> plugged = new ArrayList<>();
        guest.engine.guest().visitPlugged("mem", (offset, size) -> plugged.add(size));
        assertThat(plugged).isEmpty();
        assertThat(plug(true, 0, 1).kind()).isEqualTo(Kind.COMMITTED);
    }

    /** {@code virtio_mem_plug_request}: more than the requested size is VIRTIO_MEM_RESP_NACK; the device knows. */
    @Test
    void virtioMemAnswersNackBusyOrErrorAndNothingChanges() {
        guest.engine.addRegion(RegionSpec.of("mem", 8 * BLOCK).pluggedInBlocksOf(BLOCK));
        for (Answer answer : List.of(Answer.NACK, Answer.BUSY, Answer.ERROR)) {
            long sequence = guest.engine.begin(ConversionRequest.plug("mem", 0, BLOCK));
            assertThat(guest.engine.decide(sequence, answer).kind()).isEqualTo(Kind.REJECTED);
        }
        assertThat(plug(true, 0, 1).kind()).isEqualTo(Kind.COMMITTED);
    }

    /** {@code kvm_convert_memory}: {@code trace_kvm_convert_memory} comes before the checks. */
    @Test
    void anInvalidConversionIsOnRecordToo() {
        long before = guest.engine.lastSequence();
        assertThat(guest.convert(true, 1, 0).kind()).isEqualTo(Kind.REJECTED);
        assertThat(guest.engine.lastSequence()).isEqualTo(before + 2);
    }

    /** {@code kvm_convert_memory}: alignment and size first, then whether there is memory. */
    @Test
    void alignmentIsCheckedBeforeThereIsMemory() {
        assertThat(guest.convert(false, 0, 0).reason()).isEqualTo(Rejection.ZERO_SIZE);
        assertThat(guest.convert(false, 1, PAGE).reason()).isEqualTo(Rejection.MISALIGNED);
        assertThat(guest.convert(false, 0, 1).reason()).isEqualTo(Rejection.MISALIGNED);
        assertThat(guest.convert(false, 0, PAGE).reason()).isEqualTo(Rejection.UNMAPPED);
    }

    /** {@code kvm_convert_memory}: firmware shares PCI MMIO and the page of the IO-APIC. */
    @Test
    void whereThereIsNoMemoryToSharedIsIgnoredAndToPrivateIsAnError() {
        guest.region("ram", 16);
        guest.engine.map(0, 16 * PAGE, "ram", 0);
        assertThat(guest.convert(true, 0xfec00000L, PAGE).kind()).isEqualTo(Kind.NOOP);
        assertThat(guest.convert(false, 0xfec00000L, PAGE).reason()).isEqualTo(Rejection.UNMAPPED);
        assertThat(guest.convert(false, 15 * PAGE, 2 * PAGE).reason()).isEqualTo(Rejection.UNMAPPED);
    }

    /** The patch of 2025-09-18, not merged: {@code memory_region_find} finds one section, all of the size is used. */
    @Test
    void qemuLooksUpTheFirstSectionAloneAndFailsHalfDone() {
        guest.region("node0", 4).region("node1", 4).plain("vfio", "node0");
        guest.engine.map(0, 4 * PAGE, "node0", 0);
        guest.engine.map(4 * PAGE, 4 * PAGE, "node1", 0);
        guest.like(Policy.QEMU_10_1);
        Outcome outcome = guest.convert(true, 3 * PAGE, 2 * PAGE);
        assertThat(outcome.kind()).isEqualTo(Kind.DIVERGED);
        assertThat(outcome.errno().name()).isEqualTo("EINVAL");
        assertThat(guest.calls).isEmpty();
        assertThat(List.of(guest.shared("node0"), guest.shared("node1"))).containsExactly("3+1", "0+1");
    }

    /** What Kata's documents require, and Flipbook does. */
    @Test
    void aRequestOverTwoBlocksIsOneChange() {
        guest.region("node0", 4).region("node1", 4).plain("one", "node0").plain("other", "node1", 1);
        guest.engine.map(0, 4 * PAGE, "node0", 0);
        guest.engine.map(4 * PAGE, 4 * PAGE, "node1", 0);
        assertThat(guest.convert(true, 3 * PAGE, 2 * PAGE).kind()).isEqualTo(Kind.ROLLED_BACK);
        assertThat(guest.calls).containsExactly("one populate 3+1", "other veto 0+1", "one discard 3+1");
        assertThat(List.of(guest.shared("node0"), guest.shared("node1"))).containsExactly("", "");
    }

    /** {@code ram_block_uncoordinated_discard_disable}, which VFIO holds, beside {@code ram_block_discard_require}. */
    @Test
    void vfioIsRefusedBesideRequireAndTakenBesideCoordinatedRequire() {
        guest.engine.hold(DiscardHold.REQUIRE, true);
        assertThat(guest.engine.hold(DiscardHold.UNCOORDINATED_DISABLE, true).reason())
                .isEqualTo(Rejection.BUSY);
        guest.engine.hold(DiscardHold.REQUIRE, false);
        guest.engine.hold(DiscardHold.COORDINATED_REQUIRE, true);
        assertThat(guest.engine.hold(DiscardHold.UNCOORDINATED_DISABLE, true).kind())
                .isEqualTo(Kind.OK);
        assertThat(guest.engine.hold(DiscardHold.REQUIRE, true).reason()).isEqualTo(Rejection.BUSY);
    }

    /** {@code vfio_ram_discard_notify_populate}: pieces of the minimum granularity, so that each can go alone. */
    @Test
    void vfioMapsInPiecesOfTheMinimumGranularity() {
        guest.region("ram", 1024);
        guest.engine.register(
                ListenerSpec.of("vfio", "ram", ListenerSpec.Kind.TYPE1).inPiecesOf(BLOCK));
        guest.toShared("ram", 0, 1024);
        assertThat(guest.engine.models().mappings("vfio")).isEqualTo(2);
    }

    /** {@code vfio_ram_discard_notify_populate}: if a piece fails, the section is unmapped, the error returned. */
    @Test
    void vfioUnmapsTheWholeSectionWhenAPieceFails() {
        guest.region("ram", 16);
        guest.engine.register(
                ListenerSpec.of("vfio", "ram", ListenerSpec.Kind.TYPE1).limitedTo(3));
        guest.toShared("ram", 8, 1);
        Outcome outcome = guest.toShared("ram", 0, 3);
        assertThat(outcome.kind()).isEqualTo(Kind.ROLLED_BACK);
        assertThat(outcome.errno().name()).isEqualTo("ENOSPC");
        assertThat(guest.engine.models().mappings("vfio")).isEqualTo(1);
    }

    /** {@code vfio_ram_discard_notify_discard}: one unmap of the section, and a failure is only logged. */
    @Test
    void aDiscardSucceedsWhateverTheUnmapSays() {
        guest.region("ram", 1024);
        guest.engine.register(
                ListenerSpec.of("vfio", "ram", ListenerSpec.Kind.TYPE1_V1).inPiecesOf(BLOCK));
        guest.toShared("ram", 0, 512);
        assertThat(guest.toPrivate("ram", 5, 1).kind()).isEqualTo(Kind.COMMITTED);
        assertThat(guest.engine.models().device("vfio").access(5)).isEqualTo(DmaDevice.Access.STALE);
    }

    /** {@code vfio_register_ram_discard_listener}: the limit is the container's, of all its listeners. */
    @Test
    void theMappingLimitIsTheContainers() {
        guest.region("ram", 16).region("vram", 16);
        for (String region : List.of("ram", "vram")) {
            guest.engine.register(ListenerSpec.of("vfio-" + region, region, ListenerSpec.Kind.TYPE1)
                    .limitedTo(5)
                    .inContainer("group"));
        }
        assertThat(guest.toShared("ram", 0, 3).kind()).isEqualTo(Kind.COMMITTED);
        assertThat(guest.toShared("vram", 0, 3).errno().name()).isEqualTo("ENOSPC");
        assertThat(guest.toShared("vram", 0, 2).kind()).isEqualTo(Kind.COMMITTED);
        MappingListener mapping = guest.engine.models().mapping("vfio-vram");
        assertThat(mapping.iommu().mappings()).isEqualTo(2);
    }
}
