package io.flipbook.engine;

import io.flipbook.engine.device.Errno;
import io.flipbook.engine.memtype.MemoryType;
import io.flipbook.engine.memtype.TypeChange;
import java.util.List;

/** Layout records that cannot follow the guest of {@link HostileRecordsTest}. */
final class UnfittingLayouts {
    private static final long PAGE = 4096;
    private static final TypeChange TYPES = new TypeChange(true, null, MemoryType.WC, null);

    private UnfittingLayouts() {}

    static List<LayoutRecord> all() {
        long past = 1L << 40;
        return List.of(
                HostileRecordsTest.region(3, "ram", 8 * PAGE),
                HostileRecordsTest.region(1, "new", 8 * PAGE),
                HostileRecordsTest.region(2, "gone", 8 * PAGE),
                HostileRecordsTest.region(4, "new", 8 * PAGE),
                HostileRecordsTest.region(-1, "new", 8 * PAGE),
                new LayoutRecord.RegionRemoved(0),
                new LayoutRecord.RegionRemoved(2),
                new LayoutRecord.RegionRemoved(3),
                new LayoutRecord.RegionRemoved(-1),
                new LayoutRecord.RegionRemoved(Integer.MIN_VALUE),
                new LayoutRecord.Mapped(past, PAGE, 2, 0),
                new LayoutRecord.Mapped(past, PAGE, -1, 0),
                new LayoutRecord.Mapped(past, PAGE, Integer.MIN_VALUE, 0),
                new LayoutRecord.Mapped(past, 0, 1, 0),
                new LayoutRecord.Mapped(past, PAGE + 1, 1, 0),
                new LayoutRecord.Mapped(past + 1, PAGE, 1, 0),
                new LayoutRecord.Mapped(past, PAGE, 1, 16 * PAGE),
                new LayoutRecord.Mapped(past, -PAGE, 1, PAGE),
                new LayoutRecord.Mapped(-PAGE, 2 * PAGE, 1, 0),
                new LayoutRecord.Mapped(0x10000 + 7 * PAGE, PAGE, 1, 0),
                new LayoutRecord.Mapped(past, PAGE, 0, 7 * PAGE),
                new LayoutRecord.Unmapped(0x11000),
                new LayoutRecord.ListenerAdded(1, ListenerSpec.of("vfio", "vmem", ListenerSpec.Kind.PLAIN)),
                new LayoutRecord.ListenerAdded(1, ListenerSpec.of("new", "no", ListenerSpec.Kind.PLAIN)),
                new LayoutRecord.ListenerAdded(0, ListenerSpec.of("new", "vmem", ListenerSpec.Kind.PLAIN)),
                new LayoutRecord.ListenerAdded(2, ListenerSpec.of("new", "vmem", ListenerSpec.Kind.PLAIN)),
                new LayoutRecord.ListenerAdded(-1, ListenerSpec.of("new", "vmem", ListenerSpec.Kind.PLAIN)),
                new LayoutRecord.ListenerAdded(
                        1,
                        ListenerSpec.of("new", "vmem", ListenerSpec.Kind.PLAIN).over(15 * PAGE, 2 * PAGE)),
                new LayoutRecord.ListenerAdded(
                        1,
                        ListenerSpec.of("new", "vmem", ListenerSpec.Kind.PLAIN).over(0, 0)),
                new LayoutRecord.ListenerEnded(1, LayoutRecord.ListenerEnded.Cause.ASKED, Errno.NONE),
                new LayoutRecord.ListenerEnded(-1, LayoutRecord.ListenerEnded.Cause.ASKED, Errno.NONE),
                new LayoutRecord.PinChanged(0, true, 4 * PAGE, PAGE),
                new LayoutRecord.PinChanged(0, false, 0, 2 * PAGE),
                new LayoutRecord.PinChanged(0, true, PAGE, 0),
                new LayoutRecord.PinChanged(0, true, PAGE, -PAGE),
                new LayoutRecord.PinChanged(1, true, 0, PAGE),
                new LayoutRecord.PinChanged(2, true, 0, PAGE),
                new MemoryTypeSet(2, 0, PAGE, TYPES),
                new MemoryTypeSet(-1, 0, PAGE, TYPES),
                new MemoryTypeSet(0, 0, 0, TYPES),
                new MemoryTypeSet(0, 1, PAGE, TYPES),
                new MemoryTypeSet(0, PAGE, -PAGE, TYPES),
                new MemoryTypeSet(0, 1L << 40, PAGE, TYPES),
                new LayoutRecord.HoldChanged(DiscardHold.REQUIRE, true),
                new LayoutRecord.HoldChanged(DiscardHold.REQUIRE, false));
    }
}
