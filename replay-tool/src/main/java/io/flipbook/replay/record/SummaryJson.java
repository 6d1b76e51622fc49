package io.flipbook.replay.record;

import io.flipbook.replay.json.JsonOut;
import java.util.List;

/** Writes what came of a recording as one JSON object. */
public final class SummaryJson {
    private final JsonOut json;

    /** Writes to {@code json}. */
    public SummaryJson(JsonOut json) {
        this.json = json;
    }

    public void write(RecordingSummary summary) {
        json.begin().field("trace", summary.trace()).field("lines", summary.lines());
        counts("events", summary.events());
        json.name("drivers").beginArray();
        summary.drivers().forEach(json::value);
        json.endArray();
        json.field("requests", summary.outcomes().total() + summary.undecided());
        counts("outcomes", summary.outcomes());
        counts("rejected", summary.rejections());
        counts("refusals", summary.refusals());
        json.field("undecided", summary.undecided()).field("pages", summary.pages());
        counts("observations", summary.observations());
        json.field("contradictions", summary.contradictions());
        counts("skipped", summary.skipped());
        remarks("damaged", summary.damaged());
        remarks("unfit", summary.unfit());
        json.field("findings", summary.findingCount());
        remarks("first-findings", summary.findings());
        json.field("layout", summary.layout()).field("stopped", summary.wasStopped());
        if (summary.firstSequence() <= summary.lastSequence()) {
            json.field("first", summary.firstSequence());
        }
        json.field("last", summary.lastSequence())
                .field("digest", String.format("0x%016x", summary.digest()))
                .endLine();
    }

    private void counts(String name, Tally tally) {
        json.name(name).begin();
        tally.counts().forEach(json::field);
        json.end();
    }

    private void remarks(String name, List<RecordingSummary.Remark> remarks) {
        json.name(name).beginArray();
        for (RecordingSummary.Remark remark : remarks) {
            json.begin().field("line", remark.number()).field("text", remark.text());
            if (!remark.excerpt().isEmpty()) {
                json.field("excerpt", remark.excerpt());
            }
            json.end();
        }
        json.endArray();
    }
}
