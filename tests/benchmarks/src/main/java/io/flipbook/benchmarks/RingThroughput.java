package io.flipbook.benchmarks;

import java.util.List;

/** The ring, beside the same pipeline on a file mapped by hand and beside a tuned append. */
final class RingThroughput implements Measurement {
    private static final int CONVERSIONS = 1 << 19;
    private static final int MAPPED_BYTES = 256 << 20;
    private static final double MICROSECOND_NS = 1e3;

    @Override
    public List<Row> measure(String directory, Effort effort) {
        Contest contest = new Contest(directory, effort)
                .add(TunedAppends.NAME, Pace.whole(CONVERSIONS), new TunedAppends())
                .add("ring", Pace.whole(CONVERSIONS), RingConversions.journaled())
                .add("mapped", Pace.whole(CONVERSIONS), RingConversions.mapped(MAPPED_BYTES))
                .run();
        return List.of(
                new Row(
                        "ring, four producers: conversions/s, in millions",
                        Goal.atLeast(12),
                        contest.operationsIn("ring", MICROSECOND_NS)),
                new Row(
                        "  conversions/s, x the same on a hand-mapped file",
                        Goal.atLeast(0.9),
                        contest.ratio("mapped", "ring")),
                new Row("  conversions/s, x tuned appends/s", Goal.NONE, contest.ratio(TunedAppends.NAME, "ring")));
    }
}
