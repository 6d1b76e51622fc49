package io.flipbook.replay.query;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.ConversionRequest.SourceClock;
import io.flipbook.engine.GuestMemory;
import io.flipbook.engine.LayoutRecord;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.RecordDecoder;
import io.flipbook.journal.RecordView;
import io.flipbook.replay.check.InvariantCheck;
import io.flipbook.replay.history.Mark;
import io.flipbook.replay.query.predicate.AddressMap;
import io.flipbook.replay.query.predicate.Moment;
import io.flipbook.replay.query.predicate.Predicate;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The record of a history that was taken in last, and what all of them up to it have led to, as far as a predicate asks
 * for that. Whose engine it is brings that into the state behind the record.
 */
public final class RecordMoment implements Moment, AutoCloseable {
    private final Supplier<ConversionEngine> engine;
    private final InvariantCheck check;
    private final GuestMemory guest;
    private final boolean isFollowed;
    private SharedCounts counts;
    private final AddressMap addresses = new AddressMap();
    private final RecordDecoder decoder = new RecordDecoder();
    private final Map<Long, ConversionRequest> open = new HashMap<>();
    private RecordView record;
    private RecordDecoder.Kind kind;
    private ConversionRequest request;
    private Outcome answer;
    private SourceClock sourceClock = SourceClock.NONE;
    private long sourceTimeNs;

    /**
     * Before the first record behind the beginning.
     *
     * @param engine the engine, another one after each restart; null while it is being opened
     */
    public RecordMoment(Beginning beginning, Predicate needs, Supplier<ConversionEngine> engine) {
        this.engine = engine;
        guest = needs.needsState() || needs.needsCheck() ? beginning.state().get() : new GuestMemory();
        addresses.read(guest);
        isFollowed = needs.needsState();
        counts = needs.needsCounts() ? new SharedCounts(guest, addresses) : null;
        decoder.know(beginning.layout());
        check = needs.needsCheck() ? new InvariantCheck(engine, guest) : null;
    }

    /** Takes in the next record, which has to stay as it is as long as this is asked about it. */
    public void take(RecordView view) {
        record = view;
        kind = decoder.read(view);
        request = null;
        answer = null;
        if (kind == RecordDecoder.Kind.REQUEST) {
            ask(decoder.request().copy());
        } else if (kind == RecordDecoder.Kind.OUTCOME) {
            request = open.remove(decoder.outcome().requestSequence());
            answer = decoder.outcome();
        }
        if (isFollowed) {
            follow(view);
        }
    }

    /** Takes in what somebody was told of the record that was taken in last, where that says nothing of it. */
    public void takeAnswer(Outcome told) {
        answer = answer == null ? told : answer;
    }

    /** Takes in what somebody was told of something that left no record. */
    public void takeUnrecorded(Outcome told) {
        kind = null;
        request = null;
        answer = told;
    }

    /** Passes over records that do not change the layout, none of which is asked about, to a place behind them. */
    void skipTo(Mark mark) {
        if (isFollowed) {
            mark.restore(guest);
        }
        counts = counts == null ? null : new SharedCounts(guest, addresses);
        open.clear();
        sourceClock = mark.clock();
        sourceTimeNs = mark.sourceTimeNs();
    }

    @Override
    public RecordView record() {
        return record;
    }

    @Override
    public RecordDecoder.Kind kind() {
        return kind;
    }

    @Override
    public RecordDecoder decoder() {
        return decoder;
    }

    @Override
    public ConversionRequest request() {
        return request;
    }

    @Override
    public Outcome outcome() {
        return answer;
    }

    @Override
    public SourceClock sourceClock() {
        return sourceClock;
    }

    @Override
    public long sourceTimeNs() {
        return sourceTimeNs;
    }

    @Override
    public GuestMemory guest() {
        return guest;
    }

    @Override
    public AddressMap addresses() {
        return addresses;
    }

    @Override
    public long sharedBytes(String region) {
        return counts.bytes(region);
    }

    @Override
    public long sharedRuns(String region) {
        return counts.runs(region);
    }

    @Override
    public ConversionEngine engine() {
        return engine.get();
    }

    @Override
    public boolean isBreached() {
        return !check.breaches().isEmpty();
    }

    /** What finds breaches, which has to be told of all that is done; null if the predicate does not ask for them. */
    public InvariantCheck check() {
        return check;
    }

    @Override
    public void close() {
        guest.close();
        if (check != null) {
            check.close();
        }
    }

    private void ask(ConversionRequest asked) {
        request = asked;
        if (open.size() < GuestMemory.MAX_UNDECIDED) {
            open.put(record.sequence(), asked);
        }
        if (asked.clock() != SourceClock.NONE) {
            sourceClock = asked.clock();
            sourceTimeNs = asked.sourceTimeNs();
        }
    }

    private void follow(RecordView view) {
        boolean isCounted = counts != null
                && kind == RecordDecoder.Kind.OUTCOME
                && decoder.outcome().kind().changesState();
        if (isCounted) {
            counts.before(request);
        }
        guest.onRecord(view);
        if (isCounted) {
            counts.after();
        }
        if (kind != RecordDecoder.Kind.LAYOUT || !AddressMap.isChangedBy(decoder.layout())) {
            return;
        }
        addresses.read(guest);
        if (counts != null && decoder.layout() instanceof LayoutRecord.RegionAdded added) {
            counts.add(added.spec());
        } else if (counts != null && decoder.layout() instanceof LayoutRecord.RegionRemoved removed) {
            counts.remove(decoder.regionName(removed.id()));
        }
    }
}
