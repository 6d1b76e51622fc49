package io.flipbook.replay;

import io.flipbook.engine.LayoutRecord;
import io.flipbook.engine.RegionSpec;
import io.flipbook.journal.ScanSummary;
import io.flipbook.journal.SnapshotInfo;
import io.flipbook.replay.json.JsonOut;
import io.flipbook.replay.json.Times;
import io.flipbook.replay.terminal.HumanSize;
import io.flipbook.replay.trace.Excerpt;
import java.io.PrintWriter;

/** What is to be said of a journal, for people. */
final class InfoText {
    private final PrintWriter out;

    InfoText(PrintWriter out) {
        this.out = out;
    }

    void write(JournalInfo info) {
        ScanSummary scan = info.scan();
        line("journal", Excerpt.escape(info.directory()));
        line("identity", scan.identity() == null ? "unknown" : scan.identity().toString());
        line(
                "format",
                scan.formatVersion() + ", begun by " + Excerpt.of(scan.writer())
                        + (scan.syncPolicy() == null ? "" : ", sync " + scan.syncPolicy()));
        PowerCut.of(scan).ifPresent(cost -> line("power cut", cost));
        if (scan.records() > 0) {
            line("first", scan.firstSequence() + " at " + Times.iso(scan.firstTimeNs()));
            line("last", scan.lastSequence() + " at " + Times.iso(scan.lastTimeNs()));
        }
        HistoryStart start = info.start();
        if (!start.isWhole()) {
            line(
                    "dropped",
                    "1 to " + (start.firstSequence() - 1)
                            + (start.isKnown()
                                    ? "; the first state that is known is that after " + start.sequence()
                                    : ""));
        }
        line(
                "size",
                HumanSize.of(scan.dataBytes()) + " of data in " + scan.rollFiles()
                        + (scan.rollFiles() == 1 ? " file" : " files") + " of " + HumanSize.of(scan.fileBytes())
                        + ", sparse");
        for (SnapshotInfo snapshot : info.snapshots().snapshots()) {
            line(
                    "snapshot",
                    snapshot.isGood()
                            ? snapshot.sequence() + " at " + Times.iso(snapshot.timeNs()) + ", "
                                    + HumanSize.of(snapshot.sizeBytes())
                            : snapshot.sequence() + ", not usable: "
                                    + Excerpt.escape(snapshot.finding().text()));
        }
        if (info.snapshotListProblem() != null) {
            line("snapshot list", Excerpt.escape(info.snapshotListProblem()));
        }
        line("ended", ending(info));
        if (info.isDamaged()) {
            line(
                    "damaged",
                    Excerpt.escape(info.damageText()) + "; records up to " + scan.lastGoodSequence()
                            + " are good; see `flipbook verify`");
        }
        layout(info.layout());
        line("records", Long.toString(scan.records()));
        info.layout().counts().byName().forEach((type, count) -> line("  " + type, Long.toString(count)));
    }

    private void layout(LayoutTracker layout) {
        for (RegionSpec region : layout.regions()) {
            String block = region.pluggable() ? ", plugged in blocks of " + HumanSize.of(region.plugBlockBytes()) : "";
            line(
                    "region",
                    region.name() + ": " + HumanSize.of(region.sizeBytes()) + " ("
                            + JsonOut.hex(region.sizeBytes()) + ") in pages of " + HumanSize.of(region.pageBytes())
                            + block + ", " + region.memory() + ", at first "
                            + (region.initiallyShared() ? "shared" : "private"));
        }
        for (LayoutRecord.Mapped map : layout.maps()) {
            line(
                    "map",
                    JsonOut.hex(map.gpa()) + " " + JsonOut.hex(map.sizeBytes()) + " ("
                            + HumanSize.of(map.sizeBytes()) + ") is " + layout.regionName(map) + " from offset "
                            + JsonOut.hex(map.offset()));
        }
        line(
                "policy",
                "mixed=" + layout.policy().mixed() + " on-veto="
                        + layout.policy().onVeto());
    }

    private static String ending(JournalInfo info) {
        return switch (info.ending()) {
            case "clean" -> "cleanly";
            case "open" -> "not yet: process " + info.writer().pid() + " writes to it";
            default ->
                "killed"
                        + (info.hasUnfinished()
                                ? ", with an unfinished record of "
                                        + HumanSize.of(info.scan().unfinished().lengthBytes())
                                        + " that nobody was told of"
                                : "");
        };
    }

    private void line(String name, String value) {
        out.printf("%-14s %s%n", name, value);
    }
}
