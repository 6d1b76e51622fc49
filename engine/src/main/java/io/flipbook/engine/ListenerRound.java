package io.flipbook.engine;

import io.flipbook.engine.watch.EngineCounters;
import java.util.List;

/**
 * Tells the listeners of a change, in order, and answers a refusal as the policy says.
 *
 * <p>Who loses pages is told first, newest listener first; then the memory is converted; then who gains pages is told,
 * oldest listener first. So to private everybody unmaps before the conversion, and to shared it is converted before
 * anybody maps. Each listener gets all its runs before the next gets any, or, page by page, each page goes to all
 * of them before the next page does. No bit changes meanwhile, so runs are found anew for each listener, backwards too
 * for an undo, and nothing is kept of them: a round allocates nothing unless somebody refuses.
 */
final class ListenerRound {
    private final Listeners registered = new Listeners();
    private final ListenerCalls calls;
    private final EngineCounters counters;
    private final EngineWatch watch;
    private final RunTeller teller;
    private final MemoryStep memory = new MemoryStep();
    private final Stretch told = new Stretch();
    private final Stretch rest = new Stretch();
    private final Stretch single = new Stretch();
    private Change change;
    /** Whom the change concerns: those of its regions, in the order of their registration. */
    private List<LiveListener> listeners;

    private Policy.OnVeto onVeto;
    private boolean newestFirst;
    private Outcome outcome;

    ListenerRound(CallObserver observer, EngineWatch watch) {
        this.watch = watch;
        calls = new ListenerCalls(observer, watch.callLatency());
        counters = watch.counters();
        teller = new RunTeller(calls);
    }

    Listeners listeners() {
        return registered;
    }

