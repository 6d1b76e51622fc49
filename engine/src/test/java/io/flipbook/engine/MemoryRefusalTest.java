package io.flipbook.engine;

import static io.flipbook.engine.Guests.toPrivate;
import static io.flipbook.engine.Guests.toShared;
import static io.flipbook.engine.ScriptedListener.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flipbook.engine.backing.BackingSpec;
import io.flipbook.engine.backing.Costs;
import io.flipbook.engine.backing.MemoryBacking;
import io.flipbook.engine.device.Errno;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory behind a region is converted between the discards and the populates, and may refuse. */
class MemoryRefusalTest {
    private static final RegionSpec RAM = new RegionSpec(
                    "ram", 16 * PAGE, PAGE, false, false, 0, RegionSpec.Memory.IN_PLACE)
            .backedBy(BackingSpec.external("scripted"));

    private final List<String> calls = new ArrayList<>();
    private final Map<String, ScriptedListener> listeners = new HashMap<>();
    private ScriptedMemory memory;
    private EngineConfig config;
    private ConversionEngine engine;

    @TempDir
    private Path temp;

    @BeforeEach
    void open() {
        config = EngineConfig.journaledAs(RecordFeed.config(temp.resolve("journal")))
                .listeners(spec -> listeners.get(spec.name()))
                .backings(spec ->
                        spec.backing().kind() == BackingSpec.Kind.MODEL ? null : (memory = new ScriptedMemory(calls)));
        engine = ConversionEngine.open(config);
        engine.addRegion(RAM);
        engine.map(0, 16 * PAGE, "ram", 0);
        engine.convert(toShared(4, 6));
        for (String name : List.of("a", "b")) {
            listeners.put(name, new ScriptedListener(name, calls));
            engine.register(ListenerSpec.of(name, "ram", ListenerSpec.Kind.EXTERNAL), listeners.get(name));
        }
        calls.clear();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    /** KVM's in-place order: to shared convert first, then map; to private unmap first, then convert. */
    @Test
    void convertsBeforeAnybodyMapsAndAfterEverybodyUnmapped() {
        engine.convert(toShared(2, 8));
        assertThat(calls)
                .containsExactly(
                        "to-shared 2:4",
                        "to-shared 6:8",
                        "a+2:4",
                        "a+6:8",
                        "b+2:4",
                        "b+6:8",
                        "finish 2:4",
                        "finish 6:8");
        calls.clear();
        engine.convert(toPrivate(2, 8));
        assertThat(calls).containsExactly("b-2:8", "a-2:8", "to-private 2:8", "finish 2:8");
    }

    @Test
    void convertsBackWhenAListenerRefuses() {
        listeners.get("b").onPopulate(2, () -> Errno.ENOSPC);
        engine.convert(toShared(2, 8));
        assertThat(calls)
                .containsExactly(
                        "to-shared 2:4",
                        "to-shared 6:8",
                        "a+2:4",
                        "a+6:8",
                        "b+2:4",
                        "b+6:8",
                        "b-2:4",
                        "a-6:8",
                        "a-2:4",
                        "undo 6:8",
                        "undo 2:4");
    }

    @Test
    void populatesListenersAgainInReverseWhenMemoryRefuses() {
        long digest = engine.guest().digest();
        memory.refuse(1, 5);

        Outcome outcome = engine.convert(toPrivate(0, 16));

        assertThat(calls).containsExactly("b-4:6", "a-4:6", "to-private 4:6", "a+4:6", "b+4:6");
        check(outcome, Outcome.Kind.ROLLED_BACK, digest, 1, 5);
        assertThat(outcome.refusals()).hasSize(1);
        reopen();
        assertThat(engine.guest().digest()).isEqualTo(digest);
    }

    @Test
    void divergesWhenAListenerWillNotTakeBackWhatMemoryRefused() {
        long digest = engine.guest().digest();
        memory.refuse(1, 4);
        listeners.get("a").onPopulate(1, () -> Errno.ENOSPC);

        Outcome outcome = engine.convert(toPrivate(0, 16));

        assertThat(calls).containsExactly("b-4:6", "a-4:6", "to-private 4:6", "a+4:6", "b+4:6");
        check(outcome, Outcome.Kind.DIVERGED, digest, 1, 4);
        assertThat(outcome.refusals()).hasSize(2);
        assertThat(outcome.refusals().get(1).listener()).isEqualTo("a");
        reopen();
        assertThat(engine.guest().digest()).isEqualTo(digest);
    }

    @Test
    void undoesTheRunsBeforeTheOneThatMemoryRefuses() {
        engine.convert(toShared(8, 10));
        engine.convert(toShared(12, 14));
        calls.clear();
        long digest = engine.guest().digest();
        memory.refuse(3, 13);

        Outcome outcome = engine.convert(ConversionRequest.convertToPrivate(0, 16 * PAGE));

        assertThat(calls)
                .containsExactly(
                        "b-4:6",
                        "b-8:10",
                        "b-12:14",
                        "a-4:6",
                        "a-8:10",
                        "a-12:14",
                        "to-private 4:6",
                        "to-private 8:10",
                        "to-private 12:14",
                        "undo 8:10",
                        "undo 4:6",
                        "a+12:14",
                        "a+8:10",
                        "a+4:6",
                        "b+12:14",
                        "b+8:10",
                        "b+4:6");
        check(outcome, Outcome.Kind.ROLLED_BACK, digest, 3, 13);
    }

    @Test
    void givesBackPageByPageWhatWasDiscardedPageByPage() {
        engine.setPolicy(new Policy(Policy.Mixed.PER_PAGE, Policy.OnVeto.ROLLBACK));
        long digest = engine.guest().digest();
        memory.refuse(1, 5);

        Outcome outcome = engine.convert(toPrivate(3, 8));

        assertThat(calls)
                .containsExactly(
                        "b-4:5", "a-4:5", "b-5:6", "a-5:6", "to-private 4:6", "a+5:6", "b+5:6", "a+4:5", "b+4:5");
        check(outcome, Outcome.Kind.ROLLED_BACK, digest, 1, 5);

        calls.clear();
        memory.refuse(1, 5);
        listeners.get("b").onPopulate(2, () -> Errno.ENOSPC);
        outcome = engine.convert(toPrivate(3, 8));
        assertThat(calls).endsWith("a+5:6", "b+5:6", "a+4:5", "b+4:5");
        check(outcome, Outcome.Kind.DIVERGED, digest, 1, 5);
    }

    /** What was answered outside has happened: the bits change, and this memory is not told that it is done. */
    @Test
    void changesWhatWasAcknowledgedThoughMemoryRefuses() {
        memory.refuse(1, 5);

        Outcome outcome = engine.decide(engine.begin(toPrivate(4, 6)), Answer.ACK);

        assertThat(calls).containsExactly("b-4:6", "a-4:6", "to-private 4:6");
        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.DIVERGED);
        assertThat(outcome.pages()).isEqualTo(2);
        assertThat(outcome.listener()).isEqualTo("@ram");
        assertThat(outcome.wasOverruled()).isFalse();
        assertThat(engine.guest().isEverywhere("ram", 0, 16 * PAGE, false)).isTrue();
        reopen();
        assertThat(engine.guest().isEverywhere("ram", 0, 16 * PAGE, false)).isTrue();
    }

