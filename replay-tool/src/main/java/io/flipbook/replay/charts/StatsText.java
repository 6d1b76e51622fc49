package io.flipbook.replay.charts;

import io.flipbook.replay.json.JsonOut;
import io.flipbook.replay.json.Times;
import io.flipbook.replay.terminal.HumanSize;
import io.flipbook.replay.trace.Excerpt;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/** Writes the numbers of a history for people. */
public final class StatsText {
    static final int MOST_FLIPPED = 10;
    private static final int BAR_COLUMNS = 40;
    private static final double NS_PER_SECOND = 1e9;

    private final PrintWriter out;

    /** Writes to what stays the caller's. */
    public StatsText(PrintWriter out) {
        this.out = out;
    }

    /** Writes all; {@code mappings} is null where nobody keeps any. */
    public void write(HistoryStats stats, MappingStats mappings) {
        HistoryStats.Span span = stats.span;
        line(
                "records",
                span.records + ", sequences " + span.firstSequence + " to " + span.lastSequence + ", "
                        + HumanSize.of(span.bytes));
        line("time", Times.iso(span.firstTimeNs) + " to " + Times.iso(span.lastTimeNs));
        line("types", text(stats.types));
        line(
                "requests",
                stats.operations.total() + (stats.operations.total() == 0 ? "" : ": " + text(stats.operations)));
        RequestRate rate = stats.rate;
        line(
                "rate",
                String.format(
                        Locale.ROOT,
                        "%.1f requests/s over %.3f s, at most %d in a second, by the %s clock",
                        rate.perSecond(),
                        rate.durationNs() / NS_PER_SECOND,
                        rate.peakPerSecond(),
                        rate.clock()));
        line("outcomes", text(stats.outcomes) + (stats.undecided() == 0 ? "" : "; undecided " + stats.undecided()));
        if (stats.rejections.total() > 0) {
            line("rejections", text(stats.rejections));
        }
        for (Map.Entry<HistoryStats.Refused, Long> refused : stats.refusals.byFrequency()) {
            line("refused", Excerpt.escape(refused.getKey().toString()) + ", " + times(refused.getValue()));
        }
        changes(stats.churn);
        gauge("shared", stats.shared, HumanSize::of, "");
        if (mappings != null) {
            mappings(mappings);
        }
        histogram("request sizes", stats.sizesBytes, HumanSize::of);
        histogram("runs that changed", stats.churn.runsBytes(), HumanSize::of);
        histogram("latency, request to outcome", stats.latenciesNs, StatsText::duration);
    }

    private void changes(Churn churn) {
        long touched = churn.flips().touchedBytes();
        line(
                "changed",
                HumanSize.of(churn.bytes()) + " in " + churn.runsBytes().count() + " runs"
                        + (touched == 0
                                ? ""
                                : String.format(
                                        Locale.ROOT,
                                        ", of %s that changed at all: each %.1f times",
                                        HumanSize.of(touched),
                                        (double) churn.bytes() / touched)));
        churn.bytesByDirection().forEach((direction, bytes) -> line("", direction + " " + HumanSize.of(bytes)));
        String bound = churn.flips().isExact() ? "" : " at most";
        String label = "most flipped";
        for (FlipCounts.Flipped run : churn.flips().most(MOST_FLIPPED)) {
            line(
                    label,
                    Excerpt.escape(run.region()) + ":" + JsonOut.hex(run.offset()) + " " + HumanSize.of(run.sizeBytes())
                            + ", each page" + bound + " " + times(run.flips()));
            label = "";
        }
    }

    private void mappings(MappingStats stats) {
        for (MappingStats.Held held : stats.listeners()) {
            String name = Excerpt.escape(held.spec.name());
            String limit = held.spec.kind().isLimited() ? " of " + held.spec.limit() : "";
            String peak = limit + "; at most " + held.peakMappings() + " while a request was done";
            gauge("mappings", held.mappings, Long::toString, name + " (" + held.spec.kind() + "): ", peak);
            gauge("pinned", held.pinnedBytes, HumanSize::of, name + ": ");
        }
        if (stats.unlisted() > 0) {
            line("", "and " + stats.unlisted() + " listeners more");
        }
        if (stats.firstDifference() > 0) {
            line("", "the replay differs from the record at sequence " + stats.firstDifference());
        }
    }

    private void gauge(String label, Gauge gauge, LongFunction<String> text, String before) {
        gauge(label, gauge, text, before, "");
    }

    private void gauge(String label, Gauge gauge, LongFunction<String> text, String before, String behind) {
        line(
                label,
                gauge.isEmpty()
                        ? before + "not known"
                        : before + text.apply(gauge.min()) + " to " + text.apply(gauge.max()) + ", at last "
                                + text.apply(gauge.last()) + behind);
    }

    private void histogram(String title, Histogram histogram, LongFunction<String> text) {
        if (histogram.count() == 0) {
            return;
        }
        out.println();
        out.println(title + ": " + text.apply(histogram.min()) + " to " + text.apply(histogram.max()) + ", mean "
                + text.apply(histogram.mean()) + ", half up to " + text.apply(histogram.percentile(50))
                + ", 99 % up to " + text.apply(histogram.percentile(99)));
        long[] most = new long[1];
        histogram.forEach((first, last, count) -> most[0] = Math.max(most[0], count));
        histogram.forEach((first, last, count) -> out.println(String.format(
                Locale.ROOT, "  from %10s %12d  %s", text.apply(first), count, "#".repeat((int)
                                Math.ceil((double) count * BAR_COLUMNS / most[0])))));
    }

    private static String times(long count) {
        return count == 1 ? "once" : count + " times";
    }

    private static String duration(long ns) {
        if (ns < 1000) {
            return ns + " ns";
        } else if (ns < 1_000_000) {
            return String.format(Locale.ROOT, "%.1f us", ns / 1e3);
        } else if (ns < 1_000_000_000) {
            return String.format(Locale.ROOT, "%.1f ms", ns / 1e6);
        }
        return String.format(Locale.ROOT, "%.1f s", ns / NS_PER_SECOND);
    }

    private static String text(Counts<String> counts) {
        return counts.byFrequency().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    private void line(String label, String text) {
        out.println(String.format("%-14s %s", label, text).stripTrailing());
    }
}
