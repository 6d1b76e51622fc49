package io.flipbook.replay.history;

import io.flipbook.engine.CallObserver;
import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.GuestMemory;
import io.flipbook.engine.LayoutRecord;
import io.flipbook.engine.LayoutRecord.ListenerEnded.Cause;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.MemoryTypeSet;
import io.flipbook.engine.Observation;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.SourceAdded;
import io.flipbook.engine.SourceRemoved;
import io.flipbook.engine.SourceSpec;
import io.flipbook.engine.device.RegionListener;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Runs a recorded history again through an engine of its own, refusals as recorded, and compares what comes of it.
 *
 * <p>Listeners of kinds that the engine makes are made again and asked again; memory is not, model or real: why it
 * refused may be in references that are not on record, so its refusals are as recorded too. What a
 * record says about the record before it (that a new listener refused; who was lost in a restart) is known only when it
 * comes, so registrations and restarts wait for the records that follow them: {@link #finish()} when there are no more.
 */
public final class HistoryPlayer implements AutoCloseable {
    /** Is told of each record of which the replay made something else. */
    @FunctionalInterface
    public interface Differences {
        /** At {@code sequence} the history has one thing, and the replay another; both as text of one line. */
        void onDifference(long sequence, String recorded, String replayed);
    }

    /** Puts listeners in the place of recorded ones. */
    @FunctionalInterface
    public interface StandIns {
        /** Everybody answers as recorded, or as the engine's model does. */
        StandIns NONE = (spec, recorded) -> recorded;

        /**
         * Asked at each registration, and again at each restart.
         *
         * @param recorded answers as it is on record; to be given back where nobody else is to
         */
        RegionListener inPlaceOf(ListenerSpec spec, RegionListener recorded);
    }

    private final Differences differences;
    private final StandIns standIns;
    private final Map<String, RecordedListener> recordedListeners = new HashMap<>();
    /** As they are on record: a stand-in is registered as one of no kind. */
    private final Map<String, ListenerSpec> listenersOnRecord = new HashMap<>();

    private final Map<Long, Long> ownSequences = new HashMap<>();
    private final RecordedMemory memory = new RecordedMemory();
    private final PendingRestart restart = new PendingRestart();
    private Step.LaidOut pendingListener;
    private ConversionEngine engine;
    private Follower follower = new Follower() {};
    private long requests;
    private long decided;
    /** The history begins behind a snapshot, and nothing of it was played yet. */
    private boolean isBehindSnapshot;
    /** The next record says that the listener refused that was registered last. */
    private boolean isRefusalNext;

    /** Opens the engine that the history is to drive. */
    public HistoryPlayer(EngineConfig config, Differences differences) {
        this(config, StandIns.NONE, differences);
    }

    /** The same with other listeners than the recorded ones. */
    public HistoryPlayer(EngineConfig config, StandIns standIns, Differences differences) {
        this.differences = differences;
        this.standIns = standIns;
        engine = open(config);
    }

    private ConversionEngine open(EngineConfig config) {
        return ConversionEngine.open(config.listeners(spec -> restart.isAbsent(spec.name()) ? null : bring(spec))
                .backings(spec -> memory));
    }

    /**
     * Begins in memory where a history does: with nothing, or, where its beginning is not there any more, in the state
     * behind a record. Up to the next restart listeners of whatever kind then answer as they did.
     *
     * @param sequence that record; 0 where the history is whole, and {@code state} is not asked for then
     * @param state makes the state there, which belongs to this from then on
     * @param observer sees the calls to listeners, those that tell them of the state included
     */
    public static HistoryPlayer from(
            long sequence, Supplier<GuestMemory> state, CallObserver observer, Differences differences) {
        return sequence == 0
                ? new HistoryPlayer(EngineConfig.transientOne().observer(observer), differences)
                : behind(state.get(), sequence, observer, differences);
    }

    private static HistoryPlayer behind(
            GuestMemory state, long sequence, CallObserver observer, Differences differences) {
        List<Long> undecided = state.undecided();
        EngineConfig config = EngineConfig.transientBehind(state, sequence).observer(observer);
        HistoryPlayer player = new HistoryPlayer(config, differences);
        undecided.forEach(open -> player.ownSequences.put(open, open));
        player.isBehindSnapshot = true;
        return player;
    }

    /** Says who goes along. */
    public HistoryPlayer followedBy(Follower newFollower) {
        follower = newFollower;
        return this;
    }

    /** Takes the next record of the history. */
    public void play(Step step) {
        playNext(step);
        isBehindSnapshot = false;
    }

    /**
     * Does what has waited for the next record to be known, and does not play that yet: the engine is then in the state
     * behind the record before it.
     *
     * @return whether something has waited
     */
    public boolean settle(Step next) {
        boolean hasWaited = pendingListener != null;
        if (hasWaited) {
            isRefusalNext = register(next);
        }
        if (restart.isPending() && !restart.isPartOf(next)) {
            restartEngine(true);
            hasWaited = true;
        }
        return hasWaited;
    }

    private void playNext(Step step) {
        settle(step);
        if (isRefusalNext) {
            isRefusalNext = false;
            return;
        }
        if (restart.isPending()) {
            restart.take(step);
            forgetIfAborted(step);
            return;
        }
        follower.beforePlayed(step);
        if (step instanceof Step.LaidOut laidOut) {
            layOut(laidOut);
            if (pendingListener == null) {
                follower.onPlayed(step, null);
            }
        } else if (step instanceof Step.Asked asked) {
            requests++;
            ownSequences.put(asked.sequence(), engine.begin(asked.request()));
            follower.onPlayed(step, null);
        } else if (step instanceof Step.Decided outcome) {
            decide(outcome);
        } else if (step instanceof Step.Recovered recovered) {
            restart.begin(recovered.sequence());
        }
    }

    /** Whether nothing waits for the next record, so that {@link #skipTo} could lead to where this is. */
    public boolean isSettled() {
        return pendingListener == null && !isRefusalNext && !restart.isPending() && !restart.mayLoseSome();
    }

    /**
     * Passes over records that another player has played, with no difference, to where that was settled.
     *
     * @param sequence of the last of them
     * @param state behind that one, which belongs to this from then on
     * @param models what the listeners of the other one held there
     * @throws IllegalArgumentException if the models are none of such a state; this is where it was then
     */
    public void skipTo(long sequence, GuestMemory state, byte[] models, CallObserver observer) {
        ConversionEngine there = open(EngineConfig.transientBehind(state, sequence)
                .goingOnWith(models)
                .observer(observer));
        engine.close();
        engine = there;
        ownSequences.clear();
        isBehindSnapshot = false;
    }

    /** Does what waits for records that will not come; returns whether something has waited. */
    public boolean finish() {
        boolean hasWaited = pendingListener != null || restart.isPending();
        if (pendingListener != null) {
            register(null);
        }
        if (restart.isPending()) {
            restartEngine(false);
        }
        return hasWaited;
    }

    /** The engine, in the state to which the history has led; another one after a restart. */
    public ConversionEngine engine() {
        return engine;
    }

    /** How many requests were played. */
    public long requests() {
        return requests;
    }

    /** How many outcomes were compared. */
    public long decided() {
        return decided;
    }

    @Override
    public void close() {
        engine.close();
    }

    private void layOut(Step.LaidOut step) {
        LayoutRecord layout = step.layout();
        if (layout instanceof LayoutRecord.RegionAdded added) {
            expectOk(step, engine.addRegion(added.spec()));
        } else if (layout instanceof LayoutRecord.RegionRemoved) {
            expectOk(step, engine.removeRegion(step.name()));
        } else if (layout instanceof LayoutRecord.Mapped map) {
            expectOk(step, engine.map(map.gpa(), map.sizeBytes(), step.name(), map.offset()));
        } else if (layout instanceof LayoutRecord.Unmapped map) {
            expectOk(step, engine.unmap(map.gpa()));
        } else if (layout instanceof LayoutRecord.PolicySet set) {
            expectOk(step, engine.setPolicy(set.policy()));
        } else if (layout instanceof LayoutRecord.PinChanged pin) {
            expectOk(step, engine.pin(pin.pinned(), step.name(), pin.offset(), pin.sizeBytes()));
        } else if (layout instanceof LayoutRecord.HoldChanged hold) {
            expectOk(step, engine.hold(hold.hold(), hold.acquired()));
        } else if (layout instanceof LayoutRecord.ListenerAdded) {
            pendingListener = step;
        } else if (layout instanceof LayoutRecord.ListenerEnded ended) {
            end(step, ended);
        } else if (layout instanceof SourceAdded added) {
            SourceSpec source = new SourceSpec(added.name(), step.name(), added.blockBytes());
            expectOk(step, engine.addSource(source, true));
        } else if (layout instanceof SourceRemoved removed) {
            removeSource(step, removed);
        } else if (layout instanceof MemoryTypeSet types) {
            expectOk(step, engine.setMemoryType(step.name(), types.offset(), types.sizeBytes(), types.change()));
        } else if (layout instanceof Observation observation) {
            engine.observe(observation);
        }
    }

    private void removeSource(Step.LaidOut step, SourceRemoved removed) {
        Outcome outcome = engine.removeSource(step.name(), removed.name());
        if (outcome.kind() != Outcome.Kind.COMMITTED) {
            differ(step, "removed " + removed.name(), outcome.toString());
        }
    }

    private void end(Step.LaidOut step, LayoutRecord.ListenerEnded ended) {
        if (ended.cause() == Cause.ASKED) {
            Outcome outcome = engine.unregister(step.name());
            if (outcome.kind() != Outcome.Kind.COMMITTED && outcome.kind() != Outcome.Kind.FAILED) {
                differ(step, "unlisten " + step.name(), outcome.toString());
            }
        } else if (ended.cause() == Cause.REFUSED && isBehindSnapshot) {
            engine.unregister(step.name()); // The snapshot was made between its registration and its refusal.
        } else {
            differ(step, step.name() + " was lost: " + ended.cause(), "it was not");
        }
    }

    /** Registers the listener that waits; whether {@code next} was the record that says that it refused. */
    private boolean register(Step next) {
        Step.LaidOut waiting = pendingListener;
        pendingListener = null;
        ListenerSpec spec = ((LayoutRecord.ListenerAdded) waiting.layout()).spec();
        LayoutRecord.ListenerEnded refusal = refusalOf(spec.name(), next);
        RecordedListener recorded = recorded(spec.name());
        recorded.beginRequest();
        if (refusal != null) {
            recorded.refuseRegistration(refusal.errno());
        }
        listenersOnRecord.put(spec.name(), spec);
        RegionListener listener = bring(spec);
        Outcome outcome = spec.kind() == ListenerSpec.Kind.EXTERNAL || listener != recorded
                ? engine.register(spec.external(), listener)
                : engine.register(spec);
        boolean refused = outcome.kind() == Outcome.Kind.ROLLED_BACK;
        if (refused && refusal == null && (next == null || next instanceof Step.Recovered)) {
            // The writer died between the two records, so it never came to be known.
            restart.mayLose(spec.name());
        } else if (refused != (refusal != null) || !refused && outcome.kind() != Outcome.Kind.COMMITTED) {
            differ(waiting, refusal == null ? "registered" : "refused " + refusal.errno(), outcome.toString());
        }
        follower.onPlayed(waiting, outcome);
        return refusal != null;
    }

    private static LayoutRecord.ListenerEnded refusalOf(String name, Step next) {
        return next instanceof Step.LaidOut laidOut
                        && laidOut.layout() instanceof LayoutRecord.ListenerEnded ended
                        && ended.cause() == Cause.REFUSED
                        && laidOut.name().equals(name)
                ? ended
                : null;
    }

    private void decide(Step.Decided step) {
        Long own = ownSequences.remove(step.requestSequence());
        if (own == null) {
            differ(step, step.outcome().toString(), "request " + step.requestSequence() + " is not open");
            return;
        }
        recordedListeners.values().forEach(RecordedListener::beginRequest);
        memory.beginRequest();
        for (Outcome.Refusal refusal : step.outcome().refusals()) {
            if (refusal.isOfMemory()) {
                memory.refuse(refusal, step.outcome().at());
            }
            RecordedListener listener = recordedListeners.get(refusal.listener());
            if (listener != null) {
                listener.refuse(refusal);
            }
        }
        Outcome outcome = engine.decide(own, step.outcome().answer());
        memory.beginRequest();
        decided++;
        if (!outcome.agreesWith(step.outcome())) {
            differ(step, describe(step.outcome()), describe(outcome));
        }
        follower.onPlayed(step, outcome);
    }

    /** Restarts; {@code whole} says that all records of the restart were there, and not only its first ones. */
    private void restartEngine(boolean whole) {
        recordedListeners.values().forEach(RecordedListener::beginRequest);
        restart.refused().forEach((name, errno) -> recorded(name).refuseRegistration(errno));
        Set<String> expected = restart.lost();
        long sequence = restart.end();
        follower.beforeRestarted();
        engine = engine.restart();
        Set<String> lost = new HashSet<>(engine.lostListeners());
        lost.addAll(restart.neverKnownOf(expected));
        if (whole ? !lost.equals(expected) : !lost.containsAll(expected)) {
            differences.onDifference(sequence, "lost " + expected, "lost " + lost);
        }
        follower.onRestarted(sequence, restart.refused(), restart.absent());
    }

    private void forgetIfAborted(Step step) {
        if (step instanceof Step.Decided aborted) {
            ownSequences.remove(aborted.requestSequence());
        }
    }

    private RegionListener bring(ListenerSpec spec) {
        return standIns.inPlaceOf(listenersOnRecord.getOrDefault(spec.name(), spec), recorded(spec.name()));
    }

    private RecordedListener recorded(String name) {
        return recordedListeners.computeIfAbsent(name, key -> new RecordedListener());
    }

    private void expectOk(Step step, Outcome outcome) {
        if (outcome.kind() != Outcome.Kind.OK) {
            differ(step, "done", outcome.toString());
        }
    }

    private void differ(Step step, String recorded, String replayed) {
        differences.onDifference(step.sequence(), recorded, replayed);
    }

    private static String describe(Outcome outcome) {
        String text = outcome + String.format(", digest 0x%016x", outcome.digest());
        return outcome.refusals().isEmpty()
                ? text
                : text + ", refused "
                        + outcome.refusals().stream().map(FieldSink::text).toList();
    }
}
