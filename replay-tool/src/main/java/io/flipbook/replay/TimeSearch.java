package io.flipbook.replay;

import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.ConversionRequest.SourceClock;
import io.flipbook.engine.RecordDecoder;
import io.flipbook.journal.RecordView;
import io.flipbook.journal.RecordVisitor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds a time in a history, in one pass and in bounded memory.
 *
 * <p>The times are the sources' own where a request has one, else the journal's. A request that has exactly the time is
 * the place; several that have it are too many. Else the place is between a request before the time and one after it,
 * or the end; where the sources' times go back there may be several such places.
 */
final class TimeSearch implements RecordVisitor {
    private static final int MAX_NAMED = 8;

    /** One line of times: that of the sources, or that of the journal. */
    private static final class Timeline {
        private final List<Place.Found> exact = new ArrayList<>();
        private final List<Place.Found> gaps = new ArrayList<>();
        private long exactCount;
        private long gapCount;
        private boolean isEmpty = true;
        private boolean isBefore;

        void exact(long sequence) {
            isEmpty = false;
            isBefore = true;
            if (++exactCount <= MAX_NAMED) {
                exact.add(new Place.Found(sequence, sequence));
            }
        }

        /** A record whose time is before the one that is sought, or after it. */
        void other(long sequence, boolean before) {
            if (isBefore && !before) {
                gap(sequence, sequence - 1);
            }
            isEmpty = false;
            isBefore = before;
        }

        void gap(long first, long last) {
            if (++gapCount <= MAX_NAMED) {
                gaps.add(new Place.Found(first, last));
            }
        }
    }

    private final long timeNs;
    private final boolean isDate;
    private final String text;
    private final RecordDecoder decoder = new RecordDecoder();
    private final Timeline sources = new Timeline();
    private final Timeline journal = new Timeline();
    private boolean hasOtherClocks;
    private long lastSequence;

    /**
     * Looks for a time.
     *
     * @param timeNs ns since the epoch, or of whatever clock the sources have
     * @param isDate whether it can be of the epoch's clock only
     * @param text what messages call it
     */
    TimeSearch(long timeNs, boolean isDate, String text) {
        this.timeNs = timeNs;
        this.isDate = isDate;
        this.text = text;
    }

    @Override
    public boolean onRecord(RecordView record) {
        lastSequence = record.sequence();
        RecordDecoder.Kind kind = decoder.read(record);
        if (kind == RecordDecoder.Kind.OUTCOME) {
            decide(sources);
            decide(journal);
        } else if (kind == RecordDecoder.Kind.REQUEST && decoder.request().clock() != SourceClock.NONE) {
            request(decoder.request());
        }
        if (kind == RecordDecoder.Kind.REQUEST && record.timeNs() == timeNs) {
            journal.exact(lastSequence);
        } else {
            journal.other(lastSequence, record.timeNs() <= timeNs);
        }
        return true;
    }

    /** Whether records that cannot be read could change the answer. */
    boolean dependsOnWhatFollows() {
        Timeline line = timeline();
        if (line.exactCount > 0) {
            return line.exact.get(0).first() == line.exact.get(0).last();
        }
        return line.isEmpty || line.isBefore;
    }

    /**
     * The place, when all was read.
     *
     * @throws CommandFailure if there are several
     */
    Place.Found found() {
        if (isDate && sources.isEmpty && hasOtherClocks) {
            throw CommandFailure.usage(text + " is a date, but the times on record count from the start of a machine;"
                    + " give seconds, as 34.190363");
        }
        Timeline line = timeline();
        if (line.exactCount == 0 && line.isBefore) {
            line.gap(lastSequence + 1, lastSequence);
        }
        if (line.exactCount > 1) {
            throw several(line.exactCount + " requests", line.exact.stream().map(Place.Found::first), line.exactCount);
        } else if (line.exactCount == 0 && line.gapCount > 1) {
            throw several(line.gapCount + " places", line.gaps.stream().map(Place.Found::last), line.gapCount);
        } else if (line.exactCount == 0) {
            return line.gaps.isEmpty() ? new Place.Found(1, 0) : line.gaps.get(0);
        }
        return line.exact.get(0);
    }

    private Timeline timeline() {
        return sources.isEmpty ? journal : sources;
    }

    private void request(ConversionRequest request) {
        if (isDate && request.clock() != SourceClock.EPOCH) {
            hasOtherClocks = true;
        } else if (request.sourceTimeNs() == timeNs) {
            sources.exact(lastSequence);
        } else {
            sources.other(lastSequence, request.sourceTimeNs() < timeNs);
        }
    }

    /** A request that has exactly the time lasts until its outcome. */
    private void decide(Timeline line) {
        if (line.exactCount != 1) {
            return;
        }
        Place.Found request = line.exact.get(0);
        if (request.first() == decoder.outcome().requestSequence()) {
            line.exact.set(0, new Place.Found(request.first(), lastSequence));
        }
    }

    private CommandFailure several(String what, Stream<Long> places, long count) {
        String sequences = places.map(String::valueOf).collect(Collectors.joining(", "));
        String more = count > MAX_NAMED ? ", ..." : "";
        return CommandFailure.usage(text + " fits " + what + ": sequences " + sequences + more + "; give one of them");
    }
}
