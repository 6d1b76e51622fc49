package io.flipbook.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.backing.BackingSpec;
import io.flipbook.engine.device.Errno;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What can be added, mapped, pinned and held, and the order in which it is found out that something cannot. */
class LayoutRulesTest {
    private static final long PAGE = 4096;
    private static final RegionSpec.Memory TWO_SIDED = RegionSpec.Memory.TWO_SIDED;

    private final GuestMemory memory = new GuestMemory();
    private final LayoutRules rules = memory.rules();

    /** ram, in place, pages of 8 KiB: pages 0 and 1 shared. flat: not in place, all shared. */
    @BeforeEach
    void makeGuest() {
        take(new LayoutRecord.RegionAdded(
                0, new RegionSpec("ram", 8 * PAGE, 2 * PAGE, false, false, 0, RegionSpec.Memory.IN_PLACE)));
        take(new LayoutRecord.RegionAdded(1, new RegionSpec("flat", 8 * PAGE, PAGE, true, false, 0, TWO_SIDED)));
        memory.region("ram").shared().set(0, 2, true);
        take(new LayoutRecord.Mapped(0x10000, 4 * PAGE, 0, 0));
        take(new LayoutRecord.ListenerAdded(0, ListenerSpec.of("vfio", "ram", ListenerSpec.Kind.PLAIN)));
    }

    @AfterEach
    void close() {
        memory.close();
    }

    @Test
    void refusesARegionOfANameThatIsTakenBeforeItLooksAtTheRest() {
        assertThat(rules.checkRegion(region("ram", 0, 0, false, 0))).isEqualTo(Rejection.DUPLICATE);
    }

    @Test
    void refusesRegionsThatCannotBe() {
        assertBad(region("x", 0, PAGE, false, 0));
        assertBad(region("x", PAGE, PAGE, true, 0));
        assertBad(region("x", PAGE, 0, false, 0));
        assertBad(region("x", PAGE, 2048, false, 0));
        assertBad(region("x", 3 * PAGE, 3 * PAGE, false, 0));
        assertBad(region("x", PAGE + 1, PAGE, false, 0));
        assertBad(region("x", PAGE, 2 * PAGE, false, 0));
        assertBad(region("x", ((1L << 32) + 1) * PAGE, PAGE, false, 0));
        assertBad(region("x", -PAGE, PAGE, false, 0));
        assertBad(region("x", 4 * PAGE, PAGE, true, 3 * PAGE));
        assertBad(region("x", 4 * PAGE, 2 * PAGE, true, PAGE));
        assertBad(region("x", 1L << 63, PAGE + (1L << 63), false, 0));
    }

    @Test
    void takesRegionsThatCanBe() {
        assertGood(region("x", PAGE, PAGE, false, 0));
        assertGood(region("x", PAGE, PAGE, false, 17));
        assertGood(region("x", (1L << 32) * PAGE, PAGE, false, 0));
        assertGood(region("x", 12 * PAGE, PAGE, true, 3 * PAGE));
        assertGood(region("x", 3L << 62, 1L << 62, true, 3L << 62));
        assertGood(region("x", 1L << 63, 1L << 63, false, 0));
        assertGood(region("x", -1L << 32, 1L << 32, false, 0));
    }

    @Test
    void checksAMapInOrder() {
        assertThat(rules.checkMap(1, 0, "no", 1)).isEqualTo(Rejection.UNKNOWN_REGION);
        assertThat(rules.checkMap(1, 0, "ram", 1)).isEqualTo(Rejection.ZERO_SIZE);
        assertThat(rules.checkMap(1, PAGE, "ram", 8 * PAGE)).isEqualTo(Rejection.MISALIGNED);
        assertThat(rules.checkMap(1, 2 * PAGE, "ram", 8 * PAGE)).isEqualTo(Rejection.OUT_OF_RANGE);
        assertThat(rules.checkMap(-PAGE, 4 * PAGE, "ram", 0)).isEqualTo(Rejection.MISALIGNED);
        assertThat(rules.checkMap(-2 * PAGE, 4 * PAGE, "ram", 0)).isEqualTo(Rejection.OUT_OF_RANGE);
        assertThat(rules.checkMap(0x10000, 2 * PAGE, "ram", 4 * PAGE)).isEqualTo(Rejection.OVERLAP);
        assertThat(rules.checkMap(0, 2 * PAGE, "ram", 2 * PAGE)).isEqualTo(Rejection.OVERLAP);
        assertThat(rules.checkMap(-2 * PAGE, 2 * PAGE, "ram", 4 * PAGE)).isEqualTo(Rejection.NONE);
        assertThat(rules.checkUnmap(0x12000)).isEqualTo(Rejection.UNMAPPED);
        assertThat(rules.checkUnmap(0x10000)).isEqualTo(Rejection.NONE);
    }

