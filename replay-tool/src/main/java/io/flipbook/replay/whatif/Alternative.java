package io.flipbook.replay.whatif;

import io.flipbook.engine.CallObserver;
import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.GuestMemory;
import io.flipbook.engine.LayoutRecord;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.Observation;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.SourceAdded;
import io.flipbook.engine.SourceRemoved;
import io.flipbook.engine.SourceSpec;
import io.flipbook.engine.device.Errno;
import io.flipbook.replay.history.Follower;
import io.flipbook.replay.history.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Drives another engine with the requests of a replay, one step behind it, and compares what comes of them. It sees the
 * replay's calls: what a listener refused there, as a run of pages, its stand-in refuses here.
 */
public final class Alternative implements Follower, CallObserver, AutoCloseable {
    private final Overrides overrides;
    private final Comparison comparison;
    private final Map<String, RunListener> standIns = new HashMap<>();
    private final Map<String, List<RunListener.Refused>> vetoes = new HashMap<>();
    private final Map<Long, Long> ownSequences = new HashMap<>();
    private ConversionEngine engine;

    /**
     * An engine for a whole history.
     *
     * @param limit how many differences are kept
     */
    public Alternative(Overrides overrides, int limit) {
        this.overrides = overrides;
        comparison = new Comparison(limit, !overrides.hasOtherPages());
        engine = ConversionEngine.open(EngineConfig.transientOne().listeners(spec -> standIns.get(spec.name())));
        engine.setPolicy(overrides.policy(engine.guest().policy()));
    }

    /** An engine for a history whose beginning is not there; the state becomes its own. */
    public Alternative(Overrides overrides, int limit, GuestMemory state, long behind) {
        this.overrides = overrides;
        comparison = new Comparison(limit, true);
        if (overrides.hasOtherPages()) {
            state.close();
            throw new IllegalArgumentException("another page needs the history from its first record on");
        }
        List<Long> undecided = state.undecided();
        engine = ConversionEngine.open(EngineConfig.transientBehind(state, behind)
                .listeners(spec -> standIns.computeIfAbsent(spec.name(), name -> new RunListener(Map.of()))));
        undecided.forEach(sequence -> ownSequences.put(sequence, sequence));
        engine.setPolicy(overrides.policy(engine.guest().policy()));
        replaceListeners();
    }

    /** What went otherwise so far. */
    public Comparison comparison() {
        return comparison;
    }

    /** The digest of the state that the requests have led to. */
    public long digest() {
        return engine.guest().digest();
    }

    @Override
    public void onCall(String listener, Call call, long offset, long sizeBytes) {
        if (call == Call.VETO) {
            vetoes.computeIfAbsent(listener, name -> new ArrayList<>())
                    .add(new RunListener.Refused(offset, sizeBytes, Errno.EFAULT));
        }
    }

    @Override
    public void onPlayed(Step step, Outcome outcome) {
        if (step instanceof Step.Asked asked) {
            ownSequences.put(asked.sequence(), engine.begin(asked.request()));
        } else if (step instanceof Step.Decided decided) {
            decide(decided);
        } else if (step instanceof Step.LaidOut laidOut) {
            layOut(laidOut, outcome);
        }
        forgetRefusals();
    }

    @Override
    public void onRestarted(long sequence, Map<String, Errno> refused, Set<String> absent) {
        refused.forEach((name, errno) -> tell(name, errno));
        standIns.values().forEach(RunListener::beginSession);
        Set<String> before = new HashSet<>();
        engine.guest().listeners().forEach(spec -> before.add(spec.name()));
        before.removeAll(absent);
        ownSequences.clear();
        engine = engine.restart();
        Set<String> lost = new HashSet<>(engine.lostListeners());
        lost.removeAll(absent);
        // not before the restart: the engine may have stopped there, and takes nothing then
        absent.stream().filter(this::isRegistered).forEach(engine::unregister);
        comparison.count(!refused.isEmpty(), !lost.isEmpty());
        before.stream().sorted().forEach(name -> {
            if (lost.contains(name) != refused.containsKey(name)) {
                comparison.differ(
                        sequence,
                        Happening.restart(name, refused.containsKey(name)),
                        Happening.restart(name, lost.contains(name)));
            }
        });
        forgetRefusals();
    }

    @Override
    public void close() {
        engine.close();
    }

    private void decide(Step.Decided step) {
        Long own = ownSequences.remove(step.requestSequence());
        if (own == null) {
            return;
        }
        Outcome recorded = step.outcome();
        Set<String> broken = new HashSet<>();
        Map<String, List<Errno>> errors = new HashMap<>();
        for (Outcome.Refusal refusal : recorded.refusals()) {
            if (refusal.call() == 0 && refusal.threw()) {
                broken.add(refusal.listener());
            } else {
                errors.computeIfAbsent(refusal.listener(), name -> new ArrayList<>())
                        .add(refusal.errno());
            }
        }
        standIns.forEach((name, standIn) -> {
            List<RunListener.Refused> runs = new ArrayList<>();
            List<Errno> said = errors.getOrDefault(name, List.of());
            for (RunListener.Refused run : vetoes.getOrDefault(name, List.of())) {
                if (!said.isEmpty()) {
                    Errno errno = said.get(Math.min(runs.size(), said.size() - 1));
                    runs.add(new RunListener.Refused(run.offset(), run.sizeBytes(), errno));
                }
            }
            standIn.refuse(runs, broken.contains(name));
        });
        comparison.decided(step.sequence(), recorded, engine.decide(own, recorded.answer()));
    }

