package io.flipbook.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.ConversionRequest.Initiator;
import io.flipbook.engine.ConversionRequest.SourceClock;
import io.flipbook.engine.LayoutRecord.ListenerEnded;
import io.flipbook.engine.backing.BackingSpec;
import io.flipbook.engine.device.Errno;
import io.flipbook.engine.memtype.MemoryType;
import io.flipbook.engine.memtype.TypeChange;
import org.junit.jupiter.api.Test;

/**
 * The bytes of each type of record, once and for all. Where one of these fails, journals that there are cannot be read
 * any more: that takes a new version of the format, not another expectation here.
 */
class RecordFormatTest {
    private static final RegionSpec SPEC =
            new RegionSpec("vmem", 0x4000_0000, 0x2000, true, true, 0x20_0000, RegionSpec.Memory.IN_PLACE);

    @Test
    void numbersTheTypesOfRecordsAsItAlwaysDid() {
        assertThat(new int[] {
                    RecordTypes.REGION,
                    RecordTypes.MAP,
                    RecordTypes.UNMAP,
                    RecordTypes.POLICY,
                    RecordTypes.LISTENER,
                    RecordTypes.UNLISTEN,
                    RecordTypes.PIN,
                    RecordTypes.HOLD,
                    RecordTypes.SOURCE,
                    RecordTypes.UNSOURCE,
                    RecordTypes.MEMORY_TYPE,
                    RecordTypes.REQUEST,
                    RecordTypes.OUTCOME,
                    RecordTypes.OBSERVATION
                })
                .containsExactly(16, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 32, 33, 34);
    }

    @Test
    void numbersWhatIsOnRecordAsItAlwaysDid() {
        assertThat(order(Operation.values()))
                .isEqualTo("TO_SHARED TO_PRIVATE PLUG UNPLUG UNPLUG_ALL CONVERT_TO_SHARED CONVERT_TO_PRIVATE"
                        + " SOURCE_POPULATE SOURCE_DISCARD");
        assertThat(order(Initiator.values())).isEqualTo("GUEST HOST");
        assertThat(order(SourceClock.values())).isEqualTo("NONE EPOCH BOOT");
        assertThat(order(Outcome.Kind.values()))
                .isEqualTo("OK NOOP COMMITTED REJECTED ROLLED_BACK HALTED DIVERGED ABORTED FAILED"
                        + " PARTIAL ALL_PRIVATE LISTENERS_UNDONE RETRY");
        assertThat(order(Rejection.values()))
                .isEqualTo("NONE HALTED UNKNOWN_REGION UNKNOWN_LISTENER NOT_PLUGGABLE NOT_IN_PLACE ZERO_SIZE"
                        + " MISALIGNED OUT_OF_RANGE UNMAPPED MIXED BUSY DUPLICATE BAD_REGION OVERLAP NOT_POPULATED"
                        + " NOT_PINNED NOT_HELD NACK DEVICE_BUSY ERROR BAD_LISTENER UNKNOWN_SOURCE BAD_SOURCE"
                        + " NO_BACKING");
        assertThat(order(Answer.values())).isEqualTo("ENGINE ACK NACK BUSY ERROR");
        assertThat(order(Policy.Mixed.values())).isEqualTo("SEGMENTS PER_PAGE REFUSE");
        assertThat(order(Policy.OnVeto.values()))
                .isEqualTo("ROLLBACK DETACH HALT KEEP PARTIAL ALL_PRIVATE UNDO_LISTENERS RETRY");
        assertThat(order(Policy.Profile.values())).isEqualTo("FLIPBOOK QEMU_10_1");
        assertThat(order(Side.values())).isEqualTo("SHARED PRIVATE");
        assertThat(order(RegionSpec.Memory.values())).isEqualTo("TWO_SIDED IN_PLACE");
        assertThat(order(BackingSpec.Kind.values())).isEqualTo("NONE MODEL EXTERNAL");
        assertThat(order(ListenerSpec.Kind.values())).isEqualTo("PLAIN TYPE1 EXTERNAL TYPE1_V1 IOMMUFD");
        assertThat(order(ListenerEnded.Cause.values())).isEqualTo("ASKED REFUSED ABSENT");
        assertThat(order(DiscardHold.values())).isEqualTo("DISABLE UNCOORDINATED_DISABLE REQUIRE COORDINATED_REQUIRE");
        assertThat(order(Observation.Verdict.values())).isEqualTo("AGREES DISAGREES NOT_JUDGED");
    }

