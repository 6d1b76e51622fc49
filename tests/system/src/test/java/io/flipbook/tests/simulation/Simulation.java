package io.flipbook.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.Policy;
import io.flipbook.engine.device.RegionListener;
import io.flipbook.journal.JournalFullException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** One run: a seed, a guest, and so many steps on a model log in which things go wrong. */
final class Simulation {
    /** How a run has ended: the digest and the kinds of all that happened, and what went wrong, or null. */
    record Result(long digest, Set<String> met, String failure) {}

    private static final int ATTEMPTS_WITH_FAULTS = 3;

    private final World world;
    private final ModelDisk disk;
    private final ReferenceGuest guest = new ReferenceGuest();
    private final Calls calls;
    private final Actions actions;
    private final Ledger ledger;
    private final Agreement agreement;
    private final EngineConfig config;
    private final Set<String> absent = new TreeSet<>();
    private ConversionEngine engine;
    private boolean stopped;

    Simulation(long seed) {
        world = new World(seed);
        disk = new ModelDisk(world);
        calls = new Calls(world);
        actions = new Actions(world, guest, calls);
        ledger = new Ledger(disk, guest);
        agreement = new Agreement(guest, calls, world, disk);
        config = EngineConfig.withLog(disk::open).listeners(this::bring).observer(calls);
    }

    /** Runs the steps of a seed but for those that are dropped. */
    static Result run(long seed, int steps, Set<Integer> dropped) {
        Simulation simulation = new Simulation(seed);
        String failure = null;
        try {
            simulation.run(steps, dropped);
        } catch (RuntimeException | Error e) {
            failure = e + at(e) + "\n  " + simulation.world.transcript.lastLines();
        } finally {
            simulation.abandon();
        }
        return new Result(simulation.world.transcript.digest(), simulation.world.met, failure);
    }

    private static String at(Throwable thrown) {
        StringBuilder text = new StringBuilder();
        for (StackTraceElement element : thrown.getStackTrace()) {
            if (element.getClassName().startsWith("io.flipbook")) {
                text.append("\n    at ").append(element);
            }
        }
        return text.toString();
    }

    /** Ends as a run does, in peace, and holds the whole log against a replay. */
    void end() {
        reopen();
        engine.close();
        agreement.checkReplay();
    }

    private void run(int steps, Set<Integer> dropped) {
        open();
        perform(actions.addRegion(new ReferenceRegion("ram", 64, 0, 1 << world.roll(2))));
        perform(actions.addRegion(new ReferenceRegion("dimm", 64, 4, 1 << world.roll(4))));
        for (int step = 0; step < steps; step++) {
            if (dropped.contains(step)) {
                continue;
            }
            world.transcript.say("step " + step);
            world.beginStep(step, true);
            if (world.roll(14) == 0) {
                restart();
            } else if (world.roll(12) == 0) {
                performTogether(actions.requests());
            } else {
                perform(actions.next());
            }
        }
        world.beginStep(steps, false);
        end();
    }

    Actions actions() {
        return actions;
    }

    ReferenceGuest guest() {
        return guest;
    }

    Calls calls() {
        return calls;
    }

    World world() {
        return world;
    }

    /** Asks for something, and checks all that comes of it. */
    void perform(Action action) {
        world.transcript.say("  " + action.text());
        calls.beginStep(engine);
        int before = disk.size();
        Outcome outcome = null;
        Throwable thrown = null;
        try {
            Outcome given = action.call().apply(engine);
            outcome = given == null ? null : given.copy();
        } catch (RuntimeException | Error e) {
            thrown = e;
        }
        world.transcript.say("  "
                + (thrown == null ? String.valueOf(outcome) : thrown.getClass().getName()));
        boolean acknowledged = thrown == null && !world.isDead();
        Expected expected = action.expected().get();
        if (acknowledged && expected != null) {
            Ledger.check(outcome, expected);
        }
        boolean happened = ledger.absorb(before, action, expected);
        if (acknowledged) {
            world.met.add(outcome == null ? "nothing" : outcome.kind() + " " + outcome.reason());
            ledger.checkAcknowledged(before, happened, expected, outcome);
        }
        calls.watchers.keySet().retainAll(guest.listenerNames());
        if (acknowledged && outcome != null && outcome.kind() == Outcome.Kind.ROLLED_BACK) {
            assertThat(calls.isUndone()).as("undone in reverse").isTrue();
        }
        if (thrown instanceof JournalFullException) {
            assertThat(disk.size()).as("on record").isEqualTo(before);
        }
        goOn(thrown, outcome != null && outcome.kind() == Outcome.Kind.FAILED);
    }