    private void layOut(Step.LaidOut step, Outcome outcome) {
        LayoutRecord layout = step.layout();
        if (layout instanceof LayoutRecord.RegionAdded added) {
            expectDone(step, engine.addRegion(overrides.region(added.spec())));
        } else if (layout instanceof LayoutRecord.RegionRemoved) {
            expectDone(step, engine.removeRegion(step.name()));
        } else if (layout instanceof LayoutRecord.Mapped map) {
            expectDone(step, engine.map(map.gpa(), map.sizeBytes(), step.name(), map.offset()));
        } else if (layout instanceof LayoutRecord.Unmapped map) {
            expectDone(step, engine.unmap(map.gpa()));
        } else if (layout instanceof LayoutRecord.PolicySet set) {
            expectDone(step, engine.setPolicy(overrides.policy(set.policy())));
        } else if (layout instanceof LayoutRecord.PinChanged pin) {
            expectDone(step, engine.pin(pin.pinned(), step.name(), pin.offset(), pin.sizeBytes()));
        } else if (layout instanceof LayoutRecord.HoldChanged hold) {
            expectDone(step, engine.hold(hold.hold(), hold.acquired()));
        } else if (layout instanceof LayoutRecord.ListenerAdded added) {
            register(step.sequence(), added.spec(), outcome);
        } else if (layout instanceof LayoutRecord.ListenerEnded) {
            if (isRegistered(step.name())) {
                engine.unregister(step.name());
            }
        } else if (layout instanceof SourceAdded added) {
            expectDone(step, engine.addSource(new SourceSpec(added.name(), step.name(), added.blockBytes()), true));
        } else if (layout instanceof SourceRemoved removed) {
            expectDone(step, engine.removeSource(step.name(), removed.name()));
        } else if (layout instanceof Observation observation) {
            engine.observe(observation);
        }
    }

    private void expectDone(Step step, Outcome outcome) {
        if (outcome.kind() != Outcome.Kind.OK && outcome.kind() != Outcome.Kind.COMMITTED) {
            comparison.differ(
                    step.sequence(), Happening.layout(true, "done"), Happening.layout(false, outcome.toString()));
        }
    }

    /** One that is registered here already, because it did not refuse, stays. */
    private void register(long sequence, ListenerSpec recorded, Outcome then) {
        boolean refusedThen = then.kind() == Outcome.Kind.ROLLED_BACK;
        Errno errnoThen = then.errno();
        ListenerSpec spec = overrides.listener(recorded);
        if (isRegistered(spec.name())) {
            return;
        }
        Outcome now = register(spec, errnoThen);
        boolean refusedNow = now.kind() != Outcome.Kind.COMMITTED;
        comparison.count(refusedThen, refusedNow);
        if (refusedThen != refusedNow) {
            comparison.differ(
                    sequence,
                    Happening.registration(spec.name(), refusedThen, errnoThen),
                    Happening.registration(spec.name(), refusedNow, now.errno()));
        }
    }

    private Outcome register(ListenerSpec spec, Errno errnoThen) {
        if (spec.kind() != ListenerSpec.Kind.EXTERNAL) {
            standIns.remove(spec.name());
            return engine.register(spec);
        }
        RunListener standIn = new RunListener(overrides.failures(spec.name()));
        standIns.put(spec.name(), standIn);
        tell(spec.name(), errnoThen);
        return engine.register(spec, standIn);
    }

    /** What a listener refused in the step before, it refuses again. */
    private void tell(String name, Errno errno) {
        RunListener standIn = standIns.get(name);
        if (standIn != null) {
            standIn.refuse(
                    vetoes.getOrDefault(name, List.of()).stream()
                            .map(run -> new RunListener.Refused(run.offset(), run.sizeBytes(), errno))
                            .toList(),
                    false);
        }
    }

    /** From the first listener that is to be otherwise on, all are registered anew, in their order. */
    private void replaceListeners() {
        List<ListenerSpec> listeners = engine.guest().listeners();
        int first = 0;
        while (first < listeners.size()
                && !overrides.concern(listeners.get(first).name())) {
            first++;
        }
        List<ListenerSpec> again = listeners.subList(first, listeners.size());
        again.forEach(spec -> engine.unregister(spec.name()));
        for (ListenerSpec spec : again) {
            ListenerSpec made = overrides.concern(spec.name()) ? overrides.listener(spec) : spec.external();
            comparison.count(false, register(made, Errno.NONE).kind() != Outcome.Kind.COMMITTED);
        }
    }

    private boolean isRegistered(String name) {
        return engine.guest().listeners().stream().anyMatch(spec -> spec.name().equals(name));
    }

    private void forgetRefusals() {
        vetoes.clear();
        standIns.values().forEach(standIn -> standIn.refuse(List.of(), false));
    }
}
