package io.flipbook.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flipbook.engine.device.Errno;
import io.flipbook.journal.Journal;
import io.flipbook.journal.JournalDamagedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records in, state out; no engine. */
class GuestMemoryTest {
    private static final long PAGE = 4096;
    private static final long BIG = 1L << 62;

    @TempDir
    Path temp;

    private final GuestMemory memory = new GuestMemory();

    @Test
    void isWhatItsRecordsLeadTo() {
        RegionSpec spec = new RegionSpec("big", 3 * BIG, BIG, false, false, 0, RegionSpec.Memory.TWO_SIDED);
        long digest = digest("big", 1, 3);
        RecordFeed feed = new RecordFeed()
                .add(
                        new LayoutRecord.RegionAdded(0, spec),
                        new LayoutRecord.Mapped(BIG, 2 * BIG, 0, BIG),
                        new LayoutRecord.PolicySet(new Policy(Policy.Mixed.REFUSE, Policy.OnVeto.DETACH)),
                        new LayoutRecord.ListenerAdded(0, ListenerSpec.of("a", "big", ListenerSpec.Kind.PLAIN)),
                        new LayoutRecord.ListenerAdded(1, ListenerSpec.of("b", "big", ListenerSpec.Kind.PLAIN)));
        long request = feed.nextSequence();
        Outcome detached = outcome(request, Outcome.Kind.COMMITTED, digest).pages(2);
        detached.addRefusal(new Outcome.Refusal(0, "a", 1, Errno.ENOSPC, false));
        feed.add(RecordFeed.entryOf(ConversionRequest.convertToShared(BIG, 2 * BIG), null))
                .add(RecordFeed.entryOf(detached))
                .add(RecordFeed.entryOf(ConversionRequest.toShared("no", 0, 1), null));

        feed.readThrough(temp.resolve("journal"), memory);

        assertThat(memory.regions()).containsExactly(spec);
        assertThat(memory.maps()).containsExactly(new LayoutRecord.Mapped(BIG, 2 * BIG, 0, BIG));
        assertThat(memory.policy().mixed()).isEqualTo(Policy.Mixed.REFUSE);
        assertThat(memory.listeners()).extracting(ListenerSpec::name).containsExactly("b");
        assertThat(memory.undecided()).containsExactly(request + 2);
        assertThat(memory.digest()).isEqualTo(digest);
        assertThat(memory.isPopulated("big", BIG, 2 * BIG)).isTrue();
        assertThat(memory.isPopulated("big", 0, BIG)).isFalse();
        assertThat(memory.granularityBytes("big")).isEqualTo(BIG);
        assertThat(runs("big", true)).containsExactly(Long.toHexString(BIG) + "+" + Long.toHexString(2 * BIG));
        assertThat(runs("big", false)).containsExactly("0+" + Long.toHexString(BIG));
        assertThat(memory.isEverywhere(0, -PAGE, true)).isTrue();
        memory.close();
    }

    @Test
    void forgetsAHaltPinsAndHoldsWhenTheJournalIsOpenedAgain() {
        RegionSpec spec = new RegionSpec("ram", 4 * PAGE, PAGE, true, false, 0, RegionSpec.Memory.IN_PLACE);
        Path directory = temp.resolve("journal");
        RecordFeed feed = new RecordFeed()
                .add(
                        new LayoutRecord.RegionAdded(0, spec),
                        new LayoutRecord.PinChanged(0, true, 0, PAGE),
                        new LayoutRecord.HoldChanged(DiscardHold.DISABLE, true))
                .add(RecordFeed.entryOf(ConversionRequest.toShared("no", 0, 0), null));
        feed.add(RecordFeed.entryOf(outcome(feed.nextSequence() - 1, Outcome.Kind.HALTED, digest("ram", 0, 4))));
        feed.readThrough(directory, memory);
        assertThat(memory.isHalted()).isTrue();
        assertThat(memory.holds().isHeld(DiscardHold.DISABLE)).isTrue();
        assertThat(memory.region("ram").pins().isEmpty()).isFalse();
        memory.close();

        Journal.open(RecordFeed.config(directory), record -> true).close();
        try (GuestMemory again = new GuestMemory()) {
            Journal.open(RecordFeed.config(directory), again).close();

            assertThat(again.isHalted()).isFalse();
            assertThat(again.holds().isHeld(DiscardHold.DISABLE)).isFalse();
            assertThat(again.region("ram").pins().isEmpty()).isTrue();
            assertThat(again.digest()).isEqualTo(digest("ram", 0, 4));
        }
    }

