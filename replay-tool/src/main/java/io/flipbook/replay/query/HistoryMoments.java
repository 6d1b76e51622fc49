package io.flipbook.replay.query;

import io.flipbook.engine.CallObserver;
import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.ConversionRequest.SourceClock;
import io.flipbook.engine.GuestMemory;
import io.flipbook.engine.LayoutRecord;
import io.flipbook.engine.RecordDecoder;
import io.flipbook.journal.RecordView;
import io.flipbook.replay.history.Block;
import io.flipbook.replay.history.BlockVisitor;
import io.flipbook.replay.history.HistoryPlayer;
import io.flipbook.replay.history.Mark;
import io.flipbook.replay.history.Step;
import io.flipbook.replay.history.Steps;
import io.flipbook.replay.query.predicate.AddressMap;
import io.flipbook.replay.query.predicate.Moment;
import io.flipbook.replay.query.predicate.Predicate;
import java.util.HashMap;
import java.util.Map;

/**
 * Follows the records of a history and shows each with what it has led to, as far as a predicate asks for that.
 *
 * <p>Where models of the listeners are asked for, a record is shown when the next one has come, since that says what
 * became of a listener; so {@link #finish} has to be called when there are no more.
 */
public final class HistoryMoments implements BlockVisitor, Moment, AutoCloseable {
    /** Is shown the records of a history. */
    @FunctionalInterface
    public interface MomentVisitor {
        /** Returns whether to go on. */
        boolean onMoment(Moment moment);

        /** Whether the records of the next block, which do not change the layout, need not be shown. */
        default boolean canPassOver(Block block) {
            return false;
        }
    }

    private final MomentVisitor visitor;
    private final GuestMemory guest;
    private final boolean isFollowed;
    private final HistoryPlayer player;
    private final Steps steps;
    private SharedCounts counts;
    private final AddressMap addresses = new AddressMap();
    private final RecordDecoder decoder = new RecordDecoder();
    private final Map<Long, ConversionRequest> open = new HashMap<>();
    private RecordView record;
    private RecordDecoder.Kind kind;
    private ConversionRequest request;
    private SourceClock sourceClock = SourceClock.NONE;
    private long sourceTimeNs;
    private boolean isWaiting;
    private boolean isOver;
    private long firstDifference;

    /** Shows what a predicate needs to all records behind the beginning. */
    public HistoryMoments(Beginning beginning, Predicate needs, MomentVisitor visitor) {
        this.visitor = visitor;
        guest = needs.needsState() ? beginning.state().get() : new GuestMemory();
        addresses.read(guest);
        isFollowed = needs.needsState();
        counts = needs.needsCounts() ? new SharedCounts(guest, addresses) : null;
        decoder.know(beginning.layout());
        steps = new Steps(beginning.layout());
        player = needs.needsModels() ? player(beginning) : null;
    }

    /** Has the moments shown at which a predicate may hold, and perhaps others. */
    public static MomentVisitor where(Predicate predicate, MomentVisitor visitor) {
        return new MomentVisitor() {
            @Override
            public boolean onMoment(Moment moment) {
                return visitor.onMoment(moment);
            }

            @Override
            public boolean canPassOver(Block block) {
                return !predicate.mayHold(block);
            }
        };
    }

    private HistoryPlayer player(Beginning beginning) {
        HistoryPlayer.Differences noticing =
                (sequence, recorded, replayed) -> firstDifference = firstDifference == 0 ? sequence : firstDifference;
        return HistoryPlayer.from(beginning.sequence(), beginning.state(), CallObserver.NONE, noticing);
    }

    @Override
    public boolean onRecord(RecordView view) {
        if (player == null) {
            take(view);
            isOver = !visitor.onMoment(this);
            return !isOver;
        }
        Step step = steps.of(view);
        if (isWaiting) {
            if (step != null) {
                player.settle(step);
            }
            isOver = !visitor.onMoment(this);
        }
        isWaiting = false;
        if (!isOver) {
            take(RecordCopy.of(view));
            isWaiting = true;
            if (step != null) {
                player.play(step);
            }
        }
        return !isOver;
    }

    /** There are no more records. */
    public void finish() {
        if (isWaiting && !isOver) {
            player.finish();
            isOver = !visitor.onMoment(this);
        }
        isWaiting = false;
    }

    @Override
    public boolean canPassOver(Block block) {
        finish(); // A block begins behind a mark: nothing of the record before it is left to come.
        return !isOver && !block.mayChangeLayout() && visitor.canPassOver(block);
    }

    @Override
    public boolean onMark(Mark mark) {
        if (player != null) {
            if (mark.models() == null) {
                return false;
            }
            player.skipTo(mark.sequence(), mark.newState(), mark.models(), CallObserver.NONE);
        }
        if (isFollowed) {
            mark.restore(guest);
        }
        counts = counts == null ? null : new SharedCounts(guest, addresses);
        open.clear();
        sourceClock = mark.clock();
        sourceTimeNs = mark.sourceTimeNs();
        return true;
    }

    /** The first record of which the replay made something else; 0 if none, or if models are not asked for. */
    public long firstDifference() {
        return firstDifference;
    }

    /** Whether what was handed on could be gone on with from here, as behind a mark. */
    public boolean isSettled() {
        return guest.undecided().isEmpty() && (player == null || player.isSettled());
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
        return player.engine();
    }

    @Override
    public void close() {
        guest.close();
        if (player != null) {
            player.close();
        }
    }

    private void take(RecordView view) {
        record = view;
        kind = decoder.read(view);
        request = null;
        if (kind == RecordDecoder.Kind.REQUEST) {
            ask(decoder.request().copy());
        } else if (kind == RecordDecoder.Kind.OUTCOME) {
            request = open.remove(decoder.outcome().requestSequence());
        }
        if (isFollowed) {
            follow(view);
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
            counts.add(added);
        }
    }
}
