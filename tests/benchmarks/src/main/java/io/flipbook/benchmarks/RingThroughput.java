package io.flipbook.benchmarks;

import java.util.List;

/** The ring, beside the same pipeline on a file mapped by hand and beside a tuned append. */
final class RingThroughput implements Measurement {
    /** Mean of many at a time, since batches and waiting come in bursts. */
    private static final Pace PACE = new Pace(1 << 17, 5, 1 << 17);

    private static final int MAPPED_BYTES = 256 << 20;
    private static final double MICROSECOND_NS = 1e3;

    @Override
    public List<Row> measure(String directory, Effort effort) {
        Contest contest = new Contest(directory, effort)
                .add(TunedAppends.NAME, PACE, new TunedAppends())
                .add("ring", PACE, RingConversions.journaled())
                .add("mapped", PACE, RingConversions.mapped(MAPPED_BYTES))
                .add("ring's thread", PACE, RingConversions.journaled().byProcessorTime())
                .add(
                        "mapped's thread",
                        PACE,
                        RingConversions.mapped(MAPPED_BYTES).byProcessorTime())
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
                new Row("  conversions/s, x tuned appends/s", Goal.NONE, contest.ratio(TunedAppends.NAME, "ring")),
                new Row(
                        "  processor time of the engine's thread, x hand-mapped file",
                        Goal.NONE,
                        contest.ratio("ring's thread", "mapped's thread")));
    }
}
