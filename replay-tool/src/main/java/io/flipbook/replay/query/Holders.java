package io.flipbook.replay.query;

import io.flipbook.engine.CallObserver.Call;
import io.flipbook.engine.GuestMemory;
import io.flipbook.engine.LayoutRecord;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.Side;
import io.flipbook.engine.device.DmaDevice;
import io.flipbook.engine.device.MappingListener;
import io.flipbook.journal.RecordView;
import io.flipbook.replay.history.Block;
import io.flipbook.replay.history.BlockVisitor;
import io.flipbook.replay.history.HistoryPlayer;
import io.flipbook.replay.history.Mark;
import io.flipbook.replay.history.Step;
import io.flipbook.replay.history.Steps;
import io.flipbook.replay.query.predicate.AddressMap.Page;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Plays a history again to see what each listener was told of a page, and so who holds it. */
final class Holders implements BlockVisitor, AutoCloseable {
    /** What a listener was told last of the page, at which record; and since which record it has been told so. */
    private record Told(Call call, long sequence) {}

    /**
     * A time in which a listener held the page while it was not there on its side, or did not while it was.
     *
     * @param until the record behind which they agreed again; 0 if they never did
     */
    record OutOfStep(long since, long until) {}

    /**
     * A listener over the page.
     *
     * @param told what it was told last of it: populate, discard or veto; null if nothing
     * @param sequence the record since which it has been told that; 0 if it was told nothing
     * @param isMapped of a kind that maps: whether its mappings hold the page; else null
     * @param outOfStep the last time in which it was out of step; null if it never was
     */
    record Holder(ListenerSpec listener, String told, long sequence, Boolean isMapped, OutOfStep outOfStep) {
        /** Whether it holds the page: no doubt where its mappings are known, else by what it was told. */
        String holds() {
            if (isMapped != null) {
                return isMapped ? "yes" : "no";
            }
            return Call.POPULATE.toString().equals(told)
                    ? "yes"
                    : Call.VETO.toString().equals(told) ? "unsure" : "no";
        }
    }

    private final Page page;
    private final long pageNumber;
    private final HistoryPlayer player;
    private final Steps steps;
    private final Map<String, Boolean> watches = new HashMap<>();
    private final Map<String, Told> told = new HashMap<>();
    private final Map<String, OutOfStep> outOfStep = new HashMap<>();
    private long sequence;
    private long waitingSequence;
    /** The region of that name that there is now is the page's, not one of another shape before it. */
    private boolean isRegionThere;
    /** A restart is under way; or somebody threw from a discard, and until the next one nobody knows what it holds. */
    private boolean isUncertain;

    private long firstDifference;

    Holders(Beginning beginning, Page page) {
        this.page = page;
        pageNumber = Long.divideUnsigned(page.offset(), page.sizeBytes());
        steps = new Steps(beginning.layout());
        beginning.layout().forEach(this::watch);
        sequence = beginning.sequence();
        player = HistoryPlayer.from(beginning.sequence(), beginning.state(), this::see, this::differ);
    }

    @Override
    public boolean onRecord(RecordView view) {
        Step step = steps.of(view);
        if (step == null) {
            return true;
        }
        sequence = waitingSequence;
        if (player.settle(step)) {
            isUncertain = false;
            compare();
        }
        forget();
        sequence = view.sequence();
        if (step instanceof Step.LaidOut laidOut && watch(laidOut.layout())) {
            waitingSequence = sequence;
        } else if (step instanceof Step.Recovered) {
            told.clear();
            waitingSequence = sequence;
        }
        player.play(step);
        isUncertain |= step instanceof Step.Recovered || isFailure(step);
        if (!(step instanceof Step.Asked)) {
            compare();
        }
        return true;
    }

    @Override
    public boolean canPassOver(Block block) {
        return !PageHistory.mayTouch(block, page);
    }

    @Override
    public boolean onMark(Mark mark) {
        if (mark.models() == null) {
            return false;
        }
        player.skipTo(mark.sequence(), mark.newState(), mark.models(), this::see);
        return true;
    }

    /** There are no more records. */
    void finish() {
        sequence = waitingSequence;
        if (player.finish()) {
            isUncertain = false;
            compare();
        }
    }

