package io.flipbook.benchmarks;

import io.flipbook.engine.EngineConfig;
import io.flipbook.journal.EpochClock;
import io.flipbook.journal.JournalConfig;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** One conversion of 2 MiB beside a tuned append. */
final class ConversionCost implements Measurement {
    /** As of a caller with a duty cycle of its own, which reads the machine's clock once in each. */
    private static final class CachedClock implements EpochClock {
        private final AtomicLong timeNs = new AtomicLong(1);

        @Override
        public long timeNs() {
            return timeNs.get();
        }
    }

    @Override
    public List<Row> measure(String directory, Effort effort) {
        Contest contest = new Contest(directory, effort)
                .add(TunedAppends.NAME, Pace.SHORT, new TunedAppends())
                .add("journaled", Pace.SHORT, Conversions.journaled())
                .add(
                        "with a clock that is only read",
                        Pace.SHORT,
                        new Conversions(
                                place -> EngineConfig.journaledAs(
                                        JournalConfig.of(place.path().resolve("journal"))
                                                .clock(new CachedClock())),
                                GuestShape.USUAL))
                .add(
                        "without a journal",
                        Pace.SHORT,
                        new Conversions(place -> EngineConfig.transientOne(), GuestShape.USUAL))
                .run();
        return List.of(
                new Row(
                        "conversion of 2 MiB, p50, x tuned append",
                        Goal.atMost(1.5),
                        contest.ratio("journaled", TunedAppends.NAME)),
                new Row(
                        "  the same with the clock of a caller who reads it elsewhere",
                        Goal.NONE,
                        contest.ratio("with a clock that is only read", TunedAppends.NAME)),
                new Row(
                        "  the same without a journal",
                        Goal.NONE,
                        contest.ratio("without a journal", TunedAppends.NAME)));
    }
}
