package io.flipbook.engine.watch;

/**
 * An engine's events for the JDK's flight recorder: {@code flipbook.Conversion}, {@code Refusal}, {@code Roll}, {@code
 * Snapshot} and {@code Stall}.
 *
 * <p>Where an event is not recorded, no clock is read for it. Nothing is allocated, recorded or not, but for what the
 * recorder itself may need now and then. What has a beginning and an end is told of both; the two come on one thread,
 * and what is under way is not begun again.
 */
public final class FlightEvents {
    private final ConversionEvent conversion;
    private final RefusalEvent refusal;
    private final RollEvent roll;
    private final SnapshotEvent snapshot;
    private final StallEvent append;
    private final StallEvent force;

    /** Events of the engine that writes to a journal. */
    public FlightEvents(String journal) {
        conversion = of(journal, new ConversionEvent());
        refusal = of(journal, new RefusalEvent());
        roll = of(journal, new RollEvent());
        snapshot = of(journal, new SnapshotEvent());
        append = of(journal, new StallEvent());
        force = of(journal, new StallEvent());
    }

    private static <E extends EngineEvent> E of(String journal, E event) {
        event.journal = journal;
        return event;
    }

    /** A request is about to be converted. */
    public void conversionBegins() {
        conversion.beginIfRecorded();
    }

    /** That was the conversion. */
    public void conversionEnds(long sequence, String region, String outcome, long pages) {
        if (conversion.endsWorthwhile()) {
            conversion.sequence = sequence;
            conversion.region = region;
            conversion.outcome = outcome;
            conversion.pages = pages;
            conversion.commit();
        }
    }

    /** Somebody has refused. */
    public void refused(long sequence, String region, String listener, String errno, boolean threw) {
        if (refusal.isEnabled()) {
            refusal.begin();
            refusal.end();
            refusal.sequence = sequence;
            refusal.region = region;
            refusal.listener = listener;
            refusal.errno = errno;
            refusal.threw = threw;
            refusal.commit();
        }
    }

    /** A roll file is about to be made. */
    public void rollBegins() {
        roll.beginIfRecorded();
    }

    /** It holds its first record. */
    public void rollEnds(int day, long firstSequence) {
        if (roll.endsWorthwhile()) {
            roll.day = day;
            roll.firstSequence = firstSequence;
            roll.commit();
        }
    }

    /** A snapshot is about to be made; on the thread that makes them. */
    public void snapshotBegins() {
        snapshot.beginIfRecorded();
    }

    /** It was made, behind that record, or could not be, for a reason. */
    public void snapshotEnds(long sequence, String failure) {
        if (snapshot.endsWorthwhile()) {
            snapshot.sequence = sequence;
            snapshot.failure = failure;
            snapshot.commit();
        }
    }

    /** Something is about to be appended. */
    public void appendBegins() {
        append.beginIfRecorded();
    }

    /** It was; the last record has that sequence. */
    public void appendEnds(long sequence) {
        if (append.endsWorthwhile()) {
            append.kind = "append";
            append.sequence = sequence;
            append.commit();
        }
    }

    /** Files are about to be forced; on one thread at a time, whichever. */
    public void forceBegins() {
        force.beginIfRecorded();
    }

    /** They were, with so many new records. */
    public void forceEnds(long records) {
        if (force.endsWorthwhile()) {
            force.kind = "force";
            force.records = records;
            force.commit();
        }
    }
}
