package io.flipbook.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The order of the checks: each request here breaks the rule that it is named for and, as far as that can be, every one
 * that is looked at later.
 */
class RequestJudgeTest {
    private static final long PAGE = 4096;
    private static final long BLOCK = 4 * PAGE;
    private static final long BIG = 1L << 62;
    private static final Policy REFUSE = new Policy(Policy.Mixed.REFUSE, Policy.OnVeto.ROLLBACK);

    private final GuestMemory memory = new GuestMemory();
    private final Change change = new Change();
    private final Outcome outcome = new Outcome();

    /** ram, in place: pages 0 to 3 shared, page 2 pinned. vmem: block 1 plugged. big: three pages of 2^62. */
    @BeforeEach
    void makeGuest() {
        add(new RegionSpec("ram", 16 * PAGE, PAGE, false, false, 0, RegionSpec.Memory.IN_PLACE));
        add(RegionSpec.of("vmem", 16 * PAGE).pluggedInBlocksOf(BLOCK));
        add(new RegionSpec("big", 3 * BIG, BIG, false, false, 0, RegionSpec.Memory.TWO_SIDED));
        add(new RegionSpec("two", 16 * PAGE, 2 * PAGE, false, false, 0, RegionSpec.Memory.TWO_SIDED));
        take(new LayoutRecord.Mapped(0x10000, 8 * PAGE, 0, 0));
        take(new LayoutRecord.Mapped(0x20000, 8 * PAGE, 3, 0));
        take(new LayoutRecord.Mapped(-2 * PAGE, 2 * PAGE, 0, 8 * PAGE));
        commit(ConversionRequest.toShared("ram", 0, 4 * PAGE));
        commit(ConversionRequest.plug("vmem", BLOCK, BLOCK));
        take(new LayoutRecord.PinChanged(0, true, 2 * PAGE, PAGE));
    }

    @AfterEach
    void close() {
        memory.close();
    }

    @Test
    void looksForTheRegionFirst() {
        for (Operation operation : Operation.values()) {
            if (operation.isAboutAddedSource()) {
                assertRejected(
                        ConversionRequest.ofSource(operation.populates(), "no", "s", 1, 0), Rejection.UNKNOWN_REGION);
            } else if (!operation.isByAddress()) {
                assertRejected(ConversionRequest.inRegion(operation, "no", 1, 0), Rejection.UNKNOWN_REGION);
            }
        }
    }

    @Test
    void looksForAPlugBlockBeforeAnythingOfTheRange() {
        assertRejected(ConversionRequest.plug("ram", 1, 0), Rejection.NOT_PLUGGABLE);
        assertRejected(ConversionRequest.unplug("ram", -1, 0), Rejection.NOT_PLUGGABLE);
        assertRejected(ConversionRequest.unplugAll("ram"), Rejection.NOT_PLUGGABLE);
    }

    @Test
    void refusesARangeWithoutBytesBeforeAMisalignedOne() {
        assertRejected(ConversionRequest.toShared("ram", 1, 0), Rejection.ZERO_SIZE);
        assertRejected(ConversionRequest.toPrivate("ram", -1, 0), Rejection.ZERO_SIZE);
        assertRejected(ConversionRequest.plug("vmem", PAGE, 0), Rejection.ZERO_SIZE);
        assertRejected(ConversionRequest.convertToShared(-1, 0), Rejection.ZERO_SIZE);
    }

    @Test
    void refusesAMisalignedRangeBeforeOneThatIsTooLong() {
        assertRejected(ConversionRequest.toShared("ram", 16 * PAGE + 1, PAGE), Rejection.MISALIGNED);
        assertRejected(ConversionRequest.toShared("ram", 16 * PAGE, PAGE - 1), Rejection.MISALIGNED);
        assertRejected(ConversionRequest.toShared("two", PAGE, 64 * PAGE), Rejection.MISALIGNED);
        assertRejected(ConversionRequest.plug("vmem", PAGE, 64 * BLOCK), Rejection.MISALIGNED);
        assertRejected(ConversionRequest.plug("vmem", 64 * BLOCK, PAGE), Rejection.MISALIGNED);
        assertRejected(ConversionRequest.convertToPrivate(-1, PAGE), Rejection.MISALIGNED);
        assertRejected(ConversionRequest.convertToPrivate(-PAGE, 2 * PAGE + 1), Rejection.MISALIGNED);
    }

