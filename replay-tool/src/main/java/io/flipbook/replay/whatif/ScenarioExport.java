package io.flipbook.replay.whatif;

import io.flipbook.engine.Answer;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.DiscardHold;
import io.flipbook.engine.GuestView;
import io.flipbook.engine.LayoutRecord;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.MemoryTypeRange;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.Policy;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.Rejection;
import io.flipbook.engine.device.Errno;
import io.flipbook.engine.memtype.TypeChange;
import io.flipbook.replay.history.Follower;
import io.flipbook.replay.history.Step;
import io.flipbook.replay.scenario.Statement;
import io.flipbook.replay.scenario.StatementText;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Makes a scenario of a replay that it follows. Run again, it leads to the same digest.
 *
 * <p>The scenario is run while it is written. What the language cannot say (an answer from outside that no engine would
 * have given, a listener that threw) shows in a digest that is another one, and statements follow that lead from there
 * to the state on record.
 */
public final class ScenarioExport implements Follower, AutoCloseable {
    /** Takes in the scenario. */
    public interface Sink {
        void onStatement(Statement statement);

        /** What cannot be said, in one line; the text is that of a journal and may hold names from there only. */
        void onComment(String text);
    }

    private static final Sink NOWHERE = new Sink() {
        @Override
        public void onStatement(Statement statement) {
            // only run
        }

        @Override
        public void onComment(String text) {
            // not of interest
        }
    };

    private final Supplier<GuestView> replayed;
    private final long from;
    private final Vetoes vetoes;
    private final Sink sink;
    private final ScriptGuest script;
    private final Map<Long, ConversionRequest> open = new TreeMap<>();
    private boolean begun;

    private ScenarioExport(Supplier<GuestView> replayed, long from, Vetoes vetoes, Sink sink) {
        this.replayed = replayed;
        this.from = from;
        this.vetoes = vetoes;
        this.sink = sink;
        script = new ScriptGuest(vetoes, sink);
        begun = from == 0;
    }

    /**
     * Follows a replay to find out what listeners refuse in it.
     *
     * @param replayed the guest of the replay
     * @param from the first record that is to be said; 0 is the beginning of a whole history
     */
    public static ScenarioExport finding(Supplier<GuestView> replayed, long from) {
        return new ScenarioExport(replayed, from, new Vetoes(), NOWHERE);
    }

    /** Follows the same history a second time, and says it. */
    public ScenarioExport saying(Supplier<GuestView> replayedAgain, Sink to) {
        return new ScenarioExport(replayedAgain, from, vetoes, to);
    }

    @Override
    public void beforePlayed(Step step) {
        if (!begun && step.sequence() >= from) {
            begin();
        }
    }

    @Override
    public void onPlayed(Step step, Outcome outcome) {
        if (step instanceof Step.Asked asked) {
            open.put(asked.sequence(), asked.request());
        } else if (step instanceof Step.Decided decided) {
            ConversionRequest request = open.remove(decided.requestSequence());
            if (begun) {
                decide(decided, request);
            }
        } else if (begun && step instanceof Step.LaidOut laidOut) {
            layOut(laidOut, outcome);
        }
    }

    @Override
    public void onRestarted(long sequence, Map<String, Errno> refused, Set<String> absent) {
        if (begun) {
            leaveOutUndecided("not decided before the restart");
            script.restart(refused, absent);
        }
        open.clear();
    }

    @Override
    public void onEnd() {
        if (!begun) {
            begin();
        }
        leaveOutUndecided("not decided");
    }

    @Override
    public void close() {
        script.close();
    }

    private void begin() {
        begun = true;
        sink.onComment("the state before record " + from);
        GuestView guest = replayed.get();
        List<RegionSpec> regions = guest.regions();
        regions.forEach(region -> script.say(RecordStatements.of(region)));
        regions.forEach(region ->
                guest.addedSources(region.name()).forEach(source -> script.say(RecordStatements.source(source))));
        for (RegionSpec region : regions) {
            for (MemoryTypeRange range : guest.memoryTypes(region.name())) {
                script.say(RecordStatements.memoryTypes(
                        region.name(), range.offset(), range.sizeBytes(), TypeChange.to(range.attributes())));
            }
        }
        for (LayoutRecord.Mapped map : guest.maps()) {
            script.say(RecordStatements.of(map, guest.regionOf(map).name()));
        }
        new StateDifference(script.view(), guest).statements().forEach(script::say);
        script.say(RecordStatements.of(guest.policy()));
        for (ListenerSpec spec : guest.listeners()) {
            boolean isKnown = spec.kind() != ListenerSpec.Kind.EXTERNAL && spec.vetoes().length == 0;
            script.register(spec, isKnown, Errno.NONE);
        }
        for (RegionSpec region : regions) {
            guest.visitPins(region.name(), (offset, sizeBytes, count) -> {
                for (long i = 0; i < count; i++) {
                    script.say(RecordStatements.pin(true, region.name(), offset, sizeBytes));
                }
            });
        }
        for (DiscardHold hold : DiscardHold.values()) {
            for (long i = 0; i < guest.held(hold); i++) {
                script.say(RecordStatements.of(new Step.LaidOut(0, new LayoutRecord.HoldChanged(hold, true), ""))
                        .orElseThrow());
            }
        }
        sink.onComment("from record " + from + " on");
    }

