package io.flipbook.engine;

import static io.flipbook.engine.ScriptedListener.PAGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.device.Errno;
import io.flipbook.engine.watch.Latencies;
import io.flipbook.engine.watch.Latency;
import io.flipbook.journal.JournalConfig;
import io.flipbook.journal.SyncPolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LatenciesTest {
    @TempDir
    Path temp;

    /** Each reading of the clock takes 100 ns. */
    private long nowNs;

    private final Latencies latencies = new Latencies(() -> nowNs += 100);

    @Test
    void measuresConversionsCallsAndForces() {
        JournalConfig journal = RecordFeed.config(temp.resolve("journal")).syncPolicy(SyncPolicy.everyRecords(1));
        EngineConfig config = EngineConfig.journaledAs(journal).latencies(latencies);
        try (ConversionEngine engine = ConversionEngine.open(config)) {
            engine.addRegion(RegionSpec.of("ram", 16 * PAGE));
            ScriptedListener slow = new ScriptedListener("slow", new ArrayList<>());
            engine.register(ListenerSpec.of("slow", "ram", ListenerSpec.Kind.EXTERNAL), slow);
            latencies.forces().interval(null);
            slow.onPopulate(1, () -> {
                nowNs += 5_000;
                return Errno.NONE;
            });
            engine.convert(Guests.toShared(0, 1));

            Histogram calls = latencies.listenerCalls().interval(null);
            assertThat(calls.getTotalCount()).isEqualTo(1);
            assertThat(calls.valuesAreEquivalent(calls.getMaxValue(), 5_100)).isTrue();
            Histogram conversions = latencies.conversions().interval(null);
            assertThat(conversions.getTotalCount()).isEqualTo(1);
            assertThat(conversions.getMinValue()).isBetween(5_200L, 6_000L);
            Histogram forces = latencies.forces().interval(null);
            assertThat(forces.getTotalCount()).isEqualTo(2);
            assertThat(forces.getMaxValue()).isEqualTo(100);
        }
    }

    @Test
    void anIntervalHasWhatCameSinceTheLastOne() {
        try (ConversionEngine engine =
                ConversionEngine.open(EngineConfig.transientOne().latencies(latencies))) {
            engine.addRegion(RegionSpec.of("ram", 16 * PAGE));
            RequestBatch batch = new RequestBatch(4);
            batch.add(Guests.toShared(0, 1), 0);
            batch.add(Guests.toShared(1, 2), 1);
            engine.convert(batch, (correlation, outcome) -> {});
            Histogram first = latencies.conversions().interval(null);
            assertThat(first.getTotalCount()).isEqualTo(2);
            engine.convert(Guests.toShared(2, 3));
            Histogram second = latencies.conversions().interval(first);
            assertThat(second.getTotalCount()).isEqualTo(1);
            assertThat(second.getMaxValue()).isEqualTo(100);
            assertThat(latencies.conversions().interval(second).getTotalCount()).isZero();
        }
    }

    @Test
    void whatTakesLongerThanTheLongestCountsAsThat() {
        Latency conversions = latencies.conversions();
        conversions.begin();
        nowNs += 2 * Latency.MAX_NS;
        conversions.end();
        Histogram interval = conversions.interval(null);
        assertThat(interval.getMaxValue()).isGreaterThanOrEqualTo(Latency.MAX_NS);
        assertThat(interval.getTotalCount()).isEqualTo(1);
    }
}
