package io.flipbook.replay.query;

import io.flipbook.journal.RecordVisitor;
import io.flipbook.replay.history.FieldSink;
import io.flipbook.replay.query.predicate.AddressMap.Page;
import io.flipbook.replay.query.predicate.GuestPlace;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What touched a place, and who holds it. The records are read once; where somebody watches the page, they are played
 * once more, since only that tells what the listeners were told.
 */
public final class Blame implements AutoCloseable {
    /** Says everything that touched the place. */
    public static final int ALL = 0;

    private final Beginning beginning;
    private final FieldSink sink;
    private final int limit;
    private final Deque<Touch> last = new ArrayDeque<>();
    private final PageHistory history;
    private long touches;

    /** Says the touches to {@code sink}, each when it is found; or, with a limit, the last so many in the end. */
    public Blame(Beginning beginning, GuestPlace place, int limit, FieldSink sink) {
        this.beginning = beginning;
        this.sink = sink;
        this.limit = limit;
        history = new PageHistory(beginning, place, this::touch);
    }

    /** What is to be fed with the records. */
    public RecordVisitor records() {
        return history;
    }

    /** There are no more records. */
    public void finish() {
        history.finish();
        last.forEach(touch -> touch.say(history.decoder(), sink));
        last.clear();
    }

    /** Who holds the page behind the record that was fed last, read by {@code reader}. */
    public PageHolders holders(StateAt at, Checkpoints.HistoryReader reader) {
        Page page = history.page();
        List<Holders.Holder> list = new ArrayList<>();
        long firstDifference = 0;
        if (history.listeners().hasSomeOver(page)) {
            try (Holders holders = new Holders(beginning, page)) {
                reader.read(at.sequence(), holders);
                holders.finish();
                list.addAll(holders.list());
                firstDifference = holders.firstDifference();
            }
        }
        return new PageHolders(at, page, history.state(), touches, list, history.listeners(), firstDifference);
    }

    /** Whether there has been a region that the place names. */
    public boolean hasMetRegion() {
        return history.hasMetRegion();
    }

    @Override
    public void close() {
        history.close();
    }

    private void touch(Touch touch) {
        touches++;
        if (limit == ALL) {
            touch.say(history.decoder(), sink);
            return;
        }
        if (last.size() == limit) {
            last.removeFirst();
        }
        last.addLast(touch);
    }
}
