package io.flipbook.replay.history;

import io.flipbook.engine.LayoutRecord;
import io.flipbook.engine.LayoutRecord.ListenerEnded.Cause;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.device.Errno;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A restart in a history, while the records come that say what it led to: requests aborted, listeners lost. */
final class PendingRestart {
    private final Map<String, Errno> refused = new HashMap<>();
    private final Set<String> absent = new HashSet<>();
    private final Set<String> neverKnown = new HashSet<>();
    private boolean pending;
    private long sequence;

    void begin(long recoverSequence) {
        pending = true;
        sequence = recoverSequence;
        refused.clear();
        absent.clear();
    }

    boolean isPending() {
        return pending;
    }

    /** Whether a record belongs to the restart; a writer that died within it leaves another recovery behind it. */
    boolean isPartOf(Step step) {
        if (step instanceof Step.Decided decided) {
            return decided.outcome().kind() == Outcome.Kind.ABORTED;
        }
        return step instanceof Step.Recovered || lossIn(step) != null;
    }

    /** Takes a record that belongs to the restart. */
    void take(Step step) {
        LayoutRecord.ListenerEnded ended = lossIn(step);
        if (ended == null) {
            return;
        }
        String name = ((Step.LaidOut) step).name();
        if (ended.cause() == Cause.ABSENT) {
            absent.add(name);
        } else {
            refused.put(name, ended.errno());
        }
    }

    private static LayoutRecord.ListenerEnded lossIn(Step step) {
        return step instanceof Step.LaidOut laidOut
                        && laidOut.layout() instanceof LayoutRecord.ListenerEnded ended
                        && ended.cause() != Cause.ASKED
                ? ended
                : null;
    }

    /** A listener refused, and its writer died before that was on record: only the restart puts it there. */
    void mayLose(String name) {
        neverKnown.add(name);
    }

    /** Whether there is anybody of whom that was said and whom no restart has lost yet. */
    boolean mayLoseSome() {
        return !neverKnown.isEmpty();
    }

    /**
     * Those of the listeners lost in the restart that the replay has lost before; forgets them. The others may be lost
     * in a later one: a restart that stops at one listener leaves those behind it on record.
     */
    Set<String> neverKnownOf(Set<String> lost) {
        Set<String> known = new HashSet<>(neverKnown);
        known.retainAll(lost);
        neverKnown.removeAll(known);
        return known;
    }

    Map<String, Errno> refused() {
        return refused;
    }

    Set<String> absent() {
        return absent;
    }

    boolean isAbsent(String name) {
        return absent.contains(name);
    }

    /** Who was lost. */
    Set<String> lost() {
        Set<String> lost = new HashSet<>(refused.keySet());
        lost.addAll(absent);
        return lost;
    }

    /** Says that the restart is being made; the sequence of its first record. */
    long end() {
        pending = false;
        return sequence;
    }
}
