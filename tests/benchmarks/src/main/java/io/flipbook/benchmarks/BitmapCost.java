package io.flipbook.benchmarks;

import java.util.BitSet;
import java.util.List;
import org.HdrHistogram.Histogram;

/** Changes of the bitmap beside a tuned append and a fill of the same bytes; and the search for a shared page. */
final class BitmapCost implements Measurement {
    private static final Pace FEW = new Pace(4, 1 << 4, 1 << 6);
    private static final int SEARCHES = 1 << 20;
    private static final double GOAL_NS = 200;
    private static final double P50 = 50;
    private static final double P99_9 = 99.9;

    @Override
    public List<Row> measure(String directory, Effort effort) {
        Contest contest = new Contest(directory, effort)
                .add(TunedAppends.NAME, Pace.SHORT, new TunedAppends())
                .add("page", BitmapChanges.PACE, BitmapChanges.of(1))
                .add("2 MiB", BitmapChanges.PACE, BitmapChanges.of(BitmapWork.PAGES_OF_2_MIB))
                .add("1 GiB", BitmapChanges.PACE, BitmapChanges.of(BitmapWork.PAGES_OF_1_GIB))
                .add(
                        "page in order",
                        BitmapChanges.PACE,
                        new BitmapChanges((bitmaps, count) -> bitmaps.changeInOrder(1, count)))
                .add(
                        "2 MiB in order",
                        BitmapChanges.PACE,
                        new BitmapChanges((bitmaps, count) -> bitmaps.changeInOrder(BitmapWork.PAGES_OF_2_MIB, count)))
                .add("fill", BitmapChanges.PACE, new BitmapChanges(BitmapWork::fill))
                .add("BitSet, page", BitmapChanges.PACE, ofBitSet(1))
                .add("BitSet, 2 MiB", BitmapChanges.PACE, ofBitSet(BitmapWork.PAGES_OF_2_MIB))
                .add("BitSet, 1 GiB", FEW, ofBitSet(BitmapWork.PAGES_OF_1_GIB))
                .run();
        return List.of(
                new Row("bitmap, 1 page, x tuned append", Goal.atMost(0.25), contest.ratio("page", TunedAppends.NAME)),
                new Row("bitmap, 2 MiB, x tuned append", Goal.atMost(0.2), contest.ratio("2 MiB", TunedAppends.NAME)),
                new Row("bitmap, 1 GiB, x a plain fill of its bits", Goal.atMost(0.25), contest.ratio("1 GiB", "fill")),
                new Row(
                        "  1 page behind the other, x tuned append",
                        Goal.NONE,
                        contest.ratio("page in order", TunedAppends.NAME)),
                new Row(
                        "  2 MiB behind the other, x tuned append",
                        Goal.NONE,
                        contest.ratio("2 MiB in order", TunedAppends.NAME)),
                new Row("  BitSet, 1 page, x bitmap", Goal.NONE, contest.ratio("BitSet, page", "page")),
                new Row("  BitSet, 2 MiB, x bitmap", Goal.NONE, contest.ratio("BitSet, 2 MiB", "2 MiB")),
                new Row("  BitSet, 1 GiB, x bitmap", Goal.NONE, contest.ratio("BitSet, 1 GiB", "1 GiB")),
                new Row(
                        "next shared page of 16 TiB, p99.9, x 200 ns, best",
                        Goal.atMost(1),
                        nextSharedPage(effort, 1, P99_9)),
                new Row("  p99.9 of no search, x 200 ns, best", Goal.NONE, nextSharedPage(effort, 0, P99_9)),
                new Row("  p50, x 200 ns, best", Goal.NONE, nextSharedPage(effort, 1, P50)));
    }

    private static RangeChanges ofBitSet(long pages) {
        BitSet bits = new BitSet((int) BitmapWork.PAGES);
        return new RangeChanges(pages, (from, to, value) -> bits.set((int) from, (int) to, value));
    }

    /** The clock's own reading is in each of them. */
    private static Spread nextSharedPage(Effort effort, int searches, double percentile) {
        double[] results = new double[effort.trials()];
        try (BitmapWork bitmaps = new BitmapWork()) {
            bitmaps.search(effort.of(SEARCHES));
            for (int i = 0; i < results.length; i++) {
                Histogram times = new Histogram(2);
                long before = System.nanoTime();
                for (int j = 0; j < effort.of(SEARCHES); j++) {
                    bitmaps.search(searches);
                    long now = System.nanoTime();
                    times.recordValue(now - before);
                    before = System.nanoTime();
                }
                results[i] = times.getValueAtPercentile(percentile) / GOAL_NS;
            }
        }
        return Spread.leastOf(results);
    }
}
