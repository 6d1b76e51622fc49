package io.flipbook.replay.query;

import io.flipbook.engine.Answer;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.RecordDecoder;
import io.flipbook.engine.Rejection;
import io.flipbook.journal.RecordView;
import io.flipbook.replay.history.FieldSink;
import io.flipbook.replay.history.RecordFields;
import io.flipbook.replay.json.JsonOut;

/**
 * Something on record that touched a page.
 *
 * @param record the record, to be kept; of a request that, and not its outcome
 * @param was how the page was before it; null where there was none
 * @param became how it was behind it, or behind its outcome
 * @param settled what became of a request; null of what is none, or undecided
 */
record Touch(RecordView record, PageState was, PageState became, Settled settled) {
    /** The outcome of a request, and when it was on record. */
    record Settled(long sequence, long timeNs, Outcome outcome) {}

    /** How a page is called that is not there. */
    static final String NOWHERE = "no memory";

    /** Says all of it as a record is said; the decoder has to know the names in it. */
    void say(RecordDecoder decoder, FieldSink sink) {
        RecordDecoder.Kind kind = decoder.read(record);
        sink.begin(record.sequence(), record.timeNs(), RecordFields.typeName(record.type()));
        new RecordFields(decoder, sink).sayFields(record, kind);
        sink.text("was", text(was)).text("became", text(became));
        if (settled != null) {
            settle(sink, settled.outcome());
            sink.count("outcome-sequence", settled.sequence()).count("took-ns", settled.timeNs() - record.timeNs());
        } else if (kind == RecordDecoder.Kind.REQUEST) {
            sink.text("outcome", "undecided");
        }
        sink.end();
    }

    private static void settle(FieldSink sink, Outcome outcome) {
        sink.text("outcome", outcome.kind().toString());
        if (outcome.kind() == Outcome.Kind.NOOP || outcome.kind().changesState()) {
            sink.count("pages", outcome.pages());
        }
        if (outcome.reason() != Rejection.NONE) {
            sink.text("reason", outcome.reason().toString());
        }
        if (outcome.answer() != Answer.ENGINE) {
            sink.text("answer", outcome.answer().toString());
        }
        if (outcome.atRegion() != null) {
            sink.text("busy-at", outcome.atRegion() + ":" + JsonOut.hex(outcome.at()));
        }
        if (!outcome.detached().isEmpty()) {
            sink.texts("detached", outcome.detached());
        }
        if (!outcome.refusals().isEmpty()) {
            sink.refusals(outcome.refusals());
        }
    }

    static String text(PageState state) {
        return state == null ? NOWHERE : state.toString();
    }
}
