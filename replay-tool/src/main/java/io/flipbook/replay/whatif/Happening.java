package io.flipbook.replay.whatif;

import io.flipbook.engine.Outcome;
import io.flipbook.engine.device.Errno;
import java.util.Map;

/**
 * What came of something in a history, in the words of an answer.
 *
 * @param subject what it came of, singular
 * @param label the kind of it, by which it is counted
 * @param detail all of it, on one line
 * @param conditional what would have come of it, behind "would have"
 */
record Happening(String subject, String label, String detail, String past, String conditional) {
    private static final String CONVERSION = "conversion";
    private static final String LISTENER = "listener";
    private static final String WAS = "was ";
    private static final String BEEN = "been ";

    private static final Map<Outcome.Kind, String> PARTICIPLES = Map.of(
            Outcome.Kind.ROLLED_BACK, "rolled back",
            Outcome.Kind.REJECTED, "rejected",
            Outcome.Kind.PARTIAL, "done in part",
            Outcome.Kind.ALL_PRIVATE, "made private",
            Outcome.Kind.LISTENERS_UNDONE, "done without the listeners",
            Outcome.Kind.RETRY, "left to a retry",
            Outcome.Kind.ABORTED, "aborted");

    private static final Map<Outcome.Kind, String> VERBS = Map.of(
            Outcome.Kind.COMMITTED, "committed",
            Outcome.Kind.DIVERGED, "diverged",
            Outcome.Kind.NOOP, "changed nothing",
            Outcome.Kind.HALTED, "halted the guest",
            Outcome.Kind.FAILED, "failed");

    static Happening of(Outcome outcome) {
        String reason = outcome.kind() == Outcome.Kind.REJECTED ? " " + outcome.reason() : "";
        String label = outcome.kind() + reason;
        String participle = PARTICIPLES.get(outcome.kind());
        return participle == null
                ? new Happening(
                        CONVERSION,
                        label,
                        outcome.toString(),
                        VERBS.getOrDefault(outcome.kind(), label),
                        VERBS.getOrDefault(outcome.kind(), label))
                : was(CONVERSION, label, outcome.toString(), participle + (reason.isEmpty() ? "" : " as" + reason));
    }

    /** Of a listener that was to be registered. */
    static Happening registration(String name, boolean refused, Errno errno) {
        String label = refused ? "not registered" : "registered";
        return was(LISTENER, label, name + " " + label + (refused ? ", " + errno : ""), label);
    }

    /** Of a listener in a restart. */
    static Happening restart(String name, boolean lost) {
        String label = lost ? "lost" : "kept";
        return was(LISTENER, label, name + " " + label + " in a restart", label);
    }

    /** Of a change of the layout, pins and holds included. */
    static Happening layout(boolean done, String detail) {
        String label = done ? "done" : "rejected";
        return was("other change", label, detail, label);
    }

    private static Happening was(String subject, String label, String detail, String participle) {
        return new Happening(subject, label, detail, WAS + participle, BEEN + participle);
    }

    /** Such as "41 conversions that were rolled back would have committed". */
    String insteadOf(Happening recorded, long count) {
        String before = count > 1 && recorded.past.startsWith(WAS)
                ? "were " + recorded.past.substring(WAS.length())
                : recorded.past;
        String otherwise = label.equals(recorded.label) ? " in another way" : "";
        return count + " " + subject + (count == 1 ? "" : "s") + " that " + before + " would have " + conditional
                + otherwise;
    }
}