    /** A place that is not in the run is no place: its first page is named. */
    @Test
    void namesAPageOfTheRunWhateverMemorySays() {
        memory.refuse(1, 1L << 50);
        assertThat(engine.convert(toPrivate(0, 16)).at()).isEqualTo(4 * PAGE);
    }

    @Test
    void tellsMemoryThatIsMadeAnewWhatIsShared() {
        engine.convert(toShared(8, 9));
        ScriptedMemory old = memory;
        reopen();
        assertThat(old.closed).isTrue();
        assertThat(calls)
                .startsWith("to-shared 4:6", "finish 4:6", "to-shared 8:9", "finish 8:9")
                .endsWith("a+4:6", "a+8:9", "b+4:6", "b+8:9");
    }

    @Test
    void refusesARegionWhoseMemoryNobodyBrings() {
        engine.close();
        EngineConfig without = EngineConfig.journaledAs(RecordFeed.config(temp.resolve("journal")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConversionEngine.open(without))
                .withMessage("region ram has memory of type scripted, and nobody brought it");
        try (ConversionEngine other = ConversionEngine.open(EngineConfig.transientOne())) {
            assertThat(other.addRegion(RAM).reason()).isEqualTo(Rejection.NO_BACKING);
            assertThat(other.guest().regions()).isEmpty();
        }
        engine = ConversionEngine.open(config);
    }

    @Test
    void refusesARegionWhoseMemoryCannotBeSharedAsItIsToBe() {
        EngineConfig refusing =
                EngineConfig.transientOne().backings(spec -> memory = new ScriptedMemory(calls).refuse(1, 0));
        try (ConversionEngine other = ConversionEngine.open(refusing)) {
            assertThat(other.addRegion(RAM.initially(true)).reason()).isEqualTo(Rejection.NO_BACKING);
            assertThat(memory.closed).isTrue();
        }
    }

    @Test
    void makesTheModelsItself() {
        engine.addRegion(RegionSpec.of("two", 16 * PAGE).backedBy(BackingSpec.MODEL));
        engine.addRegion(new RegionSpec("one", 16 * PAGE, PAGE, true, false, 0, RegionSpec.Memory.IN_PLACE)
                .backedBy(BackingSpec.MODEL.inFoliosOf(4 * PAGE)));
        engine.convert(ConversionRequest.toShared("two", 0, 4 * PAGE));
        engine.models().reference(true, "one", 3 * PAGE, PAGE);

        Outcome outcome = engine.convert(ConversionRequest.toPrivate("one", 0, 4 * PAGE));

        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.ROLLED_BACK);
        assertThat(outcome.at()).isEqualTo(3 * PAGE);
        assertThat(Costs.of(engine.models().backing("two"))).isEqualTo("shared 4, private 0, peak 4");
        assertThat(engine.models().backing("nowhere")).isNull();
        reopen();
        assertThat(engine.convert(ConversionRequest.toPrivate("one", 0, 4 * PAGE))
                        .kind())
                .isEqualTo(Outcome.Kind.COMMITTED);
        MemoryBacking restored = engine.models().backing("two");
        assertThat(Costs.of(restored)).isEqualTo("shared 4, private 0, peak 4");
    }

