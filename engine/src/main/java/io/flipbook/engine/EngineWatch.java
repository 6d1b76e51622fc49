package io.flipbook.engine;

import io.flipbook.engine.watch.CounterBuffer;
import io.flipbook.engine.watch.EngineCounters;
import io.flipbook.engine.watch.EntryGauge;
import io.flipbook.journal.JournalObserver;
import io.flipbook.journal.RecordLog;
import java.util.Arrays;

/**
 * Keeps what is seen from outside up with what an engine does: it is told, by who does it, and decides nothing. Where
 * it says nothing else, on the engine's thread.
 */
final class EngineWatch implements JournalObserver {
    /** The first kind of those that a request can have; before it is that of what is no conversion. */
    private static final int FIRST_KIND = Outcome.Kind.NOOP.ordinal();

    private final EngineCounters counters;

    /** Counts in that memory, and shows what waits in front of the engine. */
    EngineWatch(CounterBuffer memory, EntryGauge entry) {
        counters = new EngineCounters(
                memory,
                Arrays.stream(Outcome.Kind.values())
                        .skip(FIRST_KIND)
                        .map(Outcome.Kind::toString)
                        .toArray(String[]::new),
                entry);
    }

    /** Of what nobody watches. */
    EngineWatch() {
        this(new CounterBuffer(), EntryGauge.NONE);
    }

    EngineCounters counters() {
        return counters;
    }

    /** So many requests are on record, or more than one of them in one document. */
    void requested(int count) {
        counters.requested(count);
        if (count > 1) {
            counters.batched();
        }
    }

    /** The log was written to; what was reserved with it comes with the next document. */
    void written(RecordLog log) {
        counters.written(log.lastSequence(), log.writtenBytes());
    }

    /** A request was decided, and that was applied. */
    void decided(Outcome outcome, Change change) {
        decided(outcome.kind());
        if (outcome.kind().changesState() && outcome.pages() > 0) {
            counters.pagesChanged(
                    change.isAboutSharing(), change.isAboutPlugging(), change.populates(), outcome.pages());
        }
        if (outcome.hasRefusals()) {
            counters.refused(outcome.refusalCount());
        }
    }

    /** A request was decided whose writer has ended. */
    void aborted() {
        decided(Outcome.Kind.ABORTED);
    }

    private void decided(Outcome.Kind kind) {
        counters.decided(kind.ordinal() - FIRST_KIND);
    }

    @Override
    public void onRollEnd(int day, long firstSequence) {
        counters.rolled();
    }

    @Override
    public void onForceEnd(long records) {
        counters.forced();
    }
}