    @Test
    void takesInNoMoreListenersThanAnEngineRegisters() {
        RecordFeed feed = new RecordFeed().add(new LayoutRecord.RegionAdded(0, RegionSpec.of("ram", PAGE)));
        for (int id = 0; id <= GuestMemory.MAX_LISTENERS; id++) {
            ListenerSpec spec = ListenerSpec.of("l" + id, "ram", ListenerSpec.Kind.PLAIN);
            feed.add(new LayoutRecord.ListenerAdded(id, spec));
        }

        assertThatThrownBy(() -> feed.readThrough(temp.resolve("journal"), memory))
                .isInstanceOf(JournalDamagedException.class)
                .hasMessageContaining("more than 4096 listeners");
        assertThat(memory.listeners()).hasSize(GuestMemory.MAX_LISTENERS);
    }

    @Test
    void takesInNoMoreOpenRequestsThanAnEngineBegins() {
        RecordFeed feed = new RecordFeed();
        for (int i = 0; i <= UndecidedRequests.MAX_COUNT; i++) {
            feed.add(RecordFeed.entryOf(ConversionRequest.convertToShared(0, 0), null));
        }

        assertThatThrownBy(() -> feed.readThrough(temp.resolve("journal"), memory))
                .isInstanceOf(JournalDamagedException.class)
                .hasMessageContaining("more than 65536 requests");
        assertThat(memory.undecided()).hasSize(UndecidedRequests.MAX_COUNT).isSorted();
    }

    @Test
    void stopsShowingRunsWhenTheVisitorHasEnough() {
        memory.take(
                new LayoutRecord.RegionAdded(0, RegionSpec.of("ram", 16 * PAGE).pluggedInBlocksOf(PAGE)));
        for (int page = 0; page < 16; page += 4) {
            memory.region("ram").shared().set(page, page + 2, true);
            memory.region("ram").plugged().set(page, page + 2, true);
        }
        List<Long> seen = new ArrayList<>();
        RunVisitor two = (offset, sizeBytes) -> {
            seen.add(offset / PAGE);
            return seen.size() % 2 == 1;
        };

        memory.visitPopulated("ram", PAGE, 15 * PAGE, two);
        memory.visitDiscarded("ram", PAGE, 15 * PAGE, two);
        memory.visitShared("ram", two);
        memory.visitPlugged("ram", two);

        assertThat(seen).containsExactly(1L, 4L, 2L, 6L, 0L, 4L, 0L, 4L);
        memory.close();
    }

    @Test
    void refusesQuestionsThatCannotBeMeant() {
        memory.take(new LayoutRecord.RegionAdded(0, RegionSpec.of("ram", 4 * PAGE)));
        RunVisitor any = (offset, sizeBytes) -> true;

        assertThatIllegalArgumentException().isThrownBy(() -> memory.isPopulated("no", 0, PAGE));
        assertThatIllegalArgumentException().isThrownBy(() -> memory.isPopulated("ram", 0, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> memory.visitPopulated("ram", PAGE, 4 * PAGE, any))
                .withMessage("out-of-range: ram 0x1000 0x4000");
        assertThatIllegalArgumentException().isThrownBy(() -> memory.visitDiscarded("ram", 1, PAGE, any));
        assertThatIllegalArgumentException().isThrownBy(() -> memory.visitShared("no", any));
        assertThatIllegalArgumentException().isThrownBy(() -> memory.visitPlugged("ram", any));
        assertThatIllegalArgumentException().isThrownBy(() -> memory.granularityBytes("no"));
        assertThat(memory.checkRange("no", 0, 0)).isEqualTo(Rejection.UNKNOWN_REGION);
        memory.close();
    }

    @Test
    void answersNoQuestionOnceItIsClosed() {
        memory.take(new LayoutRecord.RegionAdded(0, RegionSpec.of("ram", 4 * PAGE)));
        memory.take(new LayoutRecord.Mapped(0, 4 * PAGE, 0, 0));
        memory.close();
        memory.close();

        assertThatIllegalStateException().isThrownBy(() -> memory.isPopulated("ram", 0, PAGE));
        assertThatIllegalStateException().isThrownBy(() -> memory.visitShared("ram", (offset, sizeBytes) -> true));
        assertThatIllegalStateException().isThrownBy(() -> memory.isEverywhere(0, PAGE, true));
    }

    private List<String> runs(String region, boolean populated) {
        List<String> runs = new ArrayList<>();
        RunVisitor visitor =
                (offset, sizeBytes) -> runs.add(Long.toHexString(offset) + "+" + Long.toHexString(sizeBytes));
        if (populated) {
            memory.visitPopulated(region, 0, 3 * BIG, visitor);
        } else {
            memory.visitDiscarded(region, 0, 3 * BIG, visitor);
        }
        return runs;
    }

    private static Outcome outcome(long request, Outcome.Kind kind, long digest) {
        return new Outcome().kind(kind).decided(request, Answer.ENGINE).digest(digest);
    }

    private static long digest(String region, long fromPage, long toPage) {
        try (Source source = new Source(region, "shared", 4, 1)) {
            return source.digestOf(fromPage, toPage);
        }
    }
}
