package io.flipbook.engine;

import static io.flipbook.engine.ScriptedListener.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flipbook.engine.device.Errno;
import io.flipbook.engine.watch.CounterBuffer;
import io.flipbook.journal.JournalConfig;
import io.flipbook.journal.SyncPolicy;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineCountersTest {
    private static final long NOON_NS = 1_700_049_600_000_000_000L;
    private static final long DAY_NS = 86_400_000_000_000L;

    @TempDir
    Path temp;

    private final List<String> calls = new ArrayList<>();

    @Test
    void countsWhatBecomesOfRequests() {
        ScriptedListener b = new ScriptedListener("b", calls);
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.transientOne())) {
            engine.addRegion(RegionSpec.of("ram", 64 * PAGE));
            engine.addRegion(RegionSpec.of("vmem", 1L << 30).pluggedInBlocksOf(2L << 20));
            register(engine, "a", new ScriptedListener("a", calls));
            register(engine, "b", b);
            engine.convert(Guests.toShared(0, 4));
            engine.convert(Guests.toPrivate(1, 2));
            engine.convert(Guests.toPrivate(1, 2));
            engine.convert(ConversionRequest.toShared("ram", 1, PAGE));
            b.onPopulate(1, () -> Errno.ENOSPC);
            engine.convert(Guests.toShared(8, 10));
            engine.convert(ConversionRequest.convertToShared(0, PAGE).set(Operation.PLUG, "vmem", 0, 2L << 20));

            assertThat(new Meters(engine).counted())
                    .isEqualTo(new TreeMap<>(Map.ofEntries(
                            Map.entry("flipbook.requests", 6L),
                            Map.entry("flipbook.outcomes{kind=committed}", 3L),
                            Map.entry("flipbook.outcomes{kind=noop}", 1L),
                            Map.entry("flipbook.outcomes{kind=rejected}", 1L),
                            Map.entry("flipbook.outcomes{kind=rolled-back}", 1L),
                            Map.entry("flipbook.refusals", 1L),
                            Map.entry("flipbook.pages{to=shared}", 4L),
                            Map.entry("flipbook.pages{to=private}", 1L),
                            Map.entry("flipbook.pages{to=plugged}", 512L),
                            Map.entry("flipbook.listener.calls", (long) calls.size()),
                            Map.entry("flipbook.listener.calls.undone", 1L),
                            Map.entry("flipbook.listeners", 2L),
                            Map.entry("flipbook.last.sequence", engine.lastSequence()),
                            Map.entry("flipbook.records", engine.lastSequence()))));
        }
    }

    @Test
    void countsBatchesAndWhatIsNotDecided() {
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.transientOne())) {
            engine.addRegion(RegionSpec.of("ram", 64 * PAGE));
            Meters meters = new Meters(engine);
            RequestBatch batch = new RequestBatch(8);
            for (int i = 0; i < 5; i++) {
                batch.add(Guests.toShared(i, i + 1), i);
            }
            engine.convert(batch, (correlation, outcome) -> {});
            long first = engine.begin(Guests.toShared(20, 21));
            engine.begin(Guests.toShared(21, 22));
            engine.decide(first, Answer.ACK);

            assertThat(meters.value("flipbook.batches")).isEqualTo(1);
            assertThat(meters.value("flipbook.requests")).isEqualTo(7);
            assertThat(meters.value("flipbook.outcomes{kind=committed}")).isEqualTo(6);
            assertThat(meters.value("flipbook.undecided")).isEqualTo(1);
            assertThat(engine.status().undecided()).isEqualTo(1);
        }
    }

    @Test
    void countsWhatTheJournalDoes() {
        long[] timeNs = {NOON_NS};
        JournalConfig journal = JournalConfig.of(temp.resolve("journal"))
                .clock(() -> timeNs[0])
                .blockSizeBytes(JournalConfig.MIN_BLOCK_BYTES)
                .syncPolicy(SyncPolicy.everyRecords(4));
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledAs(journal))) {
            Meters meters = new Meters(engine);
            engine.addRegion(RegionSpec.of("ram", 64 * PAGE));
            long before = meters.value("flipbook.forces");
            long bytesBefore = meters.value("flipbook.bytes");
            for (int i = 0; i < 8; i++) {
                engine.convert(Guests.toShared(i, i + 1));
            }

            assertThat(meters.value("flipbook.rolls")).isEqualTo(1);
            assertThat(meters.value("flipbook.forces") - before).isEqualTo(4);
            assertThat(meters.value("flipbook.bytes") - bytesBefore).isBetween(8 * 100L, 8 * 250L);
            assertThat(meters.value("flipbook.unforced")).isLessThan(4);
            timeNs[0] += DAY_NS;
            engine.convert(Guests.toPrivate(0, 1));
            assertThat(meters.value("flipbook.rolls")).isEqualTo(2);
        }
    }

    @Test
    void abortedRequestsAndLostListenersAreCountedWhenItIsOpened() {
        EngineConfig config = EngineConfig.journaledAs(RecordFeed.config(temp.resolve("journal")));
        try (ConversionEngine engine = ConversionEngine.open(config)) {
            engine.addRegion(RegionSpec.of("ram", 64 * PAGE));
            register(engine, "a", new ScriptedListener("a", calls));
            engine.begin(Guests.toShared(0, 1));
        }
        try (ConversionEngine engine = ConversionEngine.open(config)) {
            Meters meters = new Meters(engine);
            assertThat(meters.value("flipbook.outcomes{kind=aborted}")).isEqualTo(1);
            assertThat(meters.value("flipbook.listeners.lost")).isEqualTo(1);
            assertThat(meters.value("flipbook.requests")).isZero();
            assertThat(meters.value("flipbook.records")).isEqualTo(2); // the outcome, and that the listener has gone
            assertThat(meters.value("flipbook.last.sequence")).isEqualTo(engine.lastSequence());
        }
    }

    @Test
    void anotherMappingOfAFileShowsTheSameAndAFreshStartBeginsWithZeros() throws IOException {
        Path file = temp.resolve("counters");
        Files.write(file, new byte[CounterBuffer.LENGTH_BYTES]);
        EngineConfig config = EngineConfig.transientOne().countersIn(new UnsafeBuffer(map(file)));
        CountersReader elsewhere = CounterBuffer.reader(new UnsafeBuffer(map(file)));
        try (ConversionEngine engine = ConversionEngine.open(config)) {
            engine.addRegion(RegionSpec.of("ram", 64 * PAGE));
            engine.convert(Guests.toShared(0, 3));

            Map<String, Long> seen = new TreeMap<>();
            elsewhere.forEach((value, id, label) -> seen.put(label, value));
            assertThat(seen)
                    .containsEntry("flipbook.pages{to=shared}", 3L)
                    .containsEntry("flipbook.outcomes{kind=committed}", 1L);
            Meters meters = new Meters(engine);
            seen.forEach((label, value) -> assertThat(meters.value(label)).isEqualTo(value));
        }
        ConversionEngine.open(config).close();
        elsewhere.forEach((value, id, label) -> assertThat(value).isZero());
    }

    @Test
    void refusesMemoryThatIsTooShortForTheCounters() {
        EngineConfig config = EngineConfig.transientOne().countersIn(new UnsafeBuffer(new byte[64]));
        assertThatThrownBy(() -> ConversionEngine.open(config)).hasMessageContaining("counters take");
    }

    private static MappedByteBuffer map(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, CounterBuffer.LENGTH_BYTES);
        }
    }

    private static void register(ConversionEngine engine, String name, ScriptedListener listener) {
        engine.register(ListenerSpec.of(name, "ram", ListenerSpec.Kind.EXTERNAL), listener);
    }
}
