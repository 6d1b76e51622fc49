package io.flipbook.engine;

import static io.flipbook.engine.ScriptedListener.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flipbook.engine.backing.BackingSpec;
import io.flipbook.engine.device.Errno;
import io.flipbook.engine.events.CommittedEvent;
import io.flipbook.engine.events.CommittedEvents;
import io.flipbook.engine.events.EventHandler;
import io.flipbook.engine.live.GuestReader;
import io.flipbook.engine.memtype.MemoryType;
import io.flipbook.engine.memtype.TypeChange;
import io.flipbook.journal.JournalSnapshots;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A region that goes while the engine runs: when it may, what goes with it, and what its name and number mean then. */
class RegionRemovalTest {
    @TempDir
    Path directory;

    private final ScriptedMemory backing = new ScriptedMemory(new ArrayList<>());
    private ConversionEngine engine;

    @BeforeEach
    void openWithTwoRegions() {
        open();
        engine.addRegion(new RegionSpec("ram", 16 * PAGE, PAGE, false, false, 0, RegionSpec.Memory.IN_PLACE));
        engine.addRegion(dimm("dimm"));
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private void open() {
        engine = ConversionEngine.open(
                EngineConfig.journaledAs(RecordFeed.config(directory)).backings(spec -> backing));
    }

    private static RegionSpec dimm(String name) {
        return RegionSpec.of(name, 16 * PAGE);
    }

    private static ConversionRequest share(String region) {
        return ConversionRequest.toShared(region, 0, 2 * PAGE);
    }

    private void isRejected(Rejection reason, String region) {
        long last = engine.lastSequence();
        Outcome outcome = engine.removeRegion(region);
        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.REJECTED);
        assertThat(outcome.reason()).isEqualTo(reason);
        assertThat(engine.lastSequence()).isEqualTo(last);
    }