    @Test
    void writesARegion() {
        check(
                new LayoutRecord.RegionAdded(0x01020304, SPEC),
                16,
                "04030201 01 01 01 00 0000004000000000 0020000000000000 0000200000000000 0400 766d656d");
    }

    @Test
    void writesARegionWithMemoryBehindItAndAHold() {
        RegionSpec region = RegionSpec.of("r", 0x40_0000);
        check(
                new LayoutRecord.RegionAdded(
                        2, region.backedBy(BackingSpec.external("memfd").discarding(false))),
                16,
                "02000000 00 00 00 01 0000400000000000 0010000000000000 0000000000000000 0100 72"
                        + "02 00 00 0000000000000000 0500 6d656d6664");
        BackingSpec hugetlb = BackingSpec.MODEL.withHugetlbShared(true).inFoliosOf(0);
        check(
                new LayoutRecord.RegionAdded(2, region.backedBy(hugetlb).holding(DiscardHold.REQUIRE)),
                16,
                "02000000 00 00 00 03 0000400000000000 0010000000000000 0000000000000000 0100 72"
                        + "01 01 01 0000000000000000 0000 02");
    }

    @Test
    void writesThatARegionIsGone() {
        check(new LayoutRecord.RegionRemoved(0x01020304), 17, "04030201");
    }

    @Test
    void writesAMap() {
        check(
                new LayoutRecord.Mapped(0x1_0000_0000L, 0x2000, 5, 0x3000),
                18,
                "0000000001000000 0020000000000000 0030000000000000 05000000");
    }

    @Test
    void writesAnUnmap() {
        check(new LayoutRecord.Unmapped(0xfedcba9876543000L), 19, "0030547698badcfe");
    }

    @Test
    void writesAPolicy() {
        check(new LayoutRecord.PolicySet(new Policy(Policy.Mixed.REFUSE, Policy.OnVeto.KEEP)), 20, "02 03 00");
        check(new LayoutRecord.PolicySet(Policy.QEMU_10_1), 20, "01 03 01");
    }

    @Test
    void writesAListener() {
        ListenerSpec spec = ListenerSpec.of("vfio0", "vmem", ListenerSpec.Kind.TYPE1)
                .over(0x1000, 0x2000)
                .limitedTo(7)
                .refusing(Errno.of("EIO"), 9, 2, 9);
        check(
                new LayoutRecord.ListenerAdded(3, spec),
                21,
                "03000000 01 00 00 00 0010000000000000 0020000000000000 0700000000000000 0000000000000000"
                        + "02000000 0200000000000000 0900000000000000 0300 45494f 0500 7666696f30 0400 766d656d 0000");
        check(
                new LayoutRecord.ListenerAdded(4, ListenerSpec.of("l", "r", ListenerSpec.Kind.EXTERNAL)),
                21,
                "04000000 02 01 00 00 0000000000000000 0000000000000000 ffff000000000000 0000000000000000"
                        + "00000000 0000 0100 6c 0100 72 0000");
        ListenerSpec iommufd = ListenerSpec.of("l", "r", ListenerSpec.Kind.IOMMUFD)
                .watching(Side.PRIVATE)
                .withLargePages(false)
                .inPiecesOf(0x200000)
                .inContainer("c");
        check(
                new LayoutRecord.ListenerAdded(5, iommufd),
                21,
                "05000000 04 01 01 01 0000000000000000 0000000000000000 ffff000000000000 0000200000000000"
                        + "00000000 0000 0100 6c 0100 72 0100 63");
        check(
                new LayoutRecord.ListenerAdded(5, iommufd.inPiecesOf(0).holding(DiscardHold.UNCOORDINATED_DISABLE)),
                21,
                "05000000 04 01 01 03 0000000000000000 0000000000000000 ffff000000000000 0000000000000000"
                        + "00000000 0000 0100 6c 0100 72 0100 63 01");
    }

    @Test
    void writesTheEndOfAListener() {
        check(new ListenerEnded(3, ListenerEnded.Cause.REFUSED, Errno.ENOSPC), 22, "03000000 01 0600 454e4f535043");
        check(new ListenerEnded(4, ListenerEnded.Cause.ABSENT, Errno.NONE), 22, "04000000 02 0000");
    }

    @Test
    void writesAPin() {
        check(
                new LayoutRecord.PinChanged(2, true, 0x4000, 0x1000),
                23,
                "0040000000000000 0010000000000000 02000000 01");
    }

    @Test
    void writesAHold() {
        check(new LayoutRecord.HoldChanged(DiscardHold.COORDINATED_REQUIRE, true), 24, "03 01");
        check(new LayoutRecord.HoldChanged(DiscardHold.DISABLE, false), 24, "00 00");
    }

