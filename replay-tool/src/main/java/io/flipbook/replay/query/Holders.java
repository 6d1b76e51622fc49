package io.flipbook.replay.query;

import io.flipbook.engine.CallObserver.Call;
import io.flipbook.engine.GuestMemory;
import io.flipbook.engine.LayoutRecord;
import io.flipbook.engine.ListenerSpec;
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
     * A listener over the page.
     *
     * @param told what it was told last of it: populate, discard or veto; null if nothing
     * @param sequence the record since which it has been told that; 0 if it was told nothing
     * @param isMapped of a kind that maps: whether its mappings hold the page; else null
     */
    record Holder(ListenerSpec listener, String told, long sequence, Boolean isMapped) {
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
    private final HistoryPlayer player;
    private final Steps steps;
    private final Map<String, Boolean> watches = new HashMap<>();
    private final Map<String, Told> told = new HashMap<>();
    private long sequence;
    private long waitingSequence;
    private long firstDifference;

    Holders(Beginning beginning, Page page) {
        this.page = page;
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
        player.settle(step);
        forget();
        sequence = view.sequence();
        if (step instanceof Step.LaidOut laidOut && watch(laidOut.layout())) {
            waitingSequence = sequence;
        } else if (step instanceof Step.Recovered) {
            told.clear();
            waitingSequence = sequence;
        }
        player.play(step);
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
        player.finish();
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
                        isMapped(listener.name())));
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

    private Boolean isMapped(String listener) {
        MappingListener mapping = player.engine().models().mapping(listener);
        if (mapping == null) {
            return null;
        }
        long number = Long.divideUnsigned(page.offset(), page.sizeBytes());
        return mapping.iommu().nextMapped(number, number + 1) == number;
    }

    private boolean watch(LayoutRecord layout) {
        if (layout instanceof LayoutRecord.ListenerAdded added) {
            watches.put(added.spec().name(), PageHistory.isOver(added.spec(), page));
            told.remove(added.spec().name());
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