    private void layOut(Step.LaidOut step, Outcome outcome) {
        if (step.layout() instanceof LayoutRecord.ListenerAdded added) {
            ListenerSpec spec = added.spec();
            Errno refusal = outcome.kind() == Outcome.Kind.ROLLED_BACK ? outcome.errno() : Errno.NONE;
            script.unregister(spec.name());
            script.register(spec, spec.kind() != ListenerSpec.Kind.EXTERNAL, refusal);
        } else if (step.layout() instanceof LayoutRecord.ListenerEnded) {
            script.unregister(step.name());
        } else {
            RecordStatements.of(step).ifPresent(script::say);
        }
    }

    private void decide(Step.Decided step, ConversionRequest request) {
        Outcome outcome = step.outcome();
        if (request == null) {
            sink.onComment("a request from before what is kept: " + outcome);
        } else {
            String why = whyLeftOut(outcome);
            if (why != null) {
                sink.onComment(StatementText.of(RecordStatements.of(request)) + ": " + why);
            } else {
                say(RecordStatements.of(request), outcome);
            }
        }
        if (script.view().digest() != outcome.digest()) {
            correct(step.sequence());
        }
    }

    /** Why a request cannot be said as it was, in some words; null if it can. */
    private String whyLeftOut(Outcome outcome) {
        Answer answer = outcome.answer();
        boolean halted = script.view().isHalted();
        if (answer != Answer.ENGINE && answer != Answer.ACK) {
            return "answered " + answer;
        } else if (outcome.wasOverruled()) {
            return "acknowledged though " + outcome.reason();
        } else if (answer == Answer.ACK && halted) {
            return "acknowledged though halted";
        } else if (outcome.kind() == Outcome.Kind.REJECTED && outcome.reason() == Rejection.HALTED && !halted) {
            return "rejected halted";
        } else if (outcome.kind() == Outcome.Kind.FAILED) {
            return outcome.listener() + " threw from a discard, and the engine stopped";
        } else if (!outcome.kind().changesState() && isOfMemory(outcome)) {
            return outcome.toString();
        }
        return null;
    }

    private static boolean isOfMemory(Outcome outcome) {
        return outcome.listener() != null && outcome.refusals().get(0).isOfMemory();
    }

    private void say(Statement statement, Outcome outcome) {
        Policy policy = script.view().policy();
        boolean keeps = outcome.answer() == Answer.ACK
                && !outcome.refusals().isEmpty()
                && policy.onVeto() != Policy.OnVeto.KEEP;
        if (keeps) {
            sink.onComment("acknowledged, whoever refused");
            script.say(RecordStatements.of(new Policy(policy.mixed(), Policy.OnVeto.KEEP, policy.profile())));
        }
        script.beginRequest(outcome.refusals());
        script.say(statement);
        script.beginRequest(List.of());
        if (keeps) {
            script.say(RecordStatements.of(policy));
        }
    }

    /** Leads to the state on record, whoever is against it. */
    private void correct(long sequence) {
        sink.onComment("what is on record after " + sequence + " cannot be said otherwise");
        if (script.view().isHalted()) {
            script.restart(Map.of(), Set.of());
        }
        Policy policy = script.view().policy();
        script.say(RecordStatements.of(new Policy(Policy.Mixed.SEGMENTS, Policy.OnVeto.KEEP)));
        for (Statement statement : new StateDifference(script.view(), replayed.get()).statements()) {
            Outcome outcome = script.say(statement);
            while (outcome.kind() == Outcome.Kind.REJECTED && outcome.atRegion() != null) {
                long pageBytes = pageBytes(outcome.atRegion());
                script.say(RecordStatements.pin(false, outcome.atRegion(), outcome.at(), pageBytes));
                outcome = script.say(statement);
            }
        }
        script.say(RecordStatements.of(policy));
    }

    private long pageBytes(String region) {
        return replayed.get().regions().stream()
                .filter(spec -> spec.name().equals(region))
                .findFirst()
                .orElseThrow()
                .pageBytes();
    }

    private void leaveOutUndecided(String why) {
        open.values().forEach(request -> sink.onComment(StatementText.of(RecordStatements.of(request)) + ": " + why));
    }
}