    @Test
    void knowsWhichReferencesThereCanBe() {
        engine.addRegion(new RegionSpec("one", 16 * PAGE, PAGE, true, false, 0, RegionSpec.Memory.IN_PLACE)
                .backedBy(BackingSpec.MODEL));
        assertThat(engine.models().reference(true, "nowhere", 0, PAGE).reason()).isEqualTo(Rejection.UNKNOWN_REGION);
        assertThat(engine.models().reference(true, "ram", 0, PAGE).reason()).isEqualTo(Rejection.NOT_IN_PLACE);
        assertThat(engine.models().reference(true, "one", 0, 17 * PAGE).reason())
                .isEqualTo(Rejection.OUT_OF_RANGE);
        assertThat(engine.models().reference(false, "one", 0, PAGE).reason()).isEqualTo(Rejection.NOT_PINNED);
        engine.convert(ConversionRequest.toPrivate("one", 0, PAGE));
        assertThat(engine.models().reference(true, "one", 0, 2 * PAGE).reason()).isEqualTo(Rejection.NOT_POPULATED);
        assertThat(engine.models().reference(true, "one", PAGE, PAGE).kind()).isEqualTo(Outcome.Kind.OK);
        assertThat(engine.models().reference(false, "one", PAGE, PAGE).kind()).isEqualTo(Outcome.Kind.OK);
    }

    private void check(Outcome outcome, Outcome.Kind kind, long digest, long call, long page) {
        assertThat(outcome.kind()).isEqualTo(kind);
        assertThat(outcome.pages()).isZero();
        assertThat(outcome.reason()).isEqualTo(Rejection.BUSY);
        assertThat(outcome.atRegion()).isEqualTo("ram");
        assertThat(outcome.at()).isEqualTo(page * PAGE);
        assertThat(outcome.listener()).isEqualTo("@ram");
        assertThat(outcome.errno()).isEqualTo(Errno.EAGAIN);
        assertThat(outcome.refusals().get(0).call()).isEqualTo(call);
        assertThat(outcome.digest()).isEqualTo(digest);
        assertThat(engine.guest().digest()).isEqualTo(digest);
    }

    private void reopen() {
        engine.close();
        calls.clear();
        listeners.replaceAll((name, old) -> new ScriptedListener(name, calls));
        engine = ConversionEngine.open(config);
    }
}