    /**
     * How many refusals an outcome may have at most: one of each listener, two where it may be told of both sides, and
     * those of memory and of a discard that threw.
     */
    int mostRefusals(Policy.OnVeto answer) {
        return 3 + (answer == Policy.OnVeto.ALL_PRIVATE ? 2 : 1) * registered.count();
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
    void tell(Change ofChange, Policy.OnVeto whenRefused, Policy.Profile profile, Outcome into) {
        change = ofChange;
        listeners = registered.of(change);
        onVeto = whenRefused == Policy.OnVeto.ALL_PRIVATE && !change.canTurnPrivate()
                ? Policy.OnVeto.ROLLBACK
                : whenRefused;
        newestFirst = profile == Policy.Profile.QEMU_10_1;
        outcome = into.kind(Outcome.Kind.COMMITTED).pages(change.pages());
        for (int i = 0; i < listeners.size(); i++) {
            listeners.get(i).beginRequest();
        }
        memory.begin();
        tellAll(false);
        boolean converted = memory.convert(told.whole(change), outcome);
        if (converted) {
            tellAll(true);
        } else if (outcome.answer() == Answer.ACK) {
            outcome.kind(Outcome.Kind.DIVERGED); // it has happened, whatever this memory says
        } else {
            outcome.kind(Outcome.Kind.ROLLED_BACK).pages(0);
            giveBack(told);
        }
        if (outcome.hasRefusals()) {
            registered.removeIf(LiveListener::isGone);
            counters.undone(calls.undone());
            counters.listeners(registered.count());
        }
        counters.called(calls.count());
        failIfBroken(outcome);
        if (converted && outcome.kind().changesState()) {
            memory.finish(change, outcome.pages(), listeners);
        }
    }

    /** Tells a new listener of all that is there on its side of its section; adds it unless it refuses. */
    void register(LiveListener listener, Outcome into) {
        Region region = listener.region();
        into.kind(Outcome.Kind.COMMITTED);
        long page = region.nextFlip(null, true, listener.side(), listener.fromPage(), listener.toPage());
        while (page < listener.toPage()) {
            long end = region.flipEnd(null, true, listener.side(), page, listener.toPage());
            if (!calls.populate(listener, page, end)) {
                into.kind(Outcome.Kind.ROLLED_BACK).addRefusal(calls.refusalBy(listener));
                watch.refused(into, region.name());
                undoRegistration(listener, page);
                counters.called(calls.count());
                counters.undone(calls.undone());
                listener.close();
                failIfBroken(into);
                return;
            }
            page = region.nextFlip(null, true, listener.side(), end, listener.toPage());
        }
        registered.add(listener);
        counters.called(calls.count());
        counters.listeners(registered.count());
    }

    /** Tells a listener to discard its whole section, and forgets it. */
    void unregister(LiveListener listener, Outcome into) {
        into.kind(Outcome.Kind.COMMITTED);
        calls.discard(listener, listener.fromPage(), listener.toPage());
        registered.removeIf(each -> each == listener);
        counters.called(calls.count());
        counters.listeners(registered.count());
        listener.close();
        failIfBroken(into);
    }

    /** Tells the ones or the others of all of the change, at once or page by page, unless a refusal ends it. */
    private void tellAll(boolean gainers) {
        if (!change.isPageByPage()) {
            tell(gainers, told.whole(change));
            return;
        }
        for (int part = 0; part < change.partCount(); part++) {
            long limit = change.toPage(part);
            long page = nextPage(part, change.fromPage(part), limit);
            while (page < limit && tell(gainers, told.page(change, part, page))) {
                page = nextPage(part, page + 1, limit);
            }
            if (page < limit) {
                return;
            }
        }
    }

    private boolean tell(boolean gainers, Stretch stretch) {
        return gainers ? tellGainers(stretch) : tellLosers(stretch);
    }

    /** A discard cannot be refused, so this is never the end of the request. */
    private boolean tellLosers(Stretch stretch) {
        for (int i = listeners.size() - 1; i >= 0; i--) {
            if (loses(listeners.get(i))) {
                teller.tell(listeners.get(i), stretch);
            }
        }
        return true;
    }

    /** Tells of what {@link #told} is; false if that was the end of the request. */
    private boolean tellGainers(Stretch stretch) {
        for (int turn = 0; turn < listeners.size(); turn++) {
            LiveListener listener = inTurn(turn);
            if (gains(listener) && !teller.tell(listener, stretch)) {
                outcome.addRefusal(calls.refusalBy(listener));
                if (!answer(listener, turn)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Does what the policy says of a refusal; whether what is told, or is left of it, goes on to the others. */
    private boolean answer(LiveListener refuser, int turn) {
        switch (onVeto) {
            case DETACH:
                calls.discard(refuser, refuser.fromPage(), refuser.toPage());
                refuser.leave();
                return true;
            case HALT:
                outcome.kind(Outcome.Kind.HALTED).pages(0);
                memory.undo(told.whole(change));
                return false;
            case KEEP:
                outcome.kind(Outcome.Kind.DIVERGED).pages(told.pagesUpToEnd());
                memory.undo(rest.since(rest.whole(change), told.lastPart(), told.to(told.lastPart())));
                return false;
            case RETRY:
                outcome.kind(Outcome.Kind.RETRY).pages(0);
                memory.undo(told.whole(change));
                return false;
            case PARTIAL:
                return shrink(turn);
            case ALL_PRIVATE:
                makePrivate();
                return false;
            case UNDO_LISTENERS:
                outcome.kind(Outcome.Kind.LISTENERS_UNDONE).pages(change.pages());
                takeBackFromGainers(turn);
                return false;
            default:
                outcome.kind(Outcome.Kind.ROLLED_BACK).pages(0);
                takeBackFromGainers(turn);
                memory.undo(told.whole(change));
                giveBack(told);
                return false;
        }
    }

    /** The refuser got what is before the refused run; those before it got all that is told, and the pages before. */
    private void takeBackFromGainers(int turn) {
        teller.takeBack(inTurn(turn), rest.before(told, teller.refusedPart(), teller.refusedPage()));
        takeBackBefore(turn, told);
        if (!change.isPageByPage()) {
            return;
        }
        for (int part = told.firstPart(); part >= 0; part--) {
            long end = part == told.firstPart() ? told.from(part) : change.toPage(part);
            long page = change.previousDiffering(part, end - 1, change.fromPage(part));
            while (page >= 0) {
                takeBackBefore(listeners.size(), rest.page(change, part, page));
                page = change.previousDiffering(part, page - 1, change.fromPage(part));
            }
        }
    }

    private void takeBackBefore(int turn, Stretch stretch) {
        for (int before = turn - 1; before >= 0; before--) {
            if (gains(inTurn(before))) {
                teller.takeBack(inTurn(before), stretch);
            }
        }
    }

    /**
     * Those who lost pages get them again, in reverse order of their discards. Who refuses that is out of step, and not
     * asked again: so a record has two refusals of a listener at most.
     */
    private void giveBack(Stretch stretch) {
        if (!change.isPageByPage()) {
            giveBackAtOnce(stretch);
            return;
        }
        for (int part = stretch.lastPart(); part >= stretch.firstPart(); part--) {
            long page = change.previousDiffering(part, stretch.to(part) - 1, stretch.from(part));
            while (page >= stretch.from(part)) {
                giveBackAtOnce(single.page(change, part, page));
                page = change.previousDiffering(part, page - 1, stretch.from(part));
            }
        }
    }

    private void giveBackAtOnce(Stretch stretch) {
        for (int i = 0; i < listeners.size(); i++) {
            LiveListener listener = listeners.get(i);
            if (loses(listener) && !listener.isOutOfStep() && !teller.takeBack(listener, stretch)) {
                listener.fallOutOfStep();
                outcome.kind(Outcome.Kind.DIVERGED).addRefusal(calls.refusalBy(listener));
            }
        }
    }

    /** Gives up all that begins with the block of the refused run; page by page the request is over then. */
    private boolean shrink(int turn) {
        int part = teller.refusedPart();
        long page = teller.refusedPage() - teller.refusedPage() % change.unitPages(part);
        rest.before(told, part, teller.refusedPage());
        teller.takeBack(inTurn(turn), rest.since(rest, part, page));
        takeBackBefore(turn, rest.since(told, part, page));
        boolean isDiverged = outcome.kind() == Outcome.Kind.DIVERGED;
        outcome.kind(isDiverged ? Outcome.Kind.DIVERGED : Outcome.Kind.PARTIAL).pages(change.pagesBefore(part, page));
        rest.since(change.isPageByPage() ? rest.whole(change) : told, part, page);
        memory.undo(rest);
        giveBack(rest);
        told.before(told, part, page);
        return !change.isPageByPage();
    }

    /** Everybody drops all of the range, and it becomes private. */
    private void makePrivate() {
        told.whole(change);
        for (int i = listeners.size() - 1; i >= 0; i--) {
            if (gains(listeners.get(i))) {
                teller.discardAll(listeners.get(i), told);
            }
        }
        memory.undo(told);
        giveBack(told);
        change.turnPrivate();
        if (!memory.convert(told.whole(change), outcome)) {
            outcome.kind(Outcome.Kind.DIVERGED).pages(0);
            return;
        }
        for (int i = 0; i < listeners.size(); i++) {
            LiveListener listener = listeners.get(i);
            if (gains(listener) && !teller.tell(listener, told)) {
                outcome.addRefusal(calls.refusalBy(listener));
            }
        }
        outcome.kind(Outcome.Kind.ALL_PRIVATE).pages(change.pages());
    }

    /** The next page to tell of, page by page; what nobody watches is not walked. */
    private long nextPage(int part, long from, long limit) {
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
            if (listener.region() == change.region(part) && !listener.isGone() && listener.toPage() > from) {
                next = Math.min(next, Math.max(from, listener.fromPage()));
            }
        }
        return next;
    }

    private void undoRegistration(LiveListener listener, long refused) {
        Region region = listener.region();
        long page = region.previousFlip(null, true, listener.side(), refused - 1, listener.fromPage());
        while (page >= 0) {
            long start = region.flipStart(null, true, listener.side(), page, listener.fromPage());
            calls.countUndone();
            calls.discard(listener, start, page + 1);
            page = region.previousFlip(null, true, listener.side(), start - 1, listener.fromPage());
        }
    }

    /** A discard that threw: nobody knows what that listener still holds, so nothing changes and nothing goes on. */
    private void failIfBroken(Outcome into) {
        if (calls.isBroken()) {
            into.kind(Outcome.Kind.FAILED).pages(0).addBreakage(calls.breakage());
        }
    }

    private boolean gains(LiveListener listener) {
        return !listener.isGone() && change.populates(listener.side());
    }

    private boolean loses(LiveListener listener) {
        return !listener.isGone() && !change.populates(listener.side());
    }

    private LiveListener inTurn(int turn) {
        return listeners.get(newestFirst ? listeners.size() - 1 - turn : turn);
    }
}
