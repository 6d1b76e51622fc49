package io.flipbook.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * Tells the listeners of a change, in order, and undoes what was told when one refuses.
 *
 * <p>Populates go in the order of registration, discards in the opposite one; each listener gets all its runs before
 * the next gets any, or, page by page, each page goes to all listeners before the next page. No bit changes meanwhile,
 * so runs are found anew for each listener, backwards too for an undo, and nothing is kept of them: a round allocates
 * nothing unless somebody refuses.
 */
final class ListenerRound {
    private final List<LiveListener> listeners = new ArrayList<>();
    private final ListenerCalls calls;
    private Change change;
    private Policy.OnVeto onVeto;
    private Outcome outcome;
    private int refusedPart;
    private long refusedPage;

    ListenerRound(CallObserver observer) {
        calls = new ListenerCalls(observer);
    }

    List<LiveListener> listeners() {
        return listeners;
    }

    /** What ended the engine: what a listener threw from a discard; null while none has. */
    Throwable failure() {
        return calls.failure();
    }

    /** Whether a listener is being told something right now. */
    boolean isTelling() {
        return calls.isTelling();
    }

    /** Tells of a change and says in {@code outcome} what came of it: kind, pages, refusals. */
    void tell(Change ofChange, Policy.OnVeto whenRefused, Outcome into) {
        change = ofChange;
        onVeto = whenRefused;
        outcome = into.kind(Outcome.Kind.COMMITTED).pages(change.pages());
        for (int i = 0; i < listeners.size(); i++) {
            listeners.get(i).beginRequest();
        }
        if (change.isPageByPage()) {
            tellPageByPage();
        } else if (change.populates()) {
            populateByListener();
        } else {
            for (int i = listeners.size() - 1; i >= 0; i--) {
                tellRuns(listeners.get(i));
            }
        }
        failIfBroken(outcome);
    }

    /** Tells a new listener of all that is populated in its section; adds it unless it refuses. */
    void register(LiveListener listener, Outcome into) {
        Region region = listener.region();
        into.kind(Outcome.Kind.COMMITTED);
        long page = region.nextPopulated(listener.fromPage(), listener.toPage());
        while (page < listener.toPage()) {
            long end = region.nextUnpopulated(page, listener.toPage());
            if (!calls.populate(listener, page, end)) {
                into.kind(Outcome.Kind.ROLLED_BACK).addRefusal(calls.refusalBy(listener));
                undoRegistration(listener, page);
                listener.close();
                failIfBroken(into);
                return;
            }
            page = region.nextPopulated(end, listener.toPage());
        }
        listeners.add(listener);
    }

    /** Tells a listener to discard its whole section, and forgets it. */
    void unregister(LiveListener listener, Outcome into) {
        into.kind(Outcome.Kind.COMMITTED);
        calls.discard(listener, listener.fromPage(), listener.toPage());
        listeners.remove(listener);
        listener.close();
        failIfBroken(into);
    }

    private void populateByListener() {
        int i = 0;
        while (i < listeners.size()) {
            LiveListener listener = listeners.get(i);
            if (tellRuns(listener)) {
                i++;
            } else if (onVeto == Policy.OnVeto.DETACH) {
                detach(listener);
            } else {
                refuse(listener, change.pages());
                if (onVeto == Policy.OnVeto.ROLLBACK) {
                    undoRuns(i);
                }
                return;
            }
        }
    }

    /** Tells one listener of all its runs; false if it refused one. */
    private boolean tellRuns(LiveListener listener) {
        for (int part = 0; part < change.partCount(); part++) {
            if (change.region(part) != listener.region()) {
                continue;
            }
            long limit = Math.min(change.toPage(part), listener.toPage());
            long page = change.nextFlip(part, Math.max(change.fromPage(part), listener.fromPage()), limit);
            while (page < limit) {
                long end = change.flipEnd(part, page, limit);
                if (!change.populates()) {
                    calls.discard(listener, page, end);
                } else if (!calls.populate(listener, page, end)) {
                    refusedPart = part;
                    refusedPage = page;
                    return false;
                }
                page = change.nextFlip(part, end, limit);
            }
        }
        return true;
    }

    private void undoRuns(int refusedBy) {
        undoRuns(listeners.get(refusedBy), refusedPart, refusedPage);
        for (int i = refusedBy - 1; i >= 0; i--) {
            undoRuns(listeners.get(i), change.partCount() - 1, Long.MAX_VALUE);
        }
    }

