package io.flipbook.replay.query.predicate;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.ConversionRequest.SourceClock;
import io.flipbook.engine.GuestMemory;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.RecordDecoder;
import io.flipbook.journal.RecordView;

/**
 * A record of a history and what it has led to; valid inside the call that it is given to. What was not asked for by
 * {@link Predicate#needsState}, {@link Predicate#needsCounts}, {@link Predicate#needsModels} and
 * {@link Predicate#needsCheck} need not be there.
 */
public interface Moment {
    /** The record, or the last one before something that left none. */
    RecordView record();

    /** What the record is, as {@link #decoder} has read it; null where this is about something that left none. */
    RecordDecoder.Kind kind();

    /** Has read the record last. */
    RecordDecoder decoder();

    /** The request that the record is, or whose outcome it is; null where it is neither, or the request was dropped. */
    ConversionRequest request();

    /** What came of something: an outcome on record, or what somebody was told; null where that is nothing. */
    Outcome outcome();

    /** The clock of the last request up to here that has a time of its source; none if there was none. */
    SourceClock sourceClock();

    /** The time of that request. */
    long sourceTimeNs();

    /** The state behind the record. */
    GuestMemory guest();

    /** The regions and maps there. */
    AddressMap addresses();

    /** How many bytes of a region are shared, of all regions for null; -1 if there is no such region. */
    long sharedBytes(String region);

    /** In how many runs they are; -1 if there is no such region. */
    long sharedRuns(String region);

    /** An engine whose listeners were told what those of the history were. */
    ConversionEngine engine();

    /** Whether an invariant does not hold behind the record, or did not behind one before it. */
    boolean isBreached();
}
