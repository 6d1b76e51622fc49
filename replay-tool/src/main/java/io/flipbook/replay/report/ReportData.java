package io.flipbook.replay.report;

import io.flipbook.engine.LayoutRecord;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.Rejection;
import io.flipbook.replay.charts.FlipCounts;
import io.flipbook.replay.json.JsonOut;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** Writes what a page shows, as the scripts of the page read it. */
final class ReportData {
    private static final int MOST_FLIPPED = 12;
    /** Rows of a table of the layout. */
    private static final int MAX_LISTED = 256;

    private static final int MAX_REFUSALS = 4;
    private static final long NS_PER_S = 1_000_000_000L;

    private final JsonOut json;
    private final HistoryReel reel;
    private final Map<String, Integer> words = new LinkedHashMap<>();
    private final TreeMap<Long, NotedRequest> noted = new TreeMap<>();
    private final Map<Long, Integer> notedNumbers = new HashMap<>();

    ReportData(JsonOut json, HistoryReel reel) {
        this.json = json;
        this.reel = reel;
    }

    /** Writes all of it as one object. */
    void write(String directory) {
        number();
        json.begin();
        writeHead(directory);
        writeFrames();
        json.name("regions").beginArray();
        reel.reels().stream().filter(RegionReel::wasThere).forEach(this::writeRegion);
        json.endArray();
        writeNoted();
        writeFindings();
        writeFlipped();
        writeLayout();
        json.name("words").beginArray();
        words.keySet().forEach(json::value);
        json.endArray().endLine();
    }

    private void number() {
        for (RegionReel region : reel.reels()) {
            for (int row = 0; row < region.rows(); row++) {
                region.touches(row)
                        .kept()
                        .forEach(touch -> noted.put(touch.noted().sequence(), touch.noted()));
            }
        }
        noted.keySet().forEach(sequence -> notedNumbers.put(sequence, notedNumbers.size()));
    }

    private void writeHead(String directory) {
        boolean isBoot = reel.time.clockName().equals("boot");
        json.field("directory", directory)
                .field("writer", reel.writer)
                .field("sync", reel.sync)
                .field("records", reel.recordCount())
                .field("requests", reel.requests)
                .field("refusals", reel.refusals)
                .field("firstSequence", reel.survey().firstShown())
                .field("lastSequence", reel.survey().lastSequence())
                .field("clock", reel.time.clockName())
                .field("firstNs", Long.toString(reel.firstNs()))
                .field("isDated", !isBoot)
                .field("totalNs", reel.survey().totalNs())
                .field("firstTime", instant(reel.firstTimeNs))
                .field("lastTime", instant(reel.lastTimeNs));
        json.name("outcomes").begin();
        reel.outcomes.forEach(json::field);
        json.end();
    }

    private static String instant(long ns) {
        return Instant.ofEpochSecond(ns / NS_PER_S, ns % NS_PER_S).toString();
    }

    private void writeFrames() {
        json.name("frames").begin();
        longs("firstSequence", HistoryReel.Frame::firstSequence);
        longs("lastSequence", HistoryReel.Frame::lastSequence);
        longs("sinceNs", HistoryReel.Frame::sinceNs);
        longs("sharedBytes", HistoryReel.Frame::sharedBytes);
        json.end();
    }

    private void longs(String name, Function<HistoryReel.Frame, Long> value) {
        json.name(name).beginArray();
        reel.frames.forEach(frame -> json.value(value.apply(frame)));
        json.endArray();
    }

    private void writeRegion(RegionReel region) {
        RegionSpec spec = region.region();
        json.begin()
                .field("name", spec.name())
                .hexField("size", spec.sizeBytes())
                .hexField("page", spec.pageBytes())
                .field("pluggable", spec.pluggable())
                .field("firstFrame", region.firstFrame());
        json.name("offsets").beginArray();
        for (int row = 0; row < region.rows(); row++) {
            json.value(JsonOut.hex(region.offset(row)));
        }
        json.endArray();
        writeBytes("sharedBytes", region, RegionReel.Frame::sharedBytes);
        writeGrid("shared", region, RegionReel.Frame::shared);
        if (spec.pluggable()) {
            writeBytes("pluggedBytes", region, RegionReel.Frame::pluggedBytes);
            writeGrid("plugged", region, RegionReel.Frame::plugged);
        }
        writeGrid("touched", region, RegionReel.Frame::touched);
        writeGrid("refused", region, RegionReel.Frame::refused);
        json.name("totals").beginArray();
        for (int row = 0; row < region.rows(); row++) {
            json.value(region.touches(row).total());
        }
        json.endArray();
        json.name("touches").beginArray();
        for (int row = 0; row < region.rows(); row++) {
            writeTouches(region.touches(row), spec.pluggable());
        }
        json.endArray().end();
    }

    private void writeBytes(String name, RegionReel region, Function<RegionReel.Frame, Long> value) {
        json.name(name).beginArray();
        region.frames().forEach(frame -> json.value(value.apply(frame)));
        json.endArray();
    }

    /** For each row its values from frame to frame, in base 36; a value that stays is said once, with how often. */
    private void writeGrid(String name, RegionReel region, Function<RegionReel.Frame, int[]> values) {
        List<int[]> frames = region.frames().stream().map(values).toList();
        json.name(name).beginArray();
        for (int row = 0; row < region.rows(); row++) {
            StringBuilder runs = new StringBuilder();
            for (int frame = 0; frame < frames.size(); ) {
                int value = frames.get(frame)[row];
                int from = frame;
                while (frame < frames.size() && frames.get(frame)[row] == value) {
                    frame++;
                }
                runs.append(from == 0 ? "" : " ").append(Integer.toString(value, Character.MAX_RADIX));
                if (frame - from > 1) {
                    runs.append('*').append(frame - from);
                }
            }
            json.value(runs.toString());
        }
        json.endArray();
    }