    @Test
    void refusesARangePastTheEndBeforeItLooksAtPages() {
        assertRejected(ConversionRequest.toPrivate("ram", 2 * PAGE, 15 * PAGE), Rejection.OUT_OF_RANGE);
        assertRejected(ConversionRequest.toPrivate("ram", -PAGE, 2 * PAGE), Rejection.OUT_OF_RANGE);
        assertRejected(ConversionRequest.toPrivate("ram", PAGE, -PAGE), Rejection.OUT_OF_RANGE);
        assertRejected(ConversionRequest.unplug("vmem", BLOCK, 4 * BLOCK), Rejection.OUT_OF_RANGE);
        assertRejected(ConversionRequest.toShared("big", BIG, 3 * BIG), Rejection.OUT_OF_RANGE);
        assertRejected(ConversionRequest.toShared("big", 3 * BIG, BIG), Rejection.OUT_OF_RANGE);
        assertRejected(ConversionRequest.convertToPrivate(-2 * PAGE, 3 * PAGE), Rejection.OUT_OF_RANGE);
    }

    @Test
    void refusesAPartThatIsNoMultipleOfItsPageBeforeAGap() {
        assertRejected(ConversionRequest.convertToPrivate(0x18000, 0x8000 + PAGE), Rejection.MISALIGNED);
        assertRejected(ConversionRequest.convertToShared(0x21000, 2 * PAGE), Rejection.MISALIGNED);
    }

    @Test
    void refusesAGapBeforeMixedAndPinnedPages() {
        assertRejected(ConversionRequest.convertToPrivate(0xf000, 8 * PAGE), Rejection.UNMAPPED);
        assertRejected(ConversionRequest.convertToPrivate(0x11000, 8 * PAGE), Rejection.UNMAPPED);
        assertRejected(ConversionRequest.convertToPrivate(0, PAGE), Rejection.UNMAPPED);
    }

    @Test
    void refusesAMixedRangeBeforeAPinnedPage() {
        assertRejected(ConversionRequest.toPrivate("ram", 0, 5 * PAGE), Rejection.MIXED);
        assertRejected(ConversionRequest.convertToPrivate(0x10000, 5 * PAGE), Rejection.MIXED);
        assertRejected(ConversionRequest.plug("vmem", 0, 2 * BLOCK), Rejection.MIXED);
        assertRejected(ConversionRequest.plug("vmem", BLOCK, BLOCK), Rejection.MIXED);
        assertRejected(ConversionRequest.unplug("vmem", 0, BLOCK), Rejection.MIXED);
        assertRejected(ConversionRequest.unplug("vmem", 0, 2 * BLOCK), Rejection.MIXED);
    }

    @Test
    void takesAMixedRangeUnlessThePolicyIsToRefuseIt() {
        assertThat(judge(ConversionRequest.toShared("ram", 0, 6 * PAGE), Policy.DEFAULT))
                .isTrue();
        assertThat(change.pages()).isEqualTo(2);
        assertThat(change.isPageByPage()).isFalse();
        Policy perPage = new Policy(Policy.Mixed.PER_PAGE, Policy.OnVeto.ROLLBACK);
        assertThat(judge(ConversionRequest.toShared("ram", 0, 6 * PAGE), perPage))
                .isTrue();
        assertThat(change.isPageByPage()).isTrue();
        assertThat(judge(ConversionRequest.toShared("ram", 4 * PAGE, 6 * PAGE), perPage))
                .isTrue();
        assertThat(change.isPageByPage()).isFalse();
    }

    @Test
    void judgesMixedOverAllPartsOfARequestByAddress() {
        // the end of ram's first map is private, the first pages of its second one are too: not mixed
        commit(ConversionRequest.toShared("ram", 8 * PAGE, 2 * PAGE));
        assertRejected(ConversionRequest.convertToShared(0x14000, 0x20000), Rejection.NONE);
        assertRejected(ConversionRequest.convertToShared(0x13000, 0x20000), Rejection.MIXED);
    }