    private void undoRuns(LiveListener listener, int lastPart, long endOfLastPart) {
        for (int part = lastPart; part >= 0; part--) {
            if (change.region(part) != listener.region()) {
                continue;
            }
            long floor = Math.max(change.fromPage(part), listener.fromPage());
            long partEnd = Math.min(change.toPage(part), listener.toPage());
            long end = part == lastPart ? Math.min(partEnd, endOfLastPart) : partEnd;
            long page = change.previousFlip(part, end - 1, floor);
            while (page >= 0) {
                long start = change.flipStart(part, page, floor);
                calls.discard(listener, start, page + 1);
                page = change.previousFlip(part, start - 1, floor);
            }
        }
    }

    private void tellPageByPage() {
        for (int part = 0; part < change.partCount(); part++) {
            long limit = change.toPage(part);
            long page = nextWatchedFlip(part, change.fromPage(part), limit);
            while (page < limit) {
                if (!change.populates()) {
                    discardPage(part, page, listeners.size() - 1);
                } else if (!populatePage(part, page)) {
                    return;
                }
                page = nextWatchedFlip(part, page + 1, limit);
            }
        }
    }

    /** The first page in [from, limit) that flips and that somebody watches; what nobody watches is not walked. */
    private long nextWatchedFlip(int part, long from, long limit) {
        long page = change.nextFlip(part, from, limit);
        while (page < limit) {
            long watched = nextWatched(part, page, limit);
            if (watched == page) {
                return page;
            }
            page = change.nextFlip(part, watched, limit);
        }
        return limit;
    }

    private long nextWatched(int part, long from, long limit) {
        long next = limit;
        for (int i = 0; i < listeners.size(); i++) {
            LiveListener listener = listeners.get(i);
            if (listener.region() == change.region(part) && listener.toPage() > from) {
                next = Math.min(next, Math.max(from, listener.fromPage()));
            }
        }
        return next;
    }

    /** Tells all listeners of one page; false if that was the end of it. */
    private boolean populatePage(int part, long page) {
        int i = 0;
        while (i < listeners.size()) {
            LiveListener listener = listeners.get(i);
            if (!watches(listener, part, page) || calls.populate(listener, page, page + 1)) {
                i++;
            } else if (onVeto == Policy.OnVeto.DETACH) {
                detach(listener);
            } else {
                refuse(listener, change.pagesUpTo(part, page));
                if (onVeto == Policy.OnVeto.ROLLBACK) {
                    discardPage(part, page, i - 1);
                    undoPagesBefore(part, page);
                }
                return false;
            }
        }
        return true;
    }

    private void undoPagesBefore(int refusedIn, long refused) {
        for (int part = refusedIn; part >= 0; part--) {
            long end = part == refusedIn ? refused : change.toPage(part);
            long page = change.previousFlip(part, end - 1, change.fromPage(part));
            while (page >= 0) {
                discardPage(part, page, listeners.size() - 1);
                page = change.previousFlip(part, page - 1, change.fromPage(part));
            }
        }
    }

    private void discardPage(int part, long page, int fromListener) {
        for (int i = fromListener; i >= 0; i--) {
            LiveListener listener = listeners.get(i);
            if (watches(listener, part, page)) {
                calls.discard(listener, page, page + 1);
            }
        }
    }

    private boolean watches(LiveListener listener, int part, long page) {
        return listener.region() == change.region(part) && page >= listener.fromPage() && page < listener.toPage();
    }

    private void refuse(LiveListener listener, long pagesIfKept) {
        outcome.addRefusal(calls.refusalBy(listener));
        switch (onVeto) {
            case HALT:
                outcome.kind(Outcome.Kind.HALTED).pages(0);
                break;
            case KEEP:
                outcome.kind(Outcome.Kind.DIVERGED).pages(pagesIfKept);
                break;
            default:
                outcome.kind(Outcome.Kind.ROLLED_BACK).pages(0);
        }
    }

    private void detach(LiveListener listener) {
        outcome.addRefusal(calls.refusalBy(listener));
        calls.discard(listener, listener.fromPage(), listener.toPage());
        listeners.remove(listener);
        listener.close();
    }

    private void undoRegistration(LiveListener listener, long refused) {
        Region region = listener.region();
        long page = region.previousPopulated(refused - 1, listener.fromPage());
        while (page >= 0) {
            long start = region.populatedStart(page, listener.fromPage());
            calls.discard(listener, start, page + 1);
            page = region.previousPopulated(start - 1, listener.fromPage());
        }
    }

    /** A discard that threw: nobody knows what that listener still holds, so nothing changes and nothing goes on. */
    private void failIfBroken(Outcome into) {
        if (calls.isBroken()) {
            into.kind(Outcome.Kind.FAILED).pages(0).addBreakage(calls.breakage());
        }
    }
}
