package io.flipbook.engine;

/**
 * Tells one listener of its runs in a stretch of a change, ascending, or takes that back, descending. Which call that
 * is depends on the side that the listener watches: what the holders of one side gain, those of the other lose.
 */
final class RunTeller {
    private final ListenerCalls calls;
    private int refusedPart;
    private long refusedPage;

    RunTeller(ListenerCalls calls) {
        this.calls = calls;
    }

    /** Of the last call that returned false: the part in which the run is that was refused. */
    int refusedPart() {
        return refusedPart;
    }

    /** Of the last call that returned false: the first page of the run that was refused. */
    long refusedPage() {
        return refusedPage;
    }

    /** Tells a listener of all its runs, up to the first that it refuses; false if it refused one. */
    boolean tell(LiveListener listener, Stretch stretch) {
        Change change = stretch.change();
        boolean populates = change.populates(listener.side());
        for (int part = stretch.firstPart(); part <= stretch.lastPart(); part++) {
            if (change.region(part) != listener.region()) {
                continue;
            }
            long limit = Math.min(stretch.to(part), listener.toPage());
            long floor = Math.max(stretch.from(part), listener.fromPage());
            long page = change.nextFlip(part, listener.side(), floor, limit);
            while (page < limit) {
                long end = change.flipEnd(part, listener.side(), page, limit);
                if (!call(listener, populates, part, page, end)) {
                    return false;
                }
                page = change.nextFlip(part, listener.side(), end, limit);
            }
        }
        return true;
    }

    /** Takes back what a listener was told in a stretch, in reverse; false at the first run that it refuses. */
    boolean takeBack(LiveListener listener, Stretch stretch) {
        Change change = stretch.change();
        boolean populates = !change.populates(listener.side());
        for (int part = stretch.lastPart(); part >= stretch.firstPart(); part--) {
            if (change.region(part) != listener.region()) {
                continue;
            }
            long floor = Math.max(stretch.from(part), listener.fromPage());
            long limit = Math.min(stretch.to(part), listener.toPage());
            long page = change.previousFlip(part, listener.side(), limit - 1, floor);
            while (page >= 0) {
                long start = change.flipStart(part, listener.side(), page, floor);
                calls.countUndone();
                if (!call(listener, populates, part, start, page + 1)) {
                    return false;
                }
                page = change.previousFlip(part, listener.side(), start - 1, floor);
            }
        }
        return true;
    }

    /** Tells a listener that all of a stretch is gone, whatever it held of it. */
    void discardAll(LiveListener listener, Stretch stretch) {
        Change change = stretch.change();
        for (int part = stretch.lastPart(); part >= stretch.firstPart(); part--) {
            long from = Math.max(stretch.from(part), listener.fromPage());
            long to = Math.min(stretch.to(part), listener.toPage());
            if (change.region(part) == listener.region() && from < to) {
                calls.discard(listener, from, to);
            }
        }
    }

    private boolean call(LiveListener listener, boolean populates, int part, long from, long to) {
        if (!populates) {
            calls.discard(listener, from, to);
        } else if (!calls.populate(listener, from, to)) {
            refusedPart = part;
            refusedPage = from;
            return false;
        }
        return true;
    }
}