    @Test
    void saysWhichPageIsStillReferenced() {
        assertRejected(ConversionRequest.toPrivate("ram", PAGE, 2 * PAGE), Rejection.BUSY);
        assertThat(outcome.at()).isEqualTo(2 * PAGE);
        assertThat(outcome.atRegion()).isEqualTo("ram");
        assertRejected(ConversionRequest.convertToPrivate(0x12000, PAGE), Rejection.BUSY);
        assertThat(outcome.at()).isEqualTo(2 * PAGE);
        assertRejected(ConversionRequest.toPrivate("ram", 0, 2 * PAGE), Rejection.NONE);
        assertThat(judge(ConversionRequest.toPrivate("ram", 0, 2 * PAGE), REFUSE))
                .isTrue();
    }

    @Test
    void findsAReferencedPageOnlyWhereItWouldChange() {
        take(new LayoutRecord.PinChanged(0, true, 0, PAGE));
        memory.region("ram").shared().set(0, 1, false);

        assertThat(judge(ConversionRequest.toPrivate("ram", 0, 2 * PAGE), Policy.DEFAULT))
                .isTrue();
        assertThat(judge(ConversionRequest.toPrivate("ram", 0, 4 * PAGE), Policy.DEFAULT))
                .isFalse();
        assertThat(outcome.at()).isEqualTo(2 * PAGE);
    }

    @Test
    void hasNothingToDoWhereEveryPageIsAsWanted() {
        assertNoop(ConversionRequest.toShared("ram", 0, 4 * PAGE));
        assertNoop(ConversionRequest.toPrivate("ram", 4 * PAGE, 4 * PAGE));
        assertNoop(ConversionRequest.convertToShared(0, PAGE));
        assertNoop(ConversionRequest.convertToShared(0x10000, 4 * PAGE));
        assertNoop(ConversionRequest.convertToShared(-16 * PAGE, 8 * PAGE));
        commit(ConversionRequest.unplug("vmem", BLOCK, BLOCK));
        assertNoop(ConversionRequest.unplugAll("vmem"));
    }

    @Test
    void convertsUpToTheVeryLastAddress() {
        assertThat(judge(ConversionRequest.convertToShared(-PAGE, PAGE), REFUSE))
                .isTrue();
        assertThat(change.pages()).isEqualTo(1);
        assertThat(change.fromPage(0)).isEqualTo(9);
        assertThat(judge(ConversionRequest.convertToShared(PAGE, -PAGE), Policy.DEFAULT))
                .isTrue();
        assertThat(change.partCount()).isEqualTo(3);
    }

    @Test
    void takesPagesOfAQuarterOfTheAddressSpace() {
        assertThat(judge(ConversionRequest.toShared("big", 2 * BIG, BIG), REFUSE))
                .isTrue();
        assertThat(change.pages()).isEqualTo(1);
        assertThat(change.fromPage(0)).isEqualTo(2);
        assertThat(judge(ConversionRequest.toShared("big", 0, 3 * BIG), REFUSE)).isTrue();
        assertThat(change.pages()).isEqualTo(3);
        assertThat(judge(ConversionRequest.toShared("big", 0, BIG), REFUSE)).isTrue();
        assertThat(change.pages()).isEqualTo(1);
        assertRejected(ConversionRequest.toShared("big", BIG / 2, BIG), Rejection.MISALIGNED);
    }

    private void assertRejected(ConversionRequest request, Rejection reason) {
        boolean something = judge(request, REFUSE);
        assertThat(outcome.reason()).as("%s", request).isEqualTo(reason);
        assertThat(something).as("%s", request).isEqualTo(reason == Rejection.NONE);
        if (reason != Rejection.NONE) {
            assertThat(outcome.kind()).isEqualTo(Outcome.Kind.REJECTED);
        }
    }

    private void assertNoop(ConversionRequest request) {
        assertThat(judge(request, REFUSE)).as("%s", request).isFalse();
        assertThat(outcome.kind()).as("%s", request).isEqualTo(Outcome.Kind.NOOP);
        assertThat(outcome.pages()).isZero();
    }

    private boolean judge(ConversionRequest request, Policy policy) {
        return memory.judge().judge(request, policy, change, outcome.clear());
    }

    private void commit(ConversionRequest request) {
        assertThat(judge(request, REFUSE)).isTrue();
        memory.apply(outcome.kind(Outcome.Kind.COMMITTED).pages(change.pages()), change);
    }

    private void add(RegionSpec spec) {
        take(new LayoutRecord.RegionAdded(memory.regionTable().nextId(), spec));
    }

    private void take(LayoutRecord layout) {
        assertThat(memory.take(layout)).isEqualTo(Rejection.NONE);
    }
}
