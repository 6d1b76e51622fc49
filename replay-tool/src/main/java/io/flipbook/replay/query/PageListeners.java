package io.flipbook.replay.query;

import io.flipbook.engine.LayoutRecord;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.device.Errno;
import io.flipbook.replay.query.predicate.AddressMap.Page;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the records say of the listeners over a page: who came, who went and why, who refused last. */
final class PageListeners {
    /** How many of those that went are remembered. */
    static final int MAX_GONE = 64;

    /** Somebody went: at which record, and why. */
    record Gone(ListenerSpec listener, long sequence, String cause, Errno errno) {}

    /** A listener refused something over the page, at that record; or threw from a discard, which is no answer. */
    record Refused(long sequence, Errno errno, boolean isOfDiscard) {}

    private final Map<Integer, ListenerSpec> live = new HashMap<>();
    private final Map<Integer, Refused> refused = new HashMap<>();
    private final Map<String, Gone> gone = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Gone> eldest) {
            return size() > MAX_GONE;
        }
    };

    /** Takes in who was there before. */
    void know(List<LayoutRecord> earlier) {
        earlier.forEach(layout -> change(0, layout, null));
    }

    /** Takes in a change of the layout; returns whether somebody over the page came or went by it. */
    boolean change(long sequence, LayoutRecord layout, Page page) {
        if (layout instanceof LayoutRecord.ListenerAdded added) {
            live.put(added.id(), added.spec());
            gone.remove(added.spec().name());
            return PageHistory.isOver(added.spec(), page);
        }
        return layout instanceof LayoutRecord.ListenerEnded ended
                && end(ended.id(), sequence, ended.cause().toString(), ended.errno(), page);
    }

    /** Takes in who refused a request, which was about the page or not; returns whether one over it was detached. */
    boolean settle(long sequence, Outcome outcome, Page page, boolean isOver) {
        boolean hasDetached = false;
        for (Outcome.Refusal refusal : outcome.refusals()) {
            if (outcome.kind() == Outcome.Kind.COMMITTED) {
                hasDetached |= end(refusal.listenerId(), sequence, "detached", refusal.errno(), page);
            } else if (isOver && live.containsKey(refusal.listenerId())) {
                refused.put(refusal.listenerId(), new Refused(sequence, refusal.errno(), refusal.call() == 0));
            }
        }
        return hasDetached;
    }

    /** Another process begins: what was refused before says nothing of who holds what. */
    void restart() {
        refused.clear();
    }

    boolean hasSomeOver(Page page) {
        return live.values().stream().anyMatch(listener -> PageHistory.isOver(listener, page));
    }

    /** The last refusal by a listener of a request about the page; null if there was none. */
    Refused refusalBy(String name) {
        return refused.entrySet().stream()
                .filter(entry -> live.containsKey(entry.getKey())
                        && live.get(entry.getKey()).name().equals(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    /** Those that watched the page and went last, in order. */
    Collection<Gone> gone() {
        return gone.values();
    }

    private boolean end(int id, long sequence, String cause, Errno errno, Page page) {
        ListenerSpec listener = live.remove(id);
        refused.remove(id);
        boolean wasOver = listener != null && PageHistory.isOver(listener, page);
        if (wasOver) {
            gone.put(listener.name(), new Gone(listener, sequence, cause, errno));
        }
        return wasOver;
    }
}
