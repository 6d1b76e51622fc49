package io.flipbook.benchmarks;

import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * How long conversions take that are asked for at a fixed rate, from when each was due and not from when it began: one
 * that is slow makes those behind it late, and all of them count. Beside a meter of jitter, which does nothing at the
 * same times.
 */
final class ConversionLatency implements Measurement {
    private static final int RUNS = 5;
    private static final int CONVERSIONS = 1 << 18;
    private static final int SETTLING = 1 << 17;
    private static final long PERIOD_NS = 4_000;
    private static final double P50 = 50;
    private static final double P99_9 = 99.9;
    private static final double P99_99 = 99.99;

    private static final class Nothing implements Contestant {
        @Override
        public void open(Place place) {}

        @Override
        public void run(int operations) {}

        @Override
        public void close() {}
    }

    @Override
    public List<Row> measure(String directory, Effort effort) {
        double[] within = new double[RUNS];
        double[] appendWithin = new double[RUNS];
        double[] far = new double[RUNS];
        double[] jitterWithin = new double[RUNS];
        double[] jitterFar = new double[RUNS];
        for (int i = 0; i < RUNS; i++) {
            Histogram conversions = run(directory, effort, Conversions.journaled());
            Histogram appends = run(directory, effort, new TunedAppends());
            Histogram nothing = run(directory, effort, new Nothing());
            within[i] = percentile(conversions, P99_9) / percentile(conversions, P50);
            appendWithin[i] = percentile(appends, P99_9) / percentile(appends, P50);
            far[i] = percentile(conversions, P99_99) / percentile(conversions, P50);
            jitterWithin[i] = percentile(nothing, P99_9) / percentile(conversions, P50);
            jitterFar[i] = percentile(nothing, P99_99) / percentile(conversions, P50);
        }
        return List.of(
                new Row("at a fixed rate: p99.9, x its own p50, best of five", Goal.atMost(5), Spread.leastOf(within)),
                new Row(
                        "  a tuned append: p99.9, x its own p50, best of five",
                        Goal.NONE,
                        Spread.leastOf(appendWithin)),
                new Row("  jitter meter: p99.9, x a conversion's p50, best", Goal.NONE, Spread.leastOf(jitterWithin)),
                new Row("  p99.99, x its own p50, best of five", Goal.NONE, Spread.leastOf(far)),
                new Row("  jitter meter: p99.99, x a conversion's p50, best", Goal.NONE, Spread.leastOf(jitterFar)));
    }

    private static Histogram run(String directory, Effort effort, Contestant contestant) {
        return Place.during(directory, place -> {
            try (contestant) {
                contestant.open(place);
                contestant.run(effort.of(SETTLING));
                atFixedRate(contestant, effort.of(SETTLING), new Histogram(2));
                Histogram times = new Histogram(2);
                atFixedRate(contestant, effort.of(CONVERSIONS), times);
                return times;
            }
        });
    }

    private static void atFixedRate(Contestant contestant, int count, Histogram times) {
        long due = System.nanoTime();
        for (int i = 0; i < count; i++) {
            due += PERIOD_NS;
            while (System.nanoTime() < due) {
                Thread.onSpinWait();
            }
            contestant.run(1);
            times.recordValue(System.nanoTime() - due);
        }
    }

    private static double percentile(Histogram of, double percentile) {
        return Math.max(1, of.getValueAtPercentile(percentile));
    }
}