    private void isDone(String region) {
        Outcome outcome = engine.removeRegion(region);
        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.OK);
        assertThat(outcome.digest()).isEqualTo(engine.guest().digest());
        assertThat(engine.guest().regions()).extracting(RegionSpec::name).doesNotContain(region);
    }

    @Test
    void staysWhereSomethingStillRefersToIt() {
        isRejected(Rejection.UNKNOWN_REGION, "no");
        engine.map(0, 4 * PAGE, "ram", 0);
        isRejected(Rejection.BUSY, "ram");
        engine.unmap(0);
        engine.register(ListenerSpec.of("vfio", "ram", ListenerSpec.Kind.TYPE1).over(0, PAGE));
        isRejected(Rejection.BUSY, "ram");
        engine.unregister("vfio");
        engine.convert(share("ram"));
        engine.pin(true, "ram", PAGE, PAGE);
        isRejected(Rejection.BUSY, "ram");
        engine.pin(false, "ram", PAGE, PAGE);
        long asked = engine.begin(ConversionRequest.toPrivate("ram", 0, PAGE));
        engine.begin(ConversionRequest.convertToPrivate(0, PAGE));
        isRejected(Rejection.BUSY, "ram");
        engine.decide(asked, Answer.NACK);
        isDone("ram");
        isRejected(Rejection.UNKNOWN_REGION, "ram");
    }

    @Test
    void staysWhileTheGuestIsHalted() {
        engine.setPolicy(new Policy(Policy.Mixed.SEGMENTS, Policy.OnVeto.HALT));
        engine.register(ListenerSpec.of("vfio", "dimm", ListenerSpec.Kind.PLAIN).refusing(Errno.ENOSPC, 1));
        engine.convert(share("dimm"));
        isRejected(Rejection.HALTED, "no");
        isRejected(Rejection.HALTED, "ram");
    }

    @Test
    void takesWithItWhatItsPagesAndSourcesAddToTheDigest() {
        engine.convert(share("ram"));
        long without = engine.guest().digest();
        engine.addRegion(RegionSpec.of("vmem", 16 * PAGE).pluggedInBlocksOf(2 * PAGE));
        engine.convert(ConversionRequest.plug("vmem", 4 * PAGE, 6 * PAGE));
        engine.convert(share("vmem"));
        engine.addSource(new SourceSpec("balloon", "vmem", 0), false);
        engine.convert(ConversionRequest.ofSource(true, "vmem", "balloon", 0, PAGE));
        engine.setMemoryType("vmem", PAGE, PAGE, new TypeChange(null, MemoryType.UC, null, null));
        assertThat(engine.guest().digest()).isNotEqualTo(without);
        isDone("vmem");
        assertThat(engine.guest().digest()).isEqualTo(without);
    }

    @Test
    void givesBackWhatItHeldAndTheMemoryBehindIt() {
        engine.addRegion(RegionSpec.of("held", PAGE)
                .backedBy(BackingSpec.external("scripted"))
                .holding(DiscardHold.REQUIRE));
        assertThat(engine.hold(DiscardHold.DISABLE, true).reason()).isEqualTo(Rejection.BUSY);
        isDone("held");
        assertThat(backing.closed).isTrue();
        assertThat(engine.hold(DiscardHold.DISABLE, true).kind()).isEqualTo(Outcome.Kind.OK);
    }

    @Test
    void leavesRoomForTheBordersOfMemoryTypesThatItHad() {
        engine.addRegion(RegionSpec.of("types", (long) GuestMemory.MAX_MEMORY_TYPE_BORDERS * PAGE));
        TypeChange change = new TypeChange(null, MemoryType.UC, null, null);
        for (long page = 1; page < GuestMemory.MAX_MEMORY_TYPE_BORDERS - 2; page += 2) {
            engine.setMemoryType("types", page * PAGE, PAGE, change);
        }
        isDone("types");
        assertThat(engine.setMemoryType("ram", PAGE, PAGE, change).kind()).isEqualTo(Outcome.Kind.OK);
        assertThat(engine.setMemoryType("ram", 3 * PAGE, PAGE, change).kind()).isEqualTo(Outcome.Kind.OK);
    }

    @Test
    void leavesItsNameToAnotherRegionAndItsNumberToNone() {
        engine.map(1L << 32, 4 * PAGE, "dimm", 0);
        engine.convert(share("ram"));
        isDone("ram");
        engine.addRegion(RegionSpec.of("ram", 1 << 30).initially(true));
        engine.map(0, 4 * PAGE, "ram", 0);
        assertThat(engine.guest().maps())
                .extracting(LayoutRecord.Mapped::regionId)
                .containsExactly(2, 1);
        assertThat(engine.guest().maps().stream()
                        .map(map -> engine.guest().regionOf(map).name()))
                .containsExactly("ram", "dimm");
        assertThat(engine.guest().isEverywhere("ram", 0, 1 << 30, true)).isTrue();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> engine.guest().regionOf(new LayoutRecord.Mapped(0, PAGE, 0, 0)))
                .withMessageContaining("0");
        assertThat(engine.convert(ConversionRequest.convertToPrivate(PAGE, PAGE))
                        .pages())
                .isEqualTo(1);
    }

    @Test
    void isUnknownToRequestsAndAnotherOfItsNameIsNot() {
        RequestBatch batch = new RequestBatch(4);
        batch.add(share("ram"), 0);
        batch.add(share("ram"), 1);
        isDone("ram");
        List<String> outcomes = new ArrayList<>();
        engine.convert(batch, (correlation, outcome) -> outcomes.add(outcome.kind() + " " + outcome.reason()));
        assertThat(outcomes).containsExactly("rejected unknown-region", "rejected unknown-region");

        long early = engine.begin(share("ram"));
        batch.add(share("ram"), 2);
        engine.addRegion(dimm("ram"));
        isRejected(Rejection.BUSY, "ram");
        assertThat(engine.decide(early, Answer.ENGINE).kind()).isEqualTo(Outcome.Kind.COMMITTED);
        engine.convert(batch, (correlation, outcome) -> outcomes.add(outcome.kind() + " " + outcome.reason()));
        assertThat(outcomes).endsWith("noop none");
    }

    @Test
    void isUnknownToReadersAndToTheStatus() {
        engine.convert(share("ram"));
        try (GuestReader reader = engine.reader()) {
            assertThat(reader.isShared("ram", 0)).isTrue();
            isDone("ram");
            assertThat(reader.regions()).containsExactly("dimm");
            assertThatIllegalArgumentException().isThrownBy(() -> reader.isShared("ram", 0));
            engine.addRegion(dimm("ram"));
            assertThat(reader.isShared("ram", 0)).isFalse();
            assertThat(reader.sequence()).isEqualTo(engine.lastSequence());
            assertThat(engine.status().sharedBytes()).isEmpty();
        }
    }

    @Test
    void isGoneAfterARestartToo() {
        engine.convert(share("dimm"));
        isDone("ram");
        engine.addRegion(dimm("new"));
        engine.map(0, PAGE, "new", 0);
        long digest = engine.guest().digest();
        isAsBeforeOnceReopened(digest);
        SnapshotMaker.make(JournalSnapshots.in(directory), Long.MAX_VALUE);
        isAsBeforeOnceReopened(digest);
        engine.unmap(0);
        isDone("new");
        engine.addRegion(dimm("last"));
        engine.map(0, PAGE, "last", 0);
        assertThat(engine.guest().maps().get(0).regionId()).isEqualTo(3);
    }

    private void isAsBeforeOnceReopened(long digest) {
        engine.close();
        open();
        assertThat(engine.guest().digest()).isEqualTo(digest);
        assertThat(engine.guest().regions()).extracting(RegionSpec::name).containsExactly("dimm", "new");
        assertThat(engine.guest().maps().get(0).regionId()).isEqualTo(2);
    }

    @Test
    void isNamedToConsumersWhenItGoesBehindASnapshotToo() {
        isDone("dimm");
        SnapshotMaker.make(JournalSnapshots.in(directory), Long.MAX_VALUE);
        try (CommittedEvents events = CommittedEvents.openAtSnapshot(directory)) {
            engine.convert(share("ram"));
            isDone("ram");
            engine.addRegion(dimm("ram"));
            engine.convert(share("ram"));
            List<String> seen = new ArrayList<>();
            events.poll(
                    new EventHandler() {
                        @Override
                        public void onChange(CommittedEvent event) {
                            event.visitRuns((region, offset, sizeBytes) -> seen.add(region.name() + " changes"));
                        }

                        @Override
                        public void onLayout(long sequence, long timeNs, LayoutRecord layout) {
                            if (layout instanceof LayoutRecord.RegionRemoved removed) {
                                seen.add(events.regionName(removed.id()) + " goes");
                            } else if (layout instanceof LayoutRecord.RegionAdded added) {
                                seen.add(events.regionName(added.id()) + " comes as " + added.id());
                            }
                        }
                    },
                    1000);
            assertThat(seen).containsExactly("ram changes", "ram goes", "ram comes as 2", "ram changes");
            assertThat(events.guest().digest()).isEqualTo(engine.guest().digest());
        }
    }

    @Test
    void numbersEndBeforeTheirFieldDoes() {
        try (GuestMemory memory = new GuestMemory()) {
            memory.regionTable().skipTo(GuestMemory.MAX_REGION_NUMBERS - 1);
            assertThat(memory.take(new LayoutRecord.RegionAdded(GuestMemory.MAX_REGION_NUMBERS - 1, dimm("dimm"))))
                    .isEqualTo(Rejection.NONE);
            assertThat(memory.region(GuestMemory.MAX_REGION_NUMBERS - 1).name()).isEqualTo("dimm");
            assertThat(memory.take(new LayoutRecord.RegionAdded(GuestMemory.MAX_REGION_NUMBERS, dimm("x"))))
                    .isEqualTo(Rejection.BAD_REGION);
        }
    }

    @Test
    void findsEachOfManyByItsNumberWhicheverHaveGone() {
        Seeds.each(50, (seed, random) -> {
            try (GuestMemory memory = new GuestMemory()) {
                List<Integer> there = new ArrayList<>();
                for (int id = 0; id < 60; id++) {
                    memory.take(new LayoutRecord.RegionAdded(id, dimm("r" + id)));
                    there.add(id);
                    while (random.nextBoolean() && !there.isEmpty()) {
                        int gone = there.remove(random.nextInt(there.size()));
                        assertThat(memory.take(new LayoutRecord.RegionRemoved(gone)))
                                .isEqualTo(Rejection.NONE);
                    }
                }
                for (int id = -1; id < 61; id++) {
                    int number = id;
                    if (there.contains(id)) {
                        assertThat(memory.region(id).name()).isEqualTo("r" + id);
                    } else {
                        assertThatIllegalArgumentException().isThrownBy(() -> memory.region(number));
                    }
                }
            }
        });
    }
}
