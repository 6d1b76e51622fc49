package io.flipbook.replay.charts;

import io.flipbook.replay.json.JsonOut;
import io.flipbook.replay.json.Times;
import java.util.Map;
import java.util.function.LongFunction;

/** Writes the numbers of a history as JSON. */
public final class StatsJson {
    private static final double[] PERCENTS = {50, 90, 99};

    private final JsonOut json;

    private StatsJson(JsonOut json) {
        this.json = json;
    }

    /** Writes one object; {@code mappings} is null where nobody keeps any. */
    public static void write(JsonOut json, HistoryStats stats, MappingStats mappings, boolean damaged) {
        new StatsJson(json).write(stats, mappings, damaged);
    }

    private void write(HistoryStats stats, MappingStats mappings, boolean damaged) {
        HistoryStats.Span span = stats.span;
        json.begin()
                .field("first-sequence", span.firstSequence)
                .field("last-sequence", span.lastSequence)
                .field("first-time", Times.iso(span.firstTimeNs))
                .field("last-time", Times.iso(span.lastTimeNs))
                .field("records", span.records)
                .hexField("size", span.bytes)
                .field("damaged", damaged);
        counts("types", stats.types);
        requests(stats);
        counts("outcomes", stats.outcomes);
        json.field("undecided", stats.undecided());
        counts("rejections", stats.rejections);
        refusals(stats);
        histogram("latency-ns", stats.latenciesNs, json::value);
        changes(stats.churn);
        mostFlipped(stats.churn.flips());
        json.name("shared");
        gauge(stats.shared, this::hex);
        json.end();
        if (mappings != null) {
            listeners(mappings);
        } else {
            json.name("listeners").beginArray().endArray();
        }
        json.endLine();
    }

    private void requests(HistoryStats stats) {
        RequestRate rate = stats.rate;
        json.name("requests").begin().field("count", stats.operations.total());
        counts("operations", stats.operations);
        histogram("sizes", stats.sizesBytes, this::hex);
        json.name("rate")
                .begin()
                .field("clock", rate.clock())
                .field("duration-ns", rate.durationNs())
                .field("per-second", Math.round(rate.perSecond()))
                .field("peak-per-second", rate.peakPerSecond())
                .end();
        json.end();
    }

    private void refusals(HistoryStats stats) {
        json.name("refusals").beginArray();
        for (Map.Entry<HistoryStats.Refused, Long> refused : stats.refusals.byFrequency()) {
            json.begin()
                    .field("listener", refused.getKey().listener())
                    .field("errno", refused.getKey().errno())
                    .field("count", refused.getValue())
                    .end();
        }
        json.endArray();
    }

    private void changes(Churn churn) {
        json.name("changes")
                .begin()
                .field("pages", churn.pages())
                .hexField("size", churn.bytes())
                .hexField("touched", churn.flips().touchedBytes())
                .name("directions")
                .begin();
        churn.bytesByDirection().forEach(json::hexField);
        json.end();
        histogram("runs", churn.runsBytes(), this::hex);
        json.end();
    }

    private void mostFlipped(FlipCounts flips) {
        json.name("most-flipped")
                .begin()
                .field("exact", flips.isExact())
                .name("runs")
                .beginArray();
        for (FlipCounts.Flipped run : flips.most(StatsText.MOST_FLIPPED)) {
            json.begin()
                    .field("region", run.region())
                    .hexField("offset", run.offset())
                    .hexField("size", run.sizeBytes())
                    .field("flips", run.flips())
                    .end();
        }
        json.endArray().end();
    }

    private void listeners(MappingStats stats) {
        json.name("listeners").beginArray();
        for (MappingStats.Held held : stats.listeners()) {
            json.begin()
                    .field("name", held.spec.name())
                    .field("region", held.spec.region())
                    .field("kind", held.spec.kind().toString());
            if (held.spec.kind().isLimited()) {
                json.field("limit", held.spec.limit());
            }
            json.field("peak-mappings", held.peakMappings()).name("mappings");
            gauge(held.mappings, json::value);
            json.end().name("pinned");
            gauge(held.pinnedBytes, this::hex);
            json.end().end();
        }
        json.endArray().field("listeners-left-out", stats.unlisted());
        if (stats.firstDifference() > 0) {
            json.field("replay-differs-at", stats.firstDifference());
        }
    }

    /** Leaves the object open. */
    private void gauge(Gauge gauge, LongFunction<JsonOut> value) {
        json.begin();
        if (!gauge.isEmpty()) {
            json.name("min");
            value.apply(gauge.min());
            json.name("max");
            value.apply(gauge.max());
            json.name("last");
            value.apply(gauge.last());
        }
        json.name("series").beginArray();
        for (Gauge.Point point : gauge.points()) {
            json.begin().field("sequence", point.sequence()).field("time", Times.iso(point.timeNs()));
            json.name("value");
            value.apply(point.value());
            json.end();
        }
        json.endArray();
    }

    private void histogram(String name, Histogram histogram, LongFunction<JsonOut> value) {
        json.name(name).begin().field("count", histogram.count());
        json.name("min");
        value.apply(histogram.min());
        json.name("max");
        value.apply(histogram.max());
        json.name("mean");
        value.apply(histogram.mean());
        for (double percent : PERCENTS) {
            json.name("p" + (int) percent);
            value.apply(histogram.percentile(percent));
        }
        json.name("buckets").beginArray();
        histogram.forEach((first, last, count) -> {
            json.begin().name("from");
            value.apply(first);
            json.name("to");
            value.apply(last);
            json.field("count", count).end();
        });
        json.endArray().end();
    }

    private void counts(String name, Counts<String> counts) {
        json.name(name).begin();
        counts.byFrequency().forEach(entry -> json.field(entry.getKey(), entry.getValue()));
        json.end();
    }

    private JsonOut hex(long value) {
        return json.value(JsonOut.hex(value));
    }
}
