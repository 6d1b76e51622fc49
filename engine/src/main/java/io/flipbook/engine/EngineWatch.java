package io.flipbook.engine;

import io.flipbook.engine.watch.CounterBuffer;
import io.flipbook.engine.watch.EngineCounters;
import io.flipbook.engine.watch.EntryGauge;
import io.flipbook.engine.watch.FlightEvents;
import io.flipbook.engine.watch.Latencies;
import io.flipbook.engine.watch.Latency;
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
    private final FlightEvents events;
    /** Null where nobody asks for them. */
    private final Latencies latencies;

    /** Counts, in that memory too if there is any, and shows what waits in front of the engine, of this journal. */
    EngineWatch(CounterBuffer memory, EntryGauge entry, String journal, Latencies latencies) {
        this.latencies = latencies;
        events = new FlightEvents(journal);
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
        this(null, EntryGauge.NONE, "", null);
    }

    EngineCounters counters() {
        return counters;
    }

    /** A request is about to be converted, or one of a batch to be told to the listeners. */
    void begins() {
        events.conversionBegins();
        if (latencies != null) {
            latencies.conversions().begin();
        }
    }

    /** What measures the calls of listeners; null where nobody asks for it. */
    Latency callLatency() {
        return latencies == null ? null : latencies.listenerCalls();
    }

    /** Something is about to be appended. */
    void writes() {
        events.appendBegins();
    }

    /** So many requests are on record, or more than one of them in one document. */
    void requested(int count, long lastSequence) {
        events.appendEnds(lastSequence);
        counters.requested(count);
        if (count > 1) {
            counters.batched();
        }
    }

    /** It was, or there is space for it. */
    void wrote(RecordLog log) {
        events.appendEnds(log.lastSequence());
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
            refused(outcome, regionOf(change));
        }
        if (latencies != null) {
            latencies.conversions().end();
        }
        events.conversionEnds(
                outcome.requestSequence(), regionOf(change), outcome.kind().toString(), outcome.pages());
    }

    /** Somebody refused, in a request or when told what there is. */
    void refused(Outcome outcome, String region) {
        counters.refused(outcome.refusalCount());
        for (Outcome.Refusal refusal : outcome.refusals()) {
            String errno = refusal.errno().name();
            events.refused(outcome.requestSequence(), region, refusal.listener(), errno, refusal.threw());
        }
    }

    private static String regionOf(Change change) {
        return change.partCount() == 0 ? null : change.region(0).name();
    }

    /** A request was decided whose writer has ended. */
    void aborted() {
        decided(Outcome.Kind.ABORTED);
    }

    private void decided(Outcome.Kind kind) {
        counters.decided(kind.ordinal() - FIRST_KIND);
    }

    /** A snapshot is about to be made; on the thread that makes them. */
    void snapshotBegins() {
        events.snapshotBegins();
    }

    /** It was made, behind that record. */
    void snapshotMade(long sequence) {
        events.snapshotEnds(sequence, "");
        counters.snapshotTried(true);
    }

    /** It could not be made, for that reason. */
    void snapshotFailed(String reason) {
        events.snapshotEnds(0, reason);
        counters.snapshotTried(false);
    }

    @Override
    public void onRollBegin() {
        events.rollBegins();
    }

    @Override
    public void onRollEnd(int day, long firstSequence) {
        events.rollEnds(day, firstSequence);
        counters.rolled();
    }

    @Override
    public void onForceBegin() {
        events.forceBegins();
        if (latencies != null) {
            latencies.forces().begin();
        }
    }

    @Override
    public void onForceEnd(long records) {
        if (latencies != null) {
            latencies.forces().end();
        }
        events.forceEnds(records);
        counters.forced();
    }
}
