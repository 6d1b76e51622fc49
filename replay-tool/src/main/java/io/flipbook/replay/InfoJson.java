package io.flipbook.replay;

import io.flipbook.engine.LayoutRecord;
import io.flipbook.engine.RegionSpec;
import io.flipbook.journal.ScanSummary;
import io.flipbook.journal.SnapshotInfo;
import io.flipbook.replay.json.JsonOut;
import io.flipbook.replay.json.Times;
import java.util.concurrent.TimeUnit;

/** What is to be said of a journal, as one JSON object. */
final class InfoJson {
    private InfoJson() {}

    static void write(JsonOut json, JournalInfo info) {
        ScanSummary scan = info.scan();
        json.begin();
        if (scan.identity() != null) {
            json.field("identity", scan.identity().toString());
        }
        json.field("format", scan.formatVersion()).field("writer", scan.writer());
        if (scan.syncPolicy() != null) {
            json.field("sync", scan.syncPolicy().toString());
        }
        PowerCut.of(scan).ifPresent(cost -> json.field("power-cut", cost));
        layout(json, info.layout());
        json.field("first-sequence", scan.firstSequence()).field("last-sequence", scan.lastSequence());
        if (!info.start().isWhole()) {
            json.field("dropped", info.start().firstSequence() - 1);
            if (info.start().isKnown()) {
                json.field("first-state", info.start().sequence());
            }
        }
        if (scan.records() > 0) {
            json.field("first-time", Times.iso(scan.firstTimeNs())).field("last-time", Times.iso(scan.lastTimeNs()));
        }
        json.field("records", scan.records()).name("counts").begin();
        info.layout().counts().byName().forEach(json::field);
        json.end();
        snapshots(json, info);
        json.hexField("data-size", scan.dataBytes())
                .hexField("file-size", scan.fileBytes())
                .field("files", scan.rollFiles());
        ending(json, info);
        json.endLine();
    }

    private static void layout(JsonOut json, LayoutTracker layout) {
        json.name("regions").beginArray();
        for (RegionSpec region : layout.regions()) {
            json.begin().field("name", region.name()).hexField("size", region.sizeBytes());
            json.hexField("page", region.pageBytes()).field("initial", region.initiallyShared() ? "shared" : "private");
            if (region.pluggable()) {
                json.hexField("plug-block", region.plugBlockBytes());
            }
            json.field("memory", region.memory().toString()).end();
        }
        json.endArray().name("maps").beginArray();
        for (LayoutRecord.Mapped map : layout.maps()) {
            json.begin().hexField("gpa", map.gpa()).hexField("size", map.sizeBytes());
            json.field("region", layout.regionName(map))
                    .hexField("offset", map.offset())
                    .end();
        }
        json.endArray().name("policy").begin();
        json.field("mixed", layout.policy().mixed().toString());
        json.field("on-veto", layout.policy().onVeto().toString()).end();
    }

    private static void snapshots(JsonOut json, JournalInfo info) {
        json.name("snapshots").beginArray();
        for (SnapshotInfo snapshot : info.snapshots().snapshots()) {
            json.begin().field("file", snapshot.file()).field("sequence", snapshot.sequence());
            if (snapshot.isGood()) {
                json.field("time", Times.iso(snapshot.timeNs())).hexField("size", snapshot.sizeBytes());
            } else {
                json.field("problem", snapshot.finding().text());
            }
            json.end();
        }
        json.endArray();
        if (info.snapshotListProblem() != null) {
            json.field("snapshot-list", info.snapshotListProblem());
        }
    }

    private static void ending(JsonOut json, JournalInfo info) {
        ScanSummary scan = info.scan();
        json.field("ended", info.ending());
        if (info.hasUnfinished()) {
            json.name("unfinished").begin();
            json.field("file", scan.unfinished().file())
                    .hexField("offset", scan.unfinished().offset())
                    .hexField("size", scan.unfinished().lengthBytes())
                    .end();
        }
        json.field("writer-alive", info.writer().alive());
        if (info.writer().alive()) {
            json.field("writer-pid", info.writer().pid());
            json.field(
                    "writer-since",
                    Times.iso(TimeUnit.MILLISECONDS.toNanos(info.writer().startTimeMs())));
        }
        json.field("damaged", info.isDamaged());
        if (info.isDamaged()) {
            json.field("damage", info.damageText()).field("last-good-sequence", scan.lastGoodSequence());
        }
    }
}
