package io.flipbook.tests.pairing;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.Rejection;
import io.flipbook.engine.SourceSpec;
import io.flipbook.engine.device.Errno;
import io.flipbook.engine.device.RegionListener;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The 18 cases of QEMU's unit test of several sources of one RamDiscardManager
 * ({@code tests/unit/test-ram-discard-manager.c}, series of February 2026), named as they are called here.
 *
 * <p>The region is 16 MiB and all shared, which stands for no source; a source that QEMU adds with a state of its own
 * is added populated here and then discards what it does not have, which tells the same.
 */
class SeveralSourcesTest {
    private static final long SIZE = 16 << 20;
    private static final long B = 4096;
    private static final long LARGE = 2 << 20;

    private ConversionEngine engine;

    @BeforeEach
    void open() {
        engine = ConversionEngine.open(EngineConfig.transientOne());
        engine.addRegion(new RegionSpec("ram", SIZE, B, true, false, 0, RegionSpec.Memory.TWO_SIDED));
    }

    @AfterEach
    void close() {
        engine.close();
    }

    /** What a listener was told. */
    private record Call(long offset, long sizeBytes) {}

    /** Keeps what it is told, and refuses from a call on. */
    private static final class Counting implements RegionListener {
        final List<Call> populates = new ArrayList<>();
        final List<Call> discards = new ArrayList<>();
        private final int refusesFrom;

        Counting(int refusesFrom) {
            this.refusesFrom = refusesFrom;
        }

        @Override
        public Errno populate(long offset, long sizeBytes) {
            if (populates.size() + 1 >= refusesFrom) {
                return Errno.of("ENOMEM");
            }
            populates.add(new Call(offset, sizeBytes));
            return Errno.NONE;
        }

        @Override
        public void discard(long offset, long sizeBytes) {
            discards.add(new Call(offset, sizeBytes));
        }
    }

    private void expect(Outcome.Kind kind, Outcome outcome) {
        assertThat(outcome.kind()).as(outcome.toString()).isEqualTo(kind);
    }

    /** Adds a source that has populated [0, end) of its own, or nothing. */
    private void add(String source, long block, long end) {
        expect(Outcome.Kind.OK, engine.addSource(new SourceSpec(source, "ram", block), true));
        expect(
                Outcome.Kind.COMMITTED,
                engine.convert(ConversionRequest.ofSource(false, "ram", source, end, SIZE - end)));
    }

    private Outcome populate(String source, long from, long to) {
        return engine.convert(ConversionRequest.ofSource(true, "ram", source, from, to - from));
    }

    private Outcome discard(String source, long from, long to) {
        return engine.convert(ConversionRequest.ofSource(false, "ram", source, from, to - from));
    }

    private Counting register(String name, long from, long to) {
        Counting listener = new Counting(Integer.MAX_VALUE);
        ListenerSpec spec = ListenerSpec.of(name, "ram", ListenerSpec.Kind.EXTERNAL);
        expect(Outcome.Kind.COMMITTED, engine.register(spec.over(from, to - from), listener));
        return listener;
    }

    private boolean isPopulated(long from, long to) {
        return engine.guest().isPopulated("ram", from, to - from);
    }

    @Test
    void oneSource() {
        assertThat(isPopulated(0, SIZE)).isTrue();
        assertThat(engine.guest().addedSources("ram")).isEmpty();
        add("first", B, 0);
        assertThat(engine.guest().granularityBytes("ram")).isEqualTo(B);
        assertThat(isPopulated(0, B)).isFalse();
        populate("first", 0, 4 * B);
        assertThat(isPopulated(0, B)).isTrue();
        assertThat(isPopulated(0, 4 * B)).isTrue();
        assertThat(isPopulated(0, 8 * B)).isFalse();
        engine.removeSource("ram", "first");
        assertThat(isPopulated(0, 8 * B)).isTrue();
    }

    @Test
    void oneSourceAndAListener() {
        add("first", B, 0);
        populate("first", 0, 4 * B);
        populate("first", 8 * B, 12 * B);
        Counting listener = register("l", 0, SIZE);
        assertThat(listener.populates).hasSize(2);
        populate("first", 16 * B, 18 * B);
        assertThat(listener.populates).hasSize(3).last().isEqualTo(new Call(16 * B, 2 * B));
        discard("first", 0, 4 * B);
        assertThat(listener.discards).containsExactly(new Call(0, 4 * B));
    }