    private void writeTouches(RowTouches touches, boolean pluggable) {
        json.beginArray();
        for (RowTouches.Touch touch : touches.kept()) {
            json.beginArray()
                    .value(notedNumbers.get(touch.noted().sequence()))
                    .value(touch.sharedBefore())
                    .value(touch.sharedAfter());
            if (pluggable) {
                json.value(touch.pluggedBefore()).value(touch.pluggedAfter());
            }
            json.endArray();
        }
        json.endArray();
    }

    private void writeNoted() {
        json.name("noted").beginArray();
        for (NotedRequest each : noted.values()) {
            json.beginArray()
                    .value(each.sequence())
                    .value(each.outcomeSequence())
                    .value(each.frame())
                    .value(each.sinceNs())
                    .value(word(HistoryReel.words(each.request())))
                    .value(word(
                            each.request().operation().isByAddress()
                                    ? ""
                                    : each.request().region()))
                    .value(JsonOut.hex(each.request().start()))
                    .value(JsonOut.hex(each.request().sizeBytes()))
                    .value(word(each.request().initiator().toString()))
                    .value(word(outcome(each.outcome())))
                    .value(word(refusals(each.outcome())))
                    .value(each.pages())
                    .value(each.tookNs())
                    .endArray();
        }
        json.endArray();
    }

    private int word(String word) {
        return words.computeIfAbsent(word, absent -> words.size());
    }

    private static String outcome(Outcome outcome) {
        if (outcome == null) {
            return "undecided";
        } else if (outcome.reason() == Rejection.NONE) {
            return outcome.kind().toString();
        }
        return outcome.kind() + (outcome.wasOverruled() ? " though " : ": ") + outcome.reason();
    }

    private static String refusals(Outcome outcome) {
        if (outcome == null) {
            return "";
        }
        List<String> said = new ArrayList<>();
        List<Outcome.Refusal> all = outcome.refusals();
        for (Outcome.Refusal refusal : all.subList(0, Math.min(MAX_REFUSALS, all.size()))) {
            said.add(refusal.listener() + " " + refusal.errno());
        }
        if (all.size() > MAX_REFUSALS) {
            said.add((all.size() - MAX_REFUSALS) + " more");
        }
        return String.join(", ", said);
    }

    private void writeFindings() {
        json.name("findings").beginArray();
        for (Finding finding : reel.findings.sorted()) {
            json.begin()
                    .field("severity", finding.severity().name().toLowerCase(Locale.ROOT))
                    .field("kind", finding.kind())
                    .field("text", finding.text())
                    .field("where", finding.where())
                    .field("count", finding.count());
            json.name("places").beginArray();
            for (Finding.Place place : finding.places()) {
                json.beginArray()
                        .value(place.sequence())
                        .value(place.frame())
                        .value(place.region())
                        .value(place.row())
                        .endArray();
            }
            json.endArray().end();
        }
        json.endArray();
    }

    private void writeFlipped() {
        json.name("flipped").beginArray();
        for (FlipCounts.Flipped each : reel.flips.most(MOST_FLIPPED)) {
            json.begin()
                    .field("region", each.region())
                    .hexField("offset", each.offset())
                    .hexField("size", each.sizeBytes())
                    .field("flips", each.flips())
                    .end();
        }
        json.endArray()
                .field("flipsAreExact", reel.flips.isExact())
                .hexField("touchedBytes", reel.flips.touchedBytes());
    }

    private void writeLayout() {
        List<RegionSpec> regions = reel.guest().regions();
        json.field("policy", policy()).field("halted", reel.guest().isHalted());
        list(
                "allRegions",
                regions,
                region -> json.field("name", region.name())
                        .hexField("size", region.sizeBytes())
                        .hexField("page", region.pageBytes())
                        .field("initially", region.initiallyShared() ? "shared" : "private")
                        .field("memory", region.memory().toString())
                        .hexField("plugBlock", region.plugBlockBytes()));
        list(
                "maps",
                reel.guest().maps(),
                map -> json.hexField("gpa", map.gpa())
                        .hexField("size", map.sizeBytes())
                        .field("region", reel.guest().regionOf(map).name())
                        .hexField("offset", map.offset()));
        list("listeners", reel.guest().listeners(), this::writeListener);
    }

    private String policy() {
        LayoutRecord.PolicySet set = new LayoutRecord.PolicySet(reel.guest().policy());
        return "mixed=" + set.policy().mixed() + " on-veto=" + set.policy().onVeto() + " profile="
                + set.policy().profile();
    }

    private void writeListener(ListenerSpec listener) {
        json.field("name", listener.name())
                .field("region", listener.region())
                .field("kind", listener.kind().toString())
                .field("watch", listener.side().toString())
                .field("limit", listener.kind().isLimited() ? Long.toUnsignedString(listener.limit()) : "")
                .field("mappings", reel.check().mappings(listener));
        if (!listener.watchesWholeRegion()) {
            json.hexField("offset", listener.offset()).hexField("size", listener.sizeBytes());
        }
    }

    /** A list of objects, cut where it gets long; how long it is stands beside it. */
    private <T> void list(String name, List<T> all, Consumer<T> fields) {
        json.field(name + "Count", all.size());
        json.name(name).beginArray();
        all.stream().limit(MAX_LISTED).forEach(each -> {
            json.begin();
            fields.accept(each);
            json.end();
        });
        json.endArray();
    }
}
