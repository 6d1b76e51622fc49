package io.flipbook.replay.record;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes what came of a recording for people. */
public final class SummaryText {
    private final PrintWriter out;

    /** Writes to {@code out}. */
    public SummaryText(PrintWriter out) {
        this.out = out;
    }

    public void write(RecordingSummary summary) {
        line("lines", summary.lines() + " read" + (summary.wasStopped() ? ", then it was stopped" : ""));
        lines("events", summary.events());
        line("driven by", summary.drivers().isEmpty() ? "nothing" : String.join(", ", summary.drivers()));
        line("layout", summary.layout());
        line("requests", Long.toString(summary.outcomes().total() + summary.undecided()));
        lines("outcomes", summary.outcomes());
        lines("rejected", summary.rejections());
        if (summary.refusals().total() > 0) {
            line("refusals", summary.refusals().total() + ": " + list(summary.refusals()));
        }
        if (summary.undecided() > 0) {
            line("undecided", Long.toString(summary.undecided()));
        }
        line("pages", summary.pages() + " changed");
        if (summary.observations().total() > 0) {
            line("observed", summary.observations().total() + ": " + list(summary.observations()));
        }
        if (summary.contradictions() > 0) {
            line("initial", "contradicted by first conversions: " + summary.contradictions());
        }
        for (Skip skip : Skip.values()) {
            long count = summary.skipped().of(skip.word());
            if (count > 0) {
                line("skipped", count + " " + skip.sentence());
            }
        }
        remarks("damaged", summary.damaged(), summary.skipped().of(Skip.DAMAGED.word()));
        remarks("slot", summary.unfit(), summary.skipped().of(Skip.UNFIT_SLOT.word()));
        remarks("finding", summary.findings(), summary.findingCount());
        line(
                "records",
                summary.firstSequence() > summary.lastSequence()
                        ? "none"
                        : summary.firstSequence() + " to " + summary.lastSequence());
        line("digest", String.format("0x%016x", summary.digest()));
    }

    private void lines(String name, Tally tally) {
        tally.counts().forEach((key, count) -> line(name, String.format("%9d %s", count, key)));
    }

    private static String list(Tally tally) {
        return tally.counts().entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .map(SummaryText::pair)
                .collect(Collectors.joining(", "));
    }

    private static String pair(Map.Entry<String, Long> entry) {
        return entry.getValue() + " " + entry.getKey();
    }

    private void remarks(String name, List<RecordingSummary.Remark> remarks, long count) {
        for (RecordingSummary.Remark remark : remarks) {
            String excerpt = remark.excerpt().isEmpty() ? "" : ": " + remark.excerpt();
            line(name, "line " + remark.number() + ": " + remark.text() + excerpt);
        }
        if (count > remarks.size()) {
            line(name, "and " + (count - remarks.size()) + " more");
        }
    }

    private void line(String name, String value) {
        out.printf("%-11s %s%n", name, value);
    }
}