    @Test
    void twoSourcesOf4K() {
        add("first", B, 0);
        add("second", B, 0);
        assertThat(isPopulated(0, B)).isFalse();
        populate("first", 0, B);
        assertThat(isPopulated(0, B)).isFalse();
        discard("first", 0, B);
        populate("second", 0, B);
        assertThat(isPopulated(0, B)).isFalse();
        populate("first", 0, B);
        assertThat(isPopulated(0, B)).isTrue();
    }

    @Test
    void sourcesOf4KAnd2M() {
        add("small", B, 0);
        add("large", LARGE, 0);
        assertThat(engine.guest().granularityBytes("ram")).isEqualTo(B);
        assertThat(isPopulated(0, B)).isFalse();
        populate("small", 0, B);
        assertThat(isPopulated(0, B)).isFalse();
        populate("large", 0, LARGE);
        assertThat(isPopulated(0, B)).isTrue();
        assertThat(isPopulated(B, 2 * B)).isFalse();
        populate("small", B, 2 * B);
        assertThat(isPopulated(B, 2 * B)).isTrue();
    }

    @Test
    void twoSourcesAreTold() {
        add("first", B, 0);
        add("second", B, 0);
        Counting listener = register("l", 0, SIZE);
        assertThat(listener.populates).isEmpty();
        populate("first", 0, 4 * B);
        assertThat(listener.populates).isEmpty();
        populate("second", 0, 4 * B);
        assertThat(listener.populates).containsExactly(new Call(0, 4 * B));
        discard("first", 0, 2 * B);
        assertThat(listener.discards).containsExactly(new Call(0, 2 * B));
    }

    @Test
    void aSourceIsAddedWithAListener() {
        add("first", B, 8 * B);
        Counting listener = register("l", 0, SIZE);
        assertThat(listener.populates).containsExactly(new Call(0, 8 * B));
        add("second", B, 4 * B);
        assertThat(listener.discards).containsExactly(new Call(4 * B, 4 * B));
    }

    /** A source that has populated nothing yet takes everything away, in one discard. */
    @Test
    void aSourceIsAddedDiscardedWithAListener() {
        add("first", B, 8 * B);
        Counting listener = register("l", 0, SIZE);
        expect(Outcome.Kind.COMMITTED, engine.addSource(new SourceSpec("second", "ram", B), false));
        assertThat(listener.discards).containsExactly(new Call(0, 8 * B));
    }

    @Test
    void aSourceIsRemovedWithAListener() {
        add("first", B, 8 * B);
        add("second", B, 4 * B);
        Counting listener = register("l", 0, SIZE);
        assertThat(listener.populates).containsExactly(new Call(0, 4 * B));
        expect(Outcome.Kind.COMMITTED, engine.removeSource("ram", "second"));
        assertThat(listener.populates).hasSize(2).last().isEqualTo(new Call(4 * B, 4 * B));
    }

    @Test
    void aSourceIsAddedAgain() {
        add("first", B, 8 * B);
        Counting listener = register("l", 0, SIZE);
        assertThat(listener.populates).containsExactly(new Call(0, 8 * B));
        engine.removeSource("ram", "first");
        assertThat(listener.populates).hasSize(2).last().isEqualTo(new Call(8 * B, SIZE - 8 * B));
        add("first", B, 8 * B);
        assertThat(listener.discards).containsExactly(new Call(8 * B, SIZE - 8 * B));
    }

    /** QEMU: EBUSY, and ENOENT. */
    @Test
    void aSourceIsAddedTwice() {
        add("first", B, 0);
        Outcome twice = engine.addSource(new SourceSpec("first", "ram", B), false);
        assertThat(twice.reason()).isEqualTo(Rejection.DUPLICATE);
        assertThat(engine.removeSource("ram", "second").reason()).isEqualTo(Rejection.UNKNOWN_SOURCE);
        assertThat(engine.guest().addedSources("ram")).hasSize(1);
    }