    @Test
    void writesAMemoryType() {
        TypeChange all = new TypeChange(true, MemoryType.WT, MemoryType.UC_MINUS, MemoryType.UC);
        check(new MemoryTypeSet(2, 0x4000, 0x1000, all), 27, "0040000000000000 0010000000000000 02000000 02 04 07 00");
        TypeChange nothing = new TypeChange(null, null, null, null);
        check(new MemoryTypeSet(3, 0, 0x1000, nothing), 27, "0000000000000000 0010000000000000 03000000 00 ff ff ff");
        TypeChange some = new TypeChange(false, MemoryType.WB, MemoryType.WC, MemoryType.WP);
        check(new MemoryTypeSet(0, 0, 0, some), 27, "0000000000000000 0000000000000000 00000000 01 06 01 05");
    }

    @Test
    void writesAnObservation() {
        Observation observation = new Observation(
                "kvm_memory_fault", SourceClock.BOOT, -2, true, 0x5000, 0x1000, false, Observation.Verdict.DISAGREES);
        check(
                observation,
                34,
                "02 01 00 01 feffffffffffffff 0050000000000000 0010000000000000"
                        + "1000 6b766d5f6d656d6f72795f6661756c74");
    }

    @Test
    void writesARequest() {
        try (Region region = new Region(6, RegionSpec.of("ram", 1 << 20))) {
            ConversionRequest request = ConversionRequest.toPrivate("ram", 0x3000, 0x4000)
                    .by(Initiator.HOST)
                    .at(SourceClock.EPOCH, 0x0102030405060708L);
            check(
                    RecordFeed.entryOf(request, region),
                    32,
                    "01 01 01 00 06000000 0030000000000000 0040000000000000 0807060504030201");
        }
        check(
                RecordFeed.entryOf(ConversionRequest.plug("no", 1, 2), null),
                32,
                "02 00 00 01 ffffffff 0100000000000000 0200000000000000 0000000000000000 0200 6e6f");
        check(
                RecordFeed.entryOf(ConversionRequest.convertToPrivate(-4096, 4096), null),
                32,
                "06 00 00 00 ffffffff 00f0ffffffffffff 0010000000000000 0000000000000000");
    }

    @Test
    void writesAnOutcome() {
        Outcome committed = new Outcome()
                .kind(Outcome.Kind.COMMITTED)
                .decided(0x1122, Answer.ACK)
                .pages(0x33)
                .digest(0x8877665544332211L)
                .overruled(Rejection.MIXED);
        check(
                RecordFeed.entryOf(committed),
                33,
                "02 0a 01 00 0000 0000 2211000000000000 3300000000000000 1122334455667788");
        Outcome busy =
                new Outcome().reject(Rejection.BUSY).decided(7, Answer.ENGINE).busyAt(0xfffe, "ram", 0x5000);
        check(RecordFeed.entryOf(busy), 33, "03 0b 00 00 0000 feff 0700000000000000 0050000000000000 0000000000000000");
        busy.busyAt(0xabcdef, "ram", 0x5000);
        check(RecordFeed.entryOf(busy), 33, "03 0b 00 ab 0000 efcd 0700000000000000 0050000000000000 0000000000000000");
        Outcome rolledBack = new Outcome()
                .kind(Outcome.Kind.ROLLED_BACK)
                .decided(8, Answer.ENGINE)
                .digest(-1);
        rolledBack.addRefusal(new Outcome.Refusal(1, "x", 2, Errno.ENOSPC, false));
        rolledBack.addRefusal(new Outcome.Refusal(9, "y", 0, Errno.EFAULT, true));
        check(
                RecordFeed.entryOf(rolledBack),
                33,
                "04 00 00 00 0200 0000 0800000000000000 0000000000000000 ffffffffffffffff"
                        + "01000000 0200000000000000 00 0600 454e4f535043"
                        + "09000000 0000000000000000 01 0600 454641554c54");
    }

    private static void check(LayoutRecord layout, int type, String hex) {
        check(RecordFeed.entryOf(layout), type, hex);
    }

    private static void check(RecordFeed.Entry entry, int type, String hex) {
        assertThat(entry.type()).isEqualTo(type);
        assertThat(entry.hex()).isEqualTo(hex.replace(" ", ""));
    }

    private static String order(Enum<?>[] values) {
        StringBuilder text = new StringBuilder();
        for (Enum<?> value : values) {
            text.append(text.length() == 0 ? "" : " ").append(value.name());
        }
        return text.toString();
    }
}