    @Test
    void checksAListenerInOrder() {
        ListenerSpec taken = ListenerSpec.of("vfio", "no", ListenerSpec.Kind.PLAIN);
        assertThat(rules.checkListener(taken)).isEqualTo(Rejection.DUPLICATE);
        assertThat(rules.checkListener(listener("no"))).isEqualTo(Rejection.UNKNOWN_REGION);
        assertThat(rules.checkListener(listener("no").over(1, 0))).isEqualTo(Rejection.UNKNOWN_REGION);
        assertThat(rules.checkListener(listener("ram").over(1, 0))).isEqualTo(Rejection.ZERO_SIZE);
        assertThat(rules.checkListener(listener("ram").over(8 * PAGE, PAGE))).isEqualTo(Rejection.MISALIGNED);
        assertThat(rules.checkListener(listener("ram").over(8 * PAGE, 2 * PAGE)))
                .isEqualTo(Rejection.OUT_OF_RANGE);
        assertThat(rules.checkListener(listener("ram").over(6 * PAGE, 2 * PAGE)))
                .isEqualTo(Rejection.NONE);
        assertThat(rules.checkListener(listener("ram"))).isEqualTo(Rejection.NONE);
    }

    @Test
    void checksAPinInOrder() {
        for (boolean pinned : new boolean[] {true, false}) {
            assertThat(rules.checkPin("no", pinned, 1, 0)).isEqualTo(Rejection.UNKNOWN_REGION);
            assertThat(rules.checkPin("flat", pinned, 1, 0)).isEqualTo(Rejection.NOT_IN_PLACE);
            assertThat(rules.checkPin("flat", pinned, 0, PAGE)).isEqualTo(Rejection.NOT_IN_PLACE);
            assertThat(rules.checkPin("ram", pinned, 1, 0)).isEqualTo(Rejection.ZERO_SIZE);
            assertThat(rules.checkPin("ram", pinned, 8 * PAGE, PAGE)).isEqualTo(Rejection.MISALIGNED);
            assertThat(rules.checkPin("ram", pinned, 2 * PAGE, 8 * PAGE)).isEqualTo(Rejection.OUT_OF_RANGE);
        }
        assertThat(rules.checkPin("ram", true, 2 * PAGE, 4 * PAGE)).isEqualTo(Rejection.NOT_POPULATED);
        assertThat(rules.checkPin("ram", false, 0, 2 * PAGE)).isEqualTo(Rejection.NOT_PINNED);
        assertThat(rules.checkPin("ram", true, 2 * PAGE, 2 * PAGE)).isEqualTo(Rejection.NONE);
        take(new LayoutRecord.PinChanged(0, true, 2 * PAGE, 2 * PAGE));
        assertThat(rules.checkPin("ram", false, 0, 4 * PAGE)).isEqualTo(Rejection.NOT_PINNED);
        assertThat(rules.checkPin("ram", false, 2 * PAGE, 2 * PAGE)).isEqualTo(Rejection.NONE);
    }

    @Test
    void countsHolds() {
        assertThat(rules.checkHold(DiscardHold.DISABLE, false)).isEqualTo(Rejection.NOT_HELD);
        take(new LayoutRecord.HoldChanged(DiscardHold.DISABLE, true));
        take(new LayoutRecord.HoldChanged(DiscardHold.DISABLE, true));
        take(new LayoutRecord.HoldChanged(DiscardHold.DISABLE, false));
        assertThat(rules.checkHold(DiscardHold.REQUIRE, true)).isEqualTo(Rejection.BUSY);
        take(new LayoutRecord.HoldChanged(DiscardHold.DISABLE, false));
        assertThat(rules.checkHold(DiscardHold.DISABLE, false)).isEqualTo(Rejection.NOT_HELD);
        assertThat(rules.checkHold(DiscardHold.REQUIRE, true)).isEqualTo(Rejection.NONE);
    }

