package io.flipbook.replay;

import io.flipbook.journal.Finding;
import io.flipbook.journal.FindingVisitor;
import io.flipbook.journal.ScanSummary;
import io.flipbook.replay.json.JsonOut;
import io.flipbook.replay.terminal.Terminal;
import io.flipbook.replay.trace.Excerpt;
import java.io.PrintWriter;

/** What {@code verify} answers: findings as they come, one a line, and a summary. */
abstract class VerifyReport implements FindingVisitor, AutoCloseable {
    private static final String STATE = "state";

    private long findings;

    /** For programs. */
    static VerifyReport json(JsonOut json) {
        return new Json(json);
    }

    /** For people. */
    static VerifyReport text(Terminal terminal) {
        return new Text(terminal.text());
    }

    @Override
    public final void onFinding(Finding finding) {
        findings++;
        finding(finding.kind().toString(), finding.file(), finding.offset(), finding.sequence(), finding.text());
    }

    /** A record does not fit the state before it, or no state is known. */
    final void state(String file, long offset, long sequence, String text) {
        findings++;
        finding(STATE, file, offset, sequence, text);
    }

    /** How many findings there are. */
    final long findings() {
        return findings;
    }

    abstract void finding(String kind, String file, long offset, long sequence, String text);

    abstract void summary(ScanSummary summary, long lastGoodSequence);

    @Override
    public abstract void close();

    private static final class Json extends VerifyReport {
        private final JsonOut json;

        Json(JsonOut json) {
            this.json = json;
        }

        @Override
        void finding(String kind, String file, long offset, long sequence, String text) {
            json.begin()
                    .field("kind", kind)
                    .field("file", file)
                    .hexField("offset", offset)
                    .field("sequence", sequence)
                    .field("text", text)
                    .endLine();
        }

        @Override
        void summary(ScanSummary summary, long lastGoodSequence) {
            json.begin()
                    .field("result", findings() == 0 ? "clean" : "damaged")
                    .field("findings", findings())
                    .field("records", summary.records())
                    .field("last-sequence", summary.lastSequence())
                    .field("last-good-sequence", lastGoodSequence);
            if (summary.syncPolicy() != null) {
                json.field("sync", summary.syncPolicy().toString());
            }
            PowerCut.of(summary).ifPresent(cost -> json.field("power-cut", cost));
            json.endLine();
        }

        @Override
        public void close() {
            json.close();
        }
    }

    private static final class Text extends VerifyReport {
        private final PrintWriter out;

        Text(PrintWriter out) {
            this.out = out;
        }

        @Override
        void finding(String kind, String file, long offset, long sequence, String text) {
            out.println(kind + " " + Excerpt.escape(file) + " offset " + JsonOut.hex(offset) + " sequence " + sequence
                    + ": " + Excerpt.escape(text));
        }

        @Override
        void summary(ScanSummary summary, long lastGoodSequence) {
            String what =
                    findings() == 0 ? "clean" : "damaged: " + findings() + (findings() == 1 ? " finding" : " findings");
            out.println(what + ", " + summary.records() + " records, last good sequence " + lastGoodSequence);
            PowerCut.of(summary)
                    .ifPresent(cost -> out.println("power cut: " + cost + " (sync " + summary.syncPolicy() + ")"));
        }

        @Override
        public void close() {
            out.close();
        }
    }
}
