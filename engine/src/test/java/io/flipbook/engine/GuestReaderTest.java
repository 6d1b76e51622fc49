package io.flipbook.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.flipbook.engine.live.GuestReader;
import io.flipbook.engine.live.RegionRuns;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a reader answers while nothing changes: what the engine itself does. */
class GuestReaderTest {
    private static final long PAGE = 4096;
    private static final long BLOCK = 8 * PAGE;
    private static final long PAGES = 1024;

    private ConversionEngine engine = ConversionEngine.open(EngineConfig.transientOne());

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void answersAsTheEngineDoes() {
        engine.addRegion(RegionSpec.of("vmem", PAGES * PAGE).pluggedInBlocksOf(BLOCK));
        engine.addSource(new SourceSpec("balloon", "vmem", 2 * PAGE), true);
        GuestReader reader = engine.reader();
        Random random = new Random(7);
        for (int i = 0; i < 500; i++) {
            change(random);
            long at = Seeds.below(random, PAGES) * PAGE;
            assertThat(reader.isShared("vmem", at)).isEqualTo(engine.guest().isEverywhere("vmem", at, PAGE, true));
            assertThat(reader.isPopulated("vmem", at + 5))
                    .isEqualTo(engine.guest().isPopulated("vmem", at, PAGE));
            long sizeBytes = (1 + Seeds.below(random, PAGES - at / PAGE)) * PAGE;
            List<String> populated = new ArrayList<>();
            engine.guest().visitPopulated("vmem", at, sizeBytes, (offset, size) -> populated.add(offset + "+" + size));
            assertThat(show(reader.readPopulated("vmem", at, sizeBytes))).isEqualTo(populated);
            assertThat(reader.digest()).isEqualTo(engine.guest().digest());
            assertThat(reader.sequence()).isLessThanOrEqualTo(engine.lastSequence());
        }
    }

    @Test
    void findsTheNextAndThePreviousPage() {
        engine.addRegion(RegionSpec.of("ram", PAGES * PAGE));
        engine.convert(ConversionRequest.toShared("ram", 10 * PAGE, 5 * PAGE));
        GuestReader reader = engine.reader();
        assertThat(reader.nextShared("ram", 3)).isEqualTo(10 * PAGE);
        assertThat(reader.nextShared("ram", 12 * PAGE + 1)).isEqualTo(12 * PAGE + 1);
        assertThat(reader.nextShared("ram", 15 * PAGE)).isEqualTo(GuestReader.NONE);
        assertThat(reader.nextPrivate("ram", 10 * PAGE)).isEqualTo(15 * PAGE);
        assertThat(reader.previousShared("ram", 20 * PAGE)).isEqualTo(14 * PAGE);
        assertThat(reader.previousPrivate("ram", 12 * PAGE)).isEqualTo(9 * PAGE);
        assertThat(reader.previousShared("ram", 9 * PAGE)).isEqualTo(GuestReader.NONE);
    }

    @Test
    void saysOfWhichRecordTheStateIs() {
        engine.addRegion(RegionSpec.of("ram", PAGES * PAGE));
        GuestReader reader = engine.reader();
        reader.isShared("ram", 0);
        assertThat(reader.sequence()).isEqualTo(engine.lastSequence());
        long undecided = engine.begin(ConversionRequest.toShared("ram", 0, PAGE));
        engine.begin(ConversionRequest.toShared("ram", PAGE, PAGE));
        engine.decide(undecided, Answer.ACK);
        RegionRuns runs = reader.readShared("ram", 0, PAGES * PAGE);
        assertThat(runs.sequence()).isEqualTo(engine.lastSequence());
        engine.convert(ConversionRequest.toShared("ram", 0, PAGE));
        assertThat(reader.isShared("ram", 0)).isTrue();
        assertThat(reader.sequence()).as("a noop changes nothing").isEqualTo(runs.sequence());
    }

    @Test
    void saysOfWhichRecordTheStateBehindABatchIs() {
        engine.addRegion(RegionSpec.of("ram", PAGES * PAGE));
        GuestReader reader = engine.reader();
        RequestBatch batch = new RequestBatch(3);
        for (int i = 0; i < 3; i++) {
            batch.add(ConversionRequest.toShared("ram", i * PAGE, PAGE), i);
        }
        engine.convert(batch, (correlation, outcome) -> {});
        assertThat(reader.readShared("ram", 0, PAGES * PAGE).sizeBytes(0)).isEqualTo(3 * PAGE);
        assertThat(reader.sequence()).isEqualTo(engine.lastSequence());
        assertThat(reader.digest()).isEqualTo(engine.guest().digest());
    }

    @Test
    void readsMoreRunsThanItTakesAtOnceInPieces() {
        long pages = 4L * RegionRuns.MAX_RUNS;
        engine.addRegion(RegionSpec.of("ram", pages * PAGE));
        for (long page = 1; page < pages; page += 2) {
            engine.convert(ConversionRequest.toShared("ram", page * PAGE, PAGE));
        }
        GuestReader reader = engine.reader();
        RegionRuns runs = reader.readShared("ram", 0, pages * PAGE);
        assertThat(runs.count()).isEqualTo(RegionRuns.MAX_RUNS);
        assertThat(runs.endOffset()).isEqualTo((2L * RegionRuns.MAX_RUNS + 1) * PAGE);
        long rest = pages * PAGE - runs.endOffset();
        assertThat(reader.readShared("ram", runs.endOffset(), rest).endOffset()).isEqualTo(pages * PAGE);
        assertThat(runs.count()).isEqualTo(RegionRuns.MAX_RUNS);
    }