    /** Those that watch the page, in the order of their registration. */
    List<Holder> list() {
        List<Holder> holders = new ArrayList<>();
        for (ListenerSpec listener : player.engine().guest().listeners()) {
            if (PageHistory.isOver(listener, page)) {
                Told last = told.get(listener.name());
                holders.add(new Holder(
                        listener,
                        last == null ? null : last.call().toString(),
                        last == null ? 0 : last.sequence(),
                        isMapped(listener.name()),
                        outOfStep.get(listener.name())));
            }
        }
        return holders;
    }

    /** The first record of which the replay made something else, so that what is behind it is uncertain; 0 if none. */
    long firstDifference() {
        return firstDifference;
    }

    @Override
    public void close() {
        player.close();
    }

    /** Whether a listener threw from a discard. */
    private static boolean isFailure(Step step) {
        return step instanceof Step.Decided decided && decided.outcome().kind() == Outcome.Kind.FAILED;
    }

    private Boolean isMapped(String listener) {
        MappingListener mapping = player.engine().models().mapping(listener);
        if (mapping == null) {
            return null;
        }
        return mapping.iommu().nextMapped(pageNumber, pageNumber + 1) == pageNumber;
    }

    /** Notes who begins to be out of step behind this record, and who ceases to be. */
    private void compare() {
        if (isUncertain) {
            return;
        }
        for (ListenerSpec listener : player.engine().guest().listeners()) {
            if (watches.getOrDefault(listener.name(), false)) {
                OutOfStep last = outOfStep.get(listener.name());
                boolean wasOut = last != null && last.until() == 0;
                if (isOutOfStep(listener) != wasOut) {
                    outOfStep.put(
                            listener.name(),
                            wasOut ? new OutOfStep(last.since(), sequence) : new OutOfStep(sequence, 0));
                }
            }
        }
    }

    /** Of one that refused and does not map nobody knows what it holds. */
    private boolean isOutOfStep(ListenerSpec listener) {
        DmaDevice device = player.engine().models().device(listener.name());
        if (device != null) {
            DmaDevice.Access access = device.access(pageNumber);
            return access == DmaDevice.Access.STALE || access == DmaDevice.Access.MISSING;
        }
        Told last = told.get(listener.name());
        return (last == null || last.call() != Call.VETO)
                && (last != null && last.call() == Call.POPULATE) != isThere(listener.side());
    }

    private boolean isThere(Side side) {
        boolean[] isThere = new boolean[1];
        player.engine()
                .guest()
                .visitPresent(page.region().name(), side, page.offset(), page.sizeBytes(), (offset, sizeBytes) -> {
                    isThere[0] = true;
                    return false;
                });
        return isThere[0];
    }

    private boolean watch(LayoutRecord layout) {
        if (layout instanceof LayoutRecord.RegionAdded added
                && added.spec().name().equals(page.region().name())) {
            isRegionThere = added.spec().equals(page.region());
        } else if (layout instanceof LayoutRecord.ListenerAdded added) {
            watches.put(added.spec().name(), isRegionThere && PageHistory.isOver(added.spec(), page));
            told.remove(added.spec().name());
            outOfStep.remove(added.spec().name());
            return true;
        }
        return false;
    }

    /** Forgets those that are gone, now and then. */
    private void forget() {
        if (watches.size() > 2 * GuestMemory.MAX_LISTENERS) {
            Set<String> live = new HashSet<>();
            player.engine().guest().listeners().forEach(listener -> live.add(listener.name()));
            watches.keySet().retainAll(live);
            told.keySet().retainAll(live);
            outOfStep.keySet().retainAll(live);
        }
    }

    private void see(String listener, Call call, long offset, long sizeBytes) {
        if (watches.getOrDefault(listener, false) && page.isIn(offset, sizeBytes)) {
            Told before = told.get(listener);
            if (before == null || before.call() != call || call == Call.VETO) {
                told.put(listener, new Told(call, sequence));
            }
        }
    }

    private void differ(long at, String recorded, String replayed) {
        firstDifference = firstDifference == 0 ? at : firstDifference;
    }
}
