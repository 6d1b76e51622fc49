package io.flipbook.engine;

import static io.flipbook.engine.ScriptedListener.PAGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.device.Errno;
import io.flipbook.journal.JournalConfig;
import io.flipbook.journal.SyncPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FlightEventsTest {
    private static final long NOON_NS = 1_700_049_600_000_000_000L;
    private static final int DAY = 19_676;
    private static final long DAY_NS = 86_400_000_000_000L;

    @TempDir
    Path temp;

    private final long[] timeNs = {NOON_NS};
    private final List<String> calls = new ArrayList<>();

    @Test
    void tellsOfConversionsAndWhoRefused() throws IOException {
        List<RecordedEvent> events = record(false, engine -> {
            ScriptedListener a = new ScriptedListener("a", calls);
            engine.register(ListenerSpec.of("a", "ram", ListenerSpec.Kind.EXTERNAL), a);
            engine.convert(Guests.toShared(0, 3));
            a.onPopulate(1, () -> Errno.ENOSPC);
            engine.convert(Guests.toShared(5, 6));
        });

        List<RecordedEvent> conversions = named(events, "flipbook.Conversion");
        assertThat(conversions).hasSize(2);
        assertThat(conversions.get(0).getLong("pages")).isEqualTo(3);
        assertThat(conversions.get(0).getString("region")).isEqualTo("ram");
        assertThat(conversions.get(0).getString("outcome")).isEqualTo("committed");
        assertThat(conversions.get(0).getString("journal")).endsWith("journal");
        assertThat(conversions.get(0).getDuration()).isPositive();
        assertThat(conversions.get(1).getString("outcome")).isEqualTo("rolled-back");
        assertThat(conversions.get(1).getLong("sequence"))
                .isEqualTo(conversions.get(0).getLong("sequence") + 2);
        RecordedEvent refusal = named(events, "flipbook.Refusal").get(0);
        assertThat(refusal.getLong("sequence")).isEqualTo(conversions.get(1).getLong("sequence"));
        assertThat(refusal.getString("listener")).isEqualTo("a");
        assertThat(refusal.getString("errno")).isEqualTo("ENOSPC");
        assertThat(refusal.getBoolean("threw")).isFalse();
    }

    @Test
    void tellsOfRollsStallsAndSnapshots() throws IOException {
        List<RecordedEvent> events = record(true, engine -> {
            engine.convert(Guests.toShared(0, 3));
            timeNs[0] += DAY_NS;
            engine.convert(Guests.toPrivate(0, 3));
            convertUntil(engine, () -> engine.snapshotStatus().made() > 0);
        });

        List<RecordedEvent> rolls = named(events, "flipbook.Roll");
        assertThat(rolls).hasSize(2);
        assertThat(rolls.get(0).getInt("day")).isEqualTo(DAY);
        assertThat(rolls.get(0).getLong("firstSequence")).isEqualTo(1);
        assertThat(rolls.get(1).getInt("day")).isEqualTo(DAY + 1);
        assertThat(rolls.get(1).getLong("firstSequence")).isEqualTo(5);
        assertThat(rolls.get(1).getDuration()).isPositive();
        assertThat(named(events, "flipbook.Snapshot").get(0).getLong("sequence"))
                .isGreaterThanOrEqualTo(10);
        assertThat(named(events, "flipbook.Stall"))
                .anyMatch(stall -> stall.getString("kind").equals("append") && stall.getLong("sequence") == 5)
                .anyMatch(stall -> stall.getString("kind").equals("force") && stall.getLong("records") >= 4);
    }

    @Test
    void isRecordedFromTheMomentOnThatSomebodyRecords() throws IOException {
        try (Recording recording = new Recording();
                ConversionEngine engine = ConversionEngine.open(EngineConfig.transientOne())) {
            engine.addRegion(RegionSpec.of("ram", 64 * PAGE));
            engine.convert(Guests.toShared(0, 3));
            recording.enable("flipbook.Conversion").withoutThreshold();
            recording.start();
            engine.convert(Guests.toShared(4, 5));
            recording.stop();
            engine.convert(Guests.toShared(6, 7));
            assertThat(eventsOf(recording))
                    .singleElement()
                    .satisfies(event -> assertThat(event.getLong("pages")).isEqualTo(1));
        }
    }

    @Test
    void tellsOfWhatTookLongEnoughAlone() throws IOException {
        try (Recording recording = new Recording()) {
            recording.enable("flipbook.Conversion").withThreshold(Duration.ofSeconds(30));
            recording.start();
            try (ConversionEngine engine = ConversionEngine.open(EngineConfig.transientOne())) {
                engine.addRegion(RegionSpec.of("ram", 64 * PAGE));
                engine.convert(Guests.toShared(0, 3));
            }
            recording.stop();
            assertThat(eventsOf(recording)).isEmpty();
        }
    }

    private interface Work {
        void run(ConversionEngine engine);
    }

    private List<RecordedEvent> record(boolean snapshots, Work work) throws IOException {
        try (Recording recording = new Recording()) {
            for (String event : List.of("Conversion", "Refusal", "Roll", "Snapshot", "Stall")) {
                recording.enable("flipbook." + event).withoutThreshold();
            }
            recording.start();
            JournalConfig journal = JournalConfig.of(temp.resolve("journal"))
                    .clock(() -> timeNs[0])
                    .blockSizeBytes(JournalConfig.MIN_BLOCK_BYTES)
                    .syncPolicy(SyncPolicy.everyRecords(4));
            EngineConfig config = EngineConfig.journaledAs(journal).snapshotEvery(snapshots ? 10 : 0);
            try (ConversionEngine engine = ConversionEngine.open(config)) {
                engine.addRegion(RegionSpec.of("ram", 64 * PAGE));
                work.run(engine);
            }
            recording.stop();
            return eventsOf(recording);
        }
    }

    private List<RecordedEvent> eventsOf(Recording recording) throws IOException {
        Path file = temp.resolve("events.jfr");
        recording.dump(file);
        return RecordingFile.readAllEvents(file);
    }

    private static List<RecordedEvent> named(List<RecordedEvent> events, String name) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals(name))
                .toList();
    }

    private static void convertUntil(ConversionEngine engine, BooleanSupplier isDone) {
        for (int i = 0; !isDone.getAsBoolean(); i++) {
            engine.convert(i % 2 == 0 ? Guests.toShared(9, 10) : Guests.toPrivate(9, 10));
            Thread.onSpinWait();
        }
    }
}