    @Test
    void copiesRunsAsBits() {
        engine.addRegion(RegionSpec.of("ram", PAGES * PAGE));
        for (long[] run : new long[][] {{0, 1}, {63, 2}, {128, 64}, {200, 300}, {1023, 1}}) {
            engine.convert(ConversionRequest.toShared("ram", run[0] * PAGE, run[1] * PAGE));
        }
        RegionRuns runs = engine.reader().readShared("ram", PAGE, (PAGES - 1) * PAGE);
        long[] words = new long[16];
        words[15] = -1;
        runs.copyTo(words);
        BitSet bits = BitSet.valueOf(words);
        for (int page = 1; page < PAGES; page++) {
            assertThat(bits.get(page - 1)).isEqualTo(engine.guest().isEverywhere("ram", page * PAGE, PAGE, true));
        }
        assertThat(bits.get((int) PAGES - 1)).as("behind the end").isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> runs.copyTo(new long[15]));
    }

    @Test
    void seesRegionsAndSourcesThatComeAndGo() {
        GuestReader reader = engine.reader();
        assertThatIllegalArgumentException().isThrownBy(() -> reader.isShared("ram", 0));
        engine.addRegion(RegionSpec.of("ram", PAGES * PAGE).initially(true));
        assertThat(reader.regions()).containsExactly("ram");
        assertThat(reader.isPopulated("ram", 0)).isTrue();
        engine.addSource(new SourceSpec("balloon", "ram", 0), false);
        assertThat(reader.isPopulated("ram", 0)).isFalse();
        assertThat(reader.digest()).isEqualTo(engine.guest().digest());
        engine.removeSource("ram", "balloon");
        assertThat(reader.isPopulated("ram", 0)).isTrue();
        assertThat(reader.digest()).isEqualTo(engine.guest().digest());
        assertThat(reader.sequence()).isEqualTo(engine.lastSequence());
    }

    @Test
    void refusesWhatIsNotInTheRegion() {
        engine.addRegion(RegionSpec.of("ram", PAGES * PAGE));
        GuestReader reader = engine.reader();
        assertThatIllegalArgumentException().isThrownBy(() -> reader.isShared("ram", PAGES * PAGE));
        assertThatIllegalArgumentException().isThrownBy(() -> reader.isShared("ram", -1));
        assertThatIllegalArgumentException().isThrownBy(() -> reader.readShared("ram", 0, (PAGES + 1) * PAGE));
        assertThatIllegalArgumentException().isThrownBy(() -> reader.readShared("ram", 1, PAGE));
        assertThatIllegalArgumentException().isThrownBy(() -> reader.readShared("ram", 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> reader.readShared("ram", PAGE, Long.MAX_VALUE));
    }

    @Test
    void endsWithTheEngine() {
        engine.addRegion(RegionSpec.of("ram", PAGES * PAGE));
        GuestReader reader = engine.reader();
        engine.close();
        assertThatIllegalStateException().isThrownBy(() -> reader.isShared("ram", 0));
        assertThatIllegalStateException().isThrownBy(() -> engine.reader());
    }

    @Test
    void goesOnThroughARestartThatKeepsTheState() {
        engine.addRegion(RegionSpec.of("ram", PAGES * PAGE));
        GuestReader reader = engine.reader();
        engine = engine.restart();
        engine.convert(ConversionRequest.toShared("ram", 0, PAGE));
        assertThat(reader.isShared("ram", 0)).isTrue();
        assertThat(reader.sequence()).isEqualTo(engine.lastSequence());
    }

    private void change(Random random) {
        long at = Seeds.below(random, PAGES) * PAGE;
        long sizeBytes = Math.min(PAGES * PAGE - at, (1 + random.nextInt(40)) * PAGE);
        long blockAt = at & -BLOCK;
        switch (random.nextInt(5)) {
            case 0 -> engine.convert(ConversionRequest.toPrivate("vmem", at, sizeBytes));
            case 1 -> engine.convert(ConversionRequest.plug("vmem", blockAt, BLOCK));
            case 2 -> engine.convert(ConversionRequest.unplug("vmem", blockAt, BLOCK));
            case 3 ->
                engine.convert(ConversionRequest.ofSource(random.nextBoolean(), "vmem", "balloon", blockAt, 2 * PAGE));
            default -> engine.convert(ConversionRequest.toShared("vmem", at, sizeBytes));
        }
    }

    private static List<String> show(RegionRuns runs) {
        List<String> shown = new ArrayList<>();
        for (int i = 0; i < runs.count(); i++) {
            shown.add(runs.offset(i) + "+" + runs.sizeBytes(i));
        }
        return shown;
    }
}