    @Test
    void undo() {
        add("first", B, 0);
        Counting told = register("told", 0, SIZE);
        Counting failing = new Counting(1);
        engine.register(ListenerSpec.of("failing", "ram", ListenerSpec.Kind.EXTERNAL), failing);
        Outcome outcome = populate("first", 0, B);
        expect(Outcome.Kind.ROLLED_BACK, outcome);
        assertThat(outcome.errno().name()).isEqualTo("ENOMEM");
        assertThat(told.populates).containsExactly(new Call(0, B));
        assertThat(told.discards).containsExactly(new Call(0, B));
        assertThat(failing.populates).isEmpty();
        assertThat(failing.discards).isEmpty();
        assertThat(isPopulated(0, B)).isFalse();
    }

    @Test
    void intersection() {
        add("first", B, 8 * B);
        add("second", B, 0);
        populate("second", 4 * B, 12 * B);
        Counting listener = register("l", 0, SIZE);
        assertThat(listener.populates).containsExactly(new Call(4 * B, 4 * B));
    }

    @Test
    void noSource() {
        assertThat(engine.guest().addedSources("ram")).isEmpty();
        Counting listener = register("l", 0, SIZE);
        assertThat(listener.populates).containsExactly(new Call(0, SIZE));
    }

    @Test
    void aRedundantDiscard() {
        add("first", B, 0);
        add("second", B, 0);
        Counting listener = register("l", 0, SIZE);
        populate("first", 0, B);
        populate("second", 0, B);
        assertThat(listener.populates).hasSize(1);
        discard("first", 0, B);
        assertThat(listener.discards).hasSize(1);
        discard("second", 0, B);
        assertThat(listener.discards).hasSize(1);
    }

    @Test
    void partOfTheRegion() {
        add("first", B, 8 * B);
        Counting listener = register("l", 2 * B, 6 * B);
        assertThat(listener.populates).containsExactly(new Call(2 * B, 4 * B));
        discard("first", 0, B);
        assertThat(listener.discards).isEmpty();
        discard("first", 3 * B, 4 * B);
        assertThat(listener.discards).containsExactly(new Call(3 * B, B));
        discard("first", 5 * B, 7 * B);
        assertThat(listener.discards).containsExactly(new Call(3 * B, B), new Call(5 * B, B));
    }

    @Test
    void twoListeners() {
        add("first", B, 0);
        Counting one = register("one", 0, 4 * B);
        Counting other = register("other", 8 * B, 12 * B);
        populate("first", 0, 4 * B);
        assertThat(List.of(one.populates.size(), other.populates.size())).containsExactly(1, 0);
        populate("first", 8 * B, 12 * B);
        assertThat(List.of(one.populates.size(), other.populates.size())).containsExactly(1, 1);
        populate("first", 4 * B, 8 * B);
        assertThat(List.of(one.populates.size(), other.populates.size())).containsExactly(1, 1);
    }

    @Test
    void overlappingListeners() {
        add("first", B, 0);
        Counting one = register("one", 0, 8 * B);
        Counting other = register("other", 4 * B, 12 * B);
        populate("first", 4 * B, 8 * B);
        assertThat(List.of(one.populates.size(), other.populates.size())).containsExactly(1, 1);
        populate("first", 0, 4 * B);
        assertThat(List.of(one.populates.size(), other.populates.size())).containsExactly(2, 1);
        populate("first", 8 * B, 12 * B);
        assertThat(List.of(one.populates.size(), other.populates.size())).containsExactly(2, 2);
    }

    @Test
    void theEndOfTheRegion() {
        add("first", B, 0);
        populate("first", SIZE - 4 * B, SIZE);
        Counting listener = register("l", SIZE - 4 * B, SIZE);
        assertThat(listener.populates).containsExactly(new Call(SIZE - 4 * B, 4 * B));
        discard("first", SIZE - 4 * B, SIZE);
        assertThat(listener.discards).containsExactly(new Call(SIZE - 4 * B, 4 * B));
    }

    @Test
    void replayOfWhatIsDiscarded() {
        add("first", B, 4 * B);
        add("second", B, 0);
        populate("second", 2 * B, 6 * B);
        List<Long> blocks = new ArrayList<>();
        engine.guest().visitDiscarded("ram", 0, 8 * B, (offset, size) -> {
            for (long at = offset; at < offset + size; at += B) {
                blocks.add(at / B);
            }
            return true;
        });
        assertThat(blocks).containsExactly(0L, 1L, 4L, 5L, 6L, 7L);
    }
}
