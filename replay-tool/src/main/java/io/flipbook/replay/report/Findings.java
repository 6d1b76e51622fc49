package io.flipbook.replay.report;

import io.flipbook.engine.LayoutRecord;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.Rejection;
import io.flipbook.replay.report.Finding.Place;
import io.flipbook.replay.report.Finding.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What somebody should look at in a history: each kind once, however often it came, and at most so many kinds. */
final class Findings {
    private static final int MAX_KINDS = 128;
    private static final Set<Outcome.Kind> FINE =
            EnumSet.of(Outcome.Kind.OK, Outcome.Kind.NOOP, Outcome.Kind.COMMITTED);
    /** Listeners, or the guest, and the bits do not agree any more, or somebody broke. */
    private static final Set<Outcome.Kind> BAD =
            EnumSet.of(Outcome.Kind.DIVERGED, Outcome.Kind.LISTENERS_UNDONE, Outcome.Kind.FAILED, Outcome.Kind.HALTED);

    private final Map<String, Finding> byText = new LinkedHashMap<>();

    /** Adds one that no predicate finds. */
    void add(Severity severity, String kind, String text, Place place) {
        add(severity, kind, text, "", place);
    }

    void add(Severity severity, String kind, String text, String where, Place place) {
        String key = kind + '\n' + text;
        boolean isFull = byText.size() >= MAX_KINDS && !byText.containsKey(key);
        byText.computeIfAbsent(
                        isFull ? "" : key,
                        absent -> isFull
                                ? new Finding(Severity.WARNING, "others", "more kinds than are told apart", "")
                                : new Finding(severity, kind, text, where))
                .add(place);
    }

    /** What became of a request. */
    void see(Outcome outcome, Place place) {
        Outcome.Kind kind = outcome.kind();
        Severity severity = BAD.contains(kind) ? Severity.BAD : Severity.WARNING;
        for (Outcome.Refusal refusal : outcome.refusals()) {
            String who = refusal.isOfMemory()
                    ? "the memory of " + refusal.listener().substring(Outcome.Refusal.MEMORY_MARK.length())
                    : refusal.listener();
            String where = "outcome = " + kind + " and errno = " + refusal.errno()
                    + (refusal.isOfMemory() ? "" : " and listener = " + refusal.listener());
            String did = refusal.threw() ? " threw, taken as " : " refused with ";
            add(severity, kind.toString(), who + did + refusal.errno(), where, place);
        }
        if (outcome.refusals().isEmpty() && !FINE.contains(kind)) {
            String reason = outcome.reason() == Rejection.NONE ? "" : " as " + outcome.reason();
            add(severity, kind.toString(), "requests that were " + kind + reason, "outcome = " + kind, place);
        } else if (outcome.wasOverruled()) {
            String text = "answered from outside, though the engine would have refused: " + outcome.reason();
            add(Severity.WARNING, "overruled", text, place);
        }
    }

    /** A listener is gone. */
    void see(LayoutRecord.ListenerEnded ended, String listener, Place place) {
        if (ended.cause() == LayoutRecord.ListenerEnded.Cause.REFUSED) {
            String text = listener + " refused with " + ended.errno() + " when it was registered or brought back";
            add(Severity.WARNING, "listener lost", text, "type = unlisten", place);
        } else if (ended.cause() == LayoutRecord.ListenerEnded.Cause.ABSENT) {
            String text = listener + " was not brought when the journal was opened again";
            add(Severity.WARNING, "listener lost", text, "type = unlisten", place);
        }
    }

    /** The worst first, then in order. */
    List<Finding> sorted() {
        List<Finding> sorted = new ArrayList<>(byText.values());
        sorted.sort(Comparator.comparing(Finding::severity));
        return sorted;
    }
}
