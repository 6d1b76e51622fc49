package io.flipbook.replay.whatif;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.GuestView;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.device.Errno;
import io.flipbook.replay.scenario.ScenarioRunner;
import io.flipbook.replay.scenario.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The guest that a scenario leads to while it is written: each statement is run as soon as it is there. */
final class ScriptGuest implements AutoCloseable {
    private final Vetoes vetoes;
    private final ScenarioExport.Sink sink;
    private final Map<String, ScriptListener> standIns = new HashMap<>();
    private ConversionEngine engine;
    private long listeners;
    private long session;

    ScriptGuest(Vetoes vetoes, ScenarioExport.Sink sink) {
        this.vetoes = vetoes;
        this.sink = sink;
        engine = ConversionEngine.open(EngineConfig.transientOne().listeners(spec -> standIns.get(spec.name())));
    }

    GuestView view() {
        return engine.guest();
    }

    /** Says a statement that is about neither a listener nor a restart, and does it. */
    Outcome say(Statement statement) {
        sink.onStatement(statement);
        return ScenarioRunner.drive(engine, statement);
    }

    /** What listeners were to refuse is over, and these are what they refuse next. */
    void beginRequest(List<Outcome.Refusal> refusals) {
        standIns.values().forEach(ScriptListener::beginRequest);
        for (Outcome.Refusal refusal : refusals) {
            ScriptListener standIn = standIns.get(refusal.listener());
            if (standIn != null) {
                standIn.refuse(refusal);
            }
        }
    }

    /**
     * Registers a listener.
     *
     * @param isKnown whether it answers by itself as it did; else it refuses what is on record
     * @param refusal what it said to its registration, or {@link Errno#NONE}
     */
    void register(ListenerSpec spec, boolean isKnown, Errno refusal) {
        if (isKnown) {
            standIns.remove(spec.name());
            say(RecordStatements.of(spec));
            return;
        }
        ScriptListener standIn = new ScriptListener(spec, listeners++, vetoes);
        introduce(standIn, refusal);
    }

    void unregister(String name) {
        if (isRegistered(name)) {
            standIns.remove(name);
            say(new Statement.Unlisten(0, name));
        }
    }

    boolean isRegistered(String name) {
        return view().listeners().stream().anyMatch(spec -> spec.name().equals(name));
    }

    /**
     * Restarts. A listener that refuses other calls from then on, and those behind it, are registered anew, in their
     * order, as the restart would do.
     */
    void restart(Map<String, Errno> refused, Set<String> absent) {
        absent.forEach(this::unregister);
        List<ListenerSpec> live = view().listeners();
        int first = 0;
        while (first < live.size() && staysAsItIs(live.get(first).name())) {
            first++;
        }
        List<ListenerSpec> again = live.subList(first, live.size());
        again.forEach(spec -> say(new Statement.Unlisten(0, spec.name())));
        session++;
        standIns.forEach((name, standIn) -> standIn.beginSession(session, refused.getOrDefault(name, Errno.NONE)));
        sink.onStatement(new Statement.Restart(0));
        engine = engine.restart();
        for (ListenerSpec spec : again) {
            ScriptListener standIn = standIns.get(spec.name());
            if (standIn == null || standIn.spec().kind() != ListenerSpec.Kind.EXTERNAL) {
                register(standIn == null ? spec : standIn.spec(), true, Errno.NONE);
            } else {
                introduce(standIn, refused.getOrDefault(spec.name(), Errno.NONE));
            }
        }
        standIns.keySet().removeIf(name -> !isRegistered(name));
        beginRequest(List.of());
    }

    @Override
    public void close() {
        engine.close();
    }

    private boolean staysAsItIs(String name) {
        ScriptListener standIn = standIns.get(name);
        return standIn == null
                || standIn.spec().kind() == ListenerSpec.Kind.EXTERNAL
                        && vetoes.of(standIn.number(), session).equals(vetoes.of(standIn.number(), session + 1));
    }

    private void introduce(ScriptListener standIn, Errno refusal) {
        ListenerSpec spec = standIn.spec();
        standIns.put(spec.name(), standIn);
        standIn.beginSession(session, refusal);
        ListenerSpec external = ListenerSpec.of(spec.name(), spec.region(), ListenerSpec.Kind.EXTERNAL)
                .watching(spec.side())
                .holding(spec.hold());
        if (!spec.watchesWholeRegion()) {
            external = external.over(spec.offset(), spec.sizeBytes());
        }
        sink.onStatement(withVeto(RecordStatements.of(external), vetoes.of(standIn.number(), session)));
        engine.register(external, standIn);
        standIn.beginRequest();
    }

    private static Statement withVeto(Statement.Listener said, Optional<Statement.Veto> veto) {
        return new Statement.Listener(
                said.line(),
                said.name(),
                said.region(),
                said.section(),
                veto,
                said.kind(),
                said.limitEntries(),
                said.granuleBytes(),
                said.largePages(),
                said.container(),
                said.watch(),
                said.hold());
    }
}
