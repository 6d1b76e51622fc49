package io.flipbook.tests.simulation;

import io.flipbook.engine.CallObserver;
import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ListenerSpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** What is told to whom in a step, and who listens. */
final class Calls implements CallObserver {
    /** One call; pages from one to before another. */
    record Told(String listener, Call call, int from, int to) {}

    final Map<String, Watcher> watchers = new LinkedHashMap<>();
    private final World world;
    private final List<Told> told = new ArrayList<>();
    private ConversionEngine engine;
    private boolean threwFromDiscard;
    private boolean mayDisagree;
    /** What was told in a batch, and is not told as one request's yet, with the state then; else null. */
    private Deque<Waiting> waiting;

    private boolean throwIsWaiting;
    private boolean disagreesOnRefusal;
    private Supplier<String> state;
    private Map<Integer, ListenerFault> faults = Map.of();
    private int callbacks;

    private record Waiting(Told told, String state) {}

    Calls(World world) {
        this.world = world;
    }

    void beginStep(ConversionEngine ofEngine) {
        engine = ofEngine;
        told.clear();
        threwFromDiscard = false;
        waiting = null;
    }

    /** What is told now is of several requests, each of which is applied before the next one. */
    void beginBatch(Supplier<String> stateAtCall, boolean disagreeingOnRefusal) {
        waiting = new ArrayDeque<>();
        throwIsWaiting = false;
        state = stateAtCall;
        disagreesOnRefusal = disagreeingOnRefusal;
    }

    /**
     * Leaves as told what the next request of a batch has led to: calls in the state before it, up to the end of an
     * undo. If the first one of those is not about it nobody listens there, and they are of a later request.
     *
     * @param isUndone whether an undo follows a refusal, and nothing of it is applied
     */
    void takeRequest(String stateBefore, Judgement judgement, boolean isUndone) {
        told.clear();
        if (!waiting.isEmpty() && isAbout(judgement, waiting.peek().told())) {
            int end = Integer.MAX_VALUE;
            while (told.size() < end
                    && !waiting.isEmpty()
                    && waiting.peek().state().equals(stateBefore)) {
                Told next = waiting.remove().told();
                if (next.call() == Call.VETO && isUndone) {
                    end = 2 * told.size() + 1;
                }
                told.add(next);
            }
        }
        threwFromDiscard = throwIsWaiting && waiting.isEmpty() && !told.isEmpty();
    }

    private boolean isAbout(Judgement judgement, Told first) {
        return judgement.changes(watchers.get(first.listener()).region, first.from());
    }

    /** Whether what was told in a batch was of its requests. */
    boolean areAllTaken() {
        return waiting.isEmpty();
    }

    /** The listeners are told anew. */
    void beginSession() {
        watchers.clear();
        mayDisagree = false;
    }

    /** From now on listeners and state may differ, as the policies halt and keep have it. */
    void allowDisagreement() {
        mayDisagree = true;
    }

    boolean mayDisagree() {
        return mayDisagree;
    }

    /** The engine, for a listener that calls it back; null while it is being opened. */
    ConversionEngine engine() {
        return engine;
    }

    /** From now on counts callbacks to external listeners; these, the first being 1, go wrong. */
    void plan(Map<Integer, ListenerFault> newFaults) {
        faults = newFaults;
        callbacks = 0;
    }

    int callbacks() {
        return callbacks;
    }

    /** What goes wrong in this callback; null if nothing does. */
    ListenerFault nextCallback() {
        return faults.get(++callbacks);
    }

    void discardThrew() {
        threwFromDiscard = true;
        throwIsWaiting = true;
    }

    boolean hasDiscardThrown() {
        return threwFromDiscard;
    }

    @Override
    public void onCall(String listener, Call call, long offset, long sizeBytes) {
        Watcher watcher = watchers.get(listener);
        long page = watcher == null ? ReferenceRegion.PAGE_BYTES : watcher.region.pageBytes();
        Told one = new Told(listener, call, (int) (offset / page), (int) ((offset + sizeBytes) / page));
        world.transcript.say("    " + one);
        told.add(one);
        if (waiting != null) {
            waiting.add(new Waiting(one, state.get()));
            mayDisagree |= disagreesOnRefusal && call == Call.VETO;
        }
        if (watcher != null && watcher.spec.kind() == ListenerSpec.Kind.TYPE1 && !world.isDead()) {
            followModel(watcher, one);
        }
    }

    /** The first call that was refused; null if none was. */
    Told refusal() {
        return told.stream().filter(one -> one.call() == Call.VETO).findFirst().orElse(null);
    }

    Set<String> refusers() {
        Set<String> names = new TreeSet<>();
        told.stream().filter(one -> one.call() == Call.VETO).forEach(one -> names.add(one.listener()));
        return names;
    }

    /** Whether every populate up to the refusal was taken back behind it, in reverse. */
    boolean isUndone() {
        int refused = told.indexOf(refusal());
        int count = told.size();
        if (count != 2 * refused + 1) {
            return false;
        }
        for (int i = 0; i < refused; i++) {
            Told made = told.get(i);
            if (!told.get(count - 1 - i).equals(new Told(made.listener(), Call.DISCARD, made.from(), made.to()))) {
                return false;
            }
        }
        return true;
    }

    private static void followModel(Watcher watcher, Told one) {
        switch (one.call()) {
            case POPULATE -> watcher.hold(one.from(), one.to());
            case DISCARD -> watcher.release(one.from(), one.to());
            default -> watcher.refuse(one.to() - one.from());
        }
    }
}
