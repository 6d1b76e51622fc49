package io.flipbook.tests.simulation;

import io.flipbook.engine.CallObserver;
import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ListenerSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

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
    private Map<Integer, ListenerFault> faults = Map.of();
    private int callbacks;

    Calls(World world) {
        this.world = world;
    }

    void beginStep(ConversionEngine ofEngine) {
        engine = ofEngine;
        told.clear();
        threwFromDiscard = false;
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