    @Test
    void knowsWhichMemoryARegionCanHave() {
        RegionSpec two = RegionSpec.of("two", 16 * PAGE);
        RegionSpec one = new RegionSpec("one", 16 * PAGE, PAGE, false, false, 0, RegionSpec.Memory.IN_PLACE);
        assertGood(two.backedBy(BackingSpec.MODEL.withHugetlbShared(true).discarding(false)));
        assertGood(one.backedBy(BackingSpec.MODEL.inFoliosOf(8 * PAGE)));
        assertGood(one.backedBy(BackingSpec.external("memfd")));
        assertBad(two.pluggedInBlocksOf(2 * PAGE).backedBy(BackingSpec.MODEL));
        assertBad(two.backedBy(BackingSpec.MODEL.inFoliosOf(8 * PAGE)));
        assertBad(one.backedBy(BackingSpec.MODEL.withHugetlbShared(true)));
        assertBad(one.backedBy(BackingSpec.MODEL.discarding(false)));
        assertBad(one.backedBy(BackingSpec.MODEL.inFoliosOf(6 * PAGE)));
        assertBad(one.backedBy(BackingSpec.MODEL.inFoliosOf(32 * PAGE)));
        assertBad(one.backedBy(BackingSpec.MODEL.inFoliosOf(PAGE / 2)));
    }

    /** In QEMU VFIO holds uncoordinated-disable, virtio-mem coordinated-require, and guest_memfd held require. */
    @Test
    void letsNobodyInWhoseHoldCannotBeHeld() {
        RegionSpec held = region("held", 4 * PAGE, PAGE, false, 0).holding(DiscardHold.REQUIRE);
        ListenerSpec vfio = listener("ram").holding(DiscardHold.UNCOORDINATED_DISABLE);
        take(new LayoutRecord.ListenerAdded(1, vfio));
        assertThat(rules.checkRegion(held)).isEqualTo(Rejection.BUSY);
        assertGood(held.holding(DiscardHold.COORDINATED_REQUIRE));
        assertThat(rules.checkHold(DiscardHold.UNCOORDINATED_DISABLE, false)).isEqualTo(Rejection.NOT_HELD);
        memory.beginSession();
        assertThat(rules.checkRegion(held)).isEqualTo(Rejection.BUSY);

        take(new LayoutRecord.ListenerEnded(1, LayoutRecord.ListenerEnded.Cause.ASKED, Errno.NONE));
        take(new LayoutRecord.RegionAdded(memory.regionTable().nextId(), held));
        assertThat(rules.checkListener(vfio)).isEqualTo(Rejection.BUSY);
        assertThat(rules.checkListener(listener("ram"))).isEqualTo(Rejection.NONE);
        assertThat(rules.checkHold(DiscardHold.DISABLE, true)).isEqualTo(Rejection.BUSY);
    }

    private void assertBad(RegionSpec spec) {
        assertThat(rules.checkRegion(spec)).as("%s", spec).isEqualTo(Rejection.BAD_REGION);
    }

    private void assertGood(RegionSpec spec) {
        assertThat(rules.checkRegion(spec)).as("%s", spec).isEqualTo(Rejection.NONE);
    }

    private static RegionSpec region(String name, long sizeBytes, long pageBytes, boolean pluggable, long blockBytes) {
        return new RegionSpec(name, sizeBytes, pageBytes, false, pluggable, blockBytes, TWO_SIDED);
    }

    private static ListenerSpec listener(String region) {
        return ListenerSpec.of("new", region, ListenerSpec.Kind.PLAIN);
    }

    private void take(LayoutRecord layout) {
        assertThat(memory.take(layout)).isEqualTo(Rejection.NONE);
    }
}
