package io.flipbook.benchmarks;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Runs contestants in turn, trial after trial, so that what slows the machine for a while slows all of them. Results
 * are divided within a trial.
 */
public final class Contest {
    private record Entry(Contestant contestant, Pace pace, double[] results) {}

    private final String directory;
    private final Effort effort;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    /** A contest whose files are in a directory. */
    public Contest(String directory, Effort effort) {
        this.directory = directory;
        this.effort = effort;
    }

    /** Adds a contestant; names say which result is asked for. */
    public Contest add(String name, Pace pace, Contestant contestant) {
        entries.put(name, new Entry(contestant, pace.over(effort.divisor()), new double[effort.trials()]));
        return this;
    }

    /** Runs all trials, after one that does not count. */
    public Contest run() {
        entries.values().forEach(this::trial);
        for (int i = 0; i < effort.trials(); i++) {
            for (Entry entry : entries.values()) {
                entry.results[i] = trial(entry);
            }
        }
        return this;
    }

    /** What an operation of one costs, as a multiple of one of another. */
    public Spread ratio(String of, String to) {
        double[] dividends = entries.get(of).results;
        double[] divisors = entries.get(to).results;
        double[] ratios = new double[dividends.length];
        Arrays.setAll(ratios, i -> dividends[i] / divisors[i]);
        return Spread.of(ratios);
    }

    /** How many operations of one there are in so many nanoseconds. */
    Spread operationsIn(String of, double timeNs) {
        return Spread.of(Arrays.stream(entries.get(of).results)
                .map(each -> timeNs / each)
                .toArray());
    }

    /** The time of an operation: the median over groups. */
    private double trial(Entry entry) {
        return Place.during(directory, place -> {
            try (Contestant contestant = entry.contestant) {
                contestant.open(place);
                contestant.run(entry.pace.settling());
                return time(contestant, entry.pace);
            }
        });
    }

    private static double time(Contestant contestant, Pace pace) {
        double[] times = new double[pace.groups()];
        long before = contestant.timeNs();
        for (int i = 0; i < times.length; i++) {
            contestant.run(pace.group());
            long now = contestant.timeNs();
            times[i] = now - before;
            before = now;
        }
        return Spread.of(times).median() / pace.group();
    }
}