    /** Asks for several conversions in one batch, and checks what comes of each. */
    private void performTogether(List<ConversionRequest> requests) {
        world.transcript.say("  together " + requests);
        calls.beginStep(engine);
        calls.beginBatch(() -> agreement.pages(engine.guest()), guest.policy.onVeto() == Policy.OnVeto.KEEP);
        BatchedRequests batch = new BatchedRequests(requests, guest, calls, actions);
        int before = disk.size();
        Throwable thrown = batch.convert(engine);
        world.transcript.say("  " + batch.outcomes() + " "
                + (thrown == null ? "" : thrown.getClass().getName()));
        batch.absorb(before, disk, ledger);
        if (!world.isDead()) {
            batch.check(thrown, ledger, disk);
            world.met.add(
                    "together " + (thrown == null ? "none" : thrown.getClass().getSimpleName()));
        }
        calls.watchers.keySet().retainAll(guest.listenerNames());
        goOn(batch.hasFailed() ? null : thrown, batch.hasFailed());
    }

    private void goOn(Throwable thrown, boolean hasFailed) {
        agreement.checkNoViolation();
        if (world.isDead()) {
            dieAndOpen();
            return;
        }
        if (thrown != null) {
            assertThat(thrown).isInstanceOfAny(ModelLog.Failure.class, JournalFullException.class);
        }
        stopped = thrown instanceof ModelLog.Failure || hasFailed;
        if (stopped) {
            checkStopped();
            engine.close();
            open();
        } else {
            agreement.check(engine);
        }
    }

    private void checkStopped() {
        int before = disk.size();
        try {
            engine.convert(ConversionRequest.unplugAll("dimm"));
            throw new AssertionError("an engine that has stopped goes on");
        } catch (IllegalStateException e) {
            assertThat(e.getCause()).isNotNull();
        }
        assertThat(disk.size()).isEqualTo(before);
    }

    private void dieAndOpen() {
        abandon();
        world.bringToLife();
        open();
    }

    /** Lets go of what an engine holds, as the end of a process does; nothing of it reaches the log. */
    void abandon() {
        if (engine != null) {
            world.kill();
            engine.close();
            engine = null;
        }
    }

    /** Closes the engine and opens it again. */
    void reopen() {
        engine.close();
        open();
    }

    private void restart() {
        int kind = world.roll(3);
        world.transcript.say("  restart " + kind);
        if (kind == 0) {
            dieAndOpen();
        } else if (kind == 1) {
            reopen();
        } else {
            openBy(engine::restart);
        }
    }

    void open() {
        openBy(() -> ConversionEngine.open(config));
    }

    private void openBy(java.util.function.Supplier<ConversionEngine> first) {
        java.util.function.Supplier<ConversionEngine> opener = first;
        for (int attempt = 0; !isOpenedBy(opener, attempt); attempt++) {
            opener = () -> ConversionEngine.open(config);
        }
        agreement.check(engine);
    }

    private boolean isOpenedBy(java.util.function.Supplier<ConversionEngine> opener, int attempt) {
        world.transcript.say("  open");
        if (attempt >= ATTEMPTS_WITH_FAULTS) {
            world.beKind();
        } else {
            world.drawLogFault(6);
        }
        calls.beginStep(null);
        calls.beginSession();
        absent.clear();
        // the models that the engine makes anew itself
        guest.listeners.values().stream()
                .filter(spec -> spec.kind() == ListenerSpec.Kind.TYPE1)
                .forEach(spec -> calls.watchers.put(spec.name(), watcher(spec)));
        int before = disk.size();
        List<Long> undecided = List.copyOf(guest.undecided.keySet());
        Throwable thrown = null;
        engine = null;
        try {
            engine = opener.get();
        } catch (RuntimeException | Error e) {
            thrown = e;
        }
        ledger.absorb(before, null, null);
        agreement.checkNoViolation();
        if (world.isDead()) {
            world.met.add("killed while opening");
            abandon();
            world.bringToLife();
            return false;
        }
        if (thrown != null) {
            assertThat(thrown).isInstanceOfAny(ModelLog.Failure.class, JournalFullException.class);
            world.met.add("failed while opening");
            return false;
        }
        ledger.checkAborted(before, undecided);
        if (!undecided.isEmpty()) {
            world.met.add("aborted");
        }
        checkLost();
        if (calls.hasDiscardThrown()) {
            world.met.add("stopped while opening");
            checkStopped();
            engine.close();
            return false;
        }
        return true;
    }

    private void checkLost() {
        Set<String> lost = new TreeSet<>(absent);
        lost.addAll(calls.refusers());
        assertThat(engine.lostListeners()).containsExactlyInAnyOrderElementsOf(lost);
        calls.watchers.keySet().retainAll(guest.listenerNames());
    }

    private RegionListener bring(ListenerSpec spec) {
        if (world.strikes(20)) {
            absent.add(spec.name());
            return null;
        }
        Watcher watcher = watcher(spec);
        calls.watchers.put(spec.name(), watcher);
        return watcher;
    }

    private Watcher watcher(ListenerSpec spec) {
        return new Watcher(spec, guest.regions.get(spec.region()), world, calls);
    }
}
