package io.flipbook.benchmarks;

import io.flipbook.engine.EngineConfig;
import java.util.List;

/** One conversion of 2 MiB beside a tuned append. */
final class ConversionCost implements Measurement {
    @Override
    public List<Row> measure(String directory, Effort effort) {
        Contest contest = new Contest(directory, effort)
                .add(TunedAppends.NAME, Pace.SHORT, new TunedAppends())
                .add("journaled", Pace.SHORT, Conversions.journaled())
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
                        "  the same without a journal",
                        Goal.NONE,
                        contest.ratio("without a journal", TunedAppends.NAME)));
    }
}
