package io.flipbook.engine;

import static io.flipbook.engine.Guests.toPrivate;
import static io.flipbook.engine.Guests.toShared;
import static io.flipbook.engine.ScriptedListener.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.flipbook.engine.device.Errno;
import io.flipbook.journal.Journal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A log that fails at each of its appends: nothing is acknowledged after that, and the next opening recovers. */
class FailingLogTest {
    @TempDir
    Path temp;

    private final List<String> calls = new ArrayList<>();

    /** One thing that is asked of the engine, and how many records it takes. */
    private record Step(String name, Consumer<ConversionEngine> action) {}

    /** What was true after the last step that was acknowledged. */
    private record Acknowledged(int steps, long digest, int maps) {
        static Acknowledged of(int steps, ConversionEngine engine) {
            GuestView view = engine.guest();
            return new Acknowledged(steps, view.digest(), view.maps().size());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void acknowledgesNothingAfterAnAppendThatFailed(boolean afterWriting) {
        int appends = appendsOf(steps());
        assertThat(appends).isGreaterThan(20);
        for (int n = 1; n <= appends; n++) {
            Path directory = temp.resolve("journal" + n);
            ModelLog[] log = new ModelLog[1];
            int failing = n;
            ConversionEngine engine = ConversionEngine.open(EngineConfig.withLog(recovery -> log[0] =
                    new ModelLog(Journal.open(RecordFeed.config(directory), recovery)).failAt(failing, afterWriting)));
            Acknowledged acknowledged = runUntilItFails(engine, n);
            checkThatItSaysSo(engine, log[0], n);
            assertThat(engine.guest().digest()).isEqualTo(acknowledged.digest());
            assertThat(engine.guest().maps()).hasSize(acknowledged.maps());
            engine.close();
            assertThat(log[0].isClosed()).isTrue();

            checkRecovery(directory, acknowledged, afterWriting, n);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void doesNotOpenWhereItCannotSayWhatBecameOfThings(int failing) {
        Path directory = temp.resolve("journal");
        EngineConfig config = EngineConfig.journaledAs(RecordFeed.config(directory));
        try (ConversionEngine engine = ConversionEngine.open(config)) {
            engine.addRegion(RegionSpec.of("ram", 16 * PAGE));
            engine.register(ListenerSpec.of("x", "ram", ListenerSpec.Kind.EXTERNAL), new ScriptedListener("x", calls));
            engine.register(ListenerSpec.of("y", "ram", ListenerSpec.Kind.EXTERNAL), new ScriptedListener("y", calls));
            engine.begin(toShared(0, 1));
            engine.begin(toShared(0, 1));
        }
        ModelLog[] log = new ModelLog[1];

        Throwable thrown = catchThrowable(() -> ConversionEngine.open(EngineConfig.withLog(recovery ->
                log[0] = new ModelLog(Journal.open(RecordFeed.config(directory), recovery)).failAt(failing, false))));

        assertThat(thrown).isInstanceOf(ModelLog.LogFailure.class);
        assertThat(log[0].isClosed()).isTrue();
        try (ConversionEngine engine = ConversionEngine.open(config)) {
            assertThat(engine.guest().undecided()).isEmpty();
            assertThat(engine.guest().listeners()).isEmpty();
            assertThat(engine.lostListeners()).hasSize(failing == 4 ? 1 : 2).contains("y");
        }
    }

    @Test
    void runsThroughWhereNothingFails() {
        ConversionEngine engine = ConversionEngine.open(EngineConfig.transientOne());
        steps().forEach(step -> step.action().accept(engine));
        assertThat(engine.guest().listeners()).hasSize(2);
        engine.close();
    }

    private List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        steps.add(new Step(
                "region",
                engine -> engine.addRegion(
                        new RegionSpec("ram", 16 * PAGE, PAGE, false, false, 0, RegionSpec.Memory.IN_PLACE))));
        steps.add(new Step("map", engine -> engine.map(0, 8 * PAGE, "ram", 0)));
        steps.add(new Step("convert", engine -> expect(engine.convert(toShared(0, 4)), Outcome.Kind.COMMITTED)));
        for (String name : List.of("a", "b")) {
            ScriptedListener listener = new ScriptedListener(name, calls);
            listener.onPopulate(3, () -> name.equals("b") ? Errno.ENOSPC : Errno.NONE);
            ListenerSpec spec = ListenerSpec.of(name, "ram", ListenerSpec.Kind.EXTERNAL);
            steps.add(new Step("register " + name, engine -> engine.register(spec, listener)));
        }
        ListenerSpec type1 =
                ListenerSpec.of("full", "ram", ListenerSpec.Kind.TYPE1).limitedTo(1);
        steps.add(new Step(
                "refused at registration", engine -> expect(engine.register(type1), Outcome.Kind.ROLLED_BACK)));
        steps.add(new Step("noop", engine -> expect(engine.convert(toShared(0, 4)), Outcome.Kind.NOOP)));
        steps.add(new Step(
                "by address",
                engine -> expect(
                        engine.convert(ConversionRequest.convertToShared(0, 6 * PAGE)), Outcome.Kind.COMMITTED)));
        steps.add(new Step("refused", engine -> expect(engine.convert(toShared(8, 9)), Outcome.Kind.ROLLED_BACK)));
        steps.add(new Step("rejected", engine -> expect(engine.convert(toShared(8, 99)), Outcome.Kind.REJECTED)));
        steps.add(new Step(
                "policy", engine -> engine.setPolicy(new Policy(Policy.Mixed.PER_PAGE, Policy.OnVeto.DETACH))));
        steps.add(new Step("pin", engine -> expect(engine.pin(true, "ram", 0, PAGE), Outcome.Kind.OK)));
        steps.add(new Step("busy", engine -> expect(engine.convert(toPrivate(0, 1)), Outcome.Kind.REJECTED)));
        steps.add(new Step("hold", engine -> expect(engine.hold(DiscardHold.REQUIRE, true), Outcome.Kind.OK)));
        steps.add(new Step("per page", engine -> expect(engine.convert(toPrivate(3, 8)), Outcome.Kind.COMMITTED)));
        steps.add(new Step(
                "begin and decide",
                engine -> expect(engine.decide(engine.begin(toShared(7, 8)), Answer.ACK), Outcome.Kind.COMMITTED)));
        steps.add(new Step("unmap", engine -> expect(engine.unmap(0), Outcome.Kind.OK)));
        steps.add(new Step(
                "register c",
                engine -> engine.register(
                        ListenerSpec.of("c", "ram", ListenerSpec.Kind.EXTERNAL), new ScriptedListener("c", calls))));
        steps.add(new Step("unregister", engine -> expect(engine.unregister("a"), Outcome.Kind.COMMITTED)));
        steps.add(new Step("begin", engine -> engine.begin(toShared(9, 10))));
        return steps;
    }

    private static void expect(Outcome outcome, Outcome.Kind kind) {
        assertThat(outcome.kind()).isEqualTo(kind);
    }

    private int appendsOf(List<Step> steps) {
        ModelLog log = new ModelLog(new TransientLog(0));
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.withLog(recovery -> log))) {
            steps.forEach(step -> step.action().accept(engine));
        }
        return log.appends();
    }

    private Acknowledged runUntilItFails(ConversionEngine engine, int failing) {
        Acknowledged acknowledged = Acknowledged.of(0, engine);
        for (Step step : steps()) {
            Throwable thrown = catchThrowable(() -> step.action().accept(engine));
            if (thrown != null) {
                assertThat(thrown).as("append %d, in %s", failing, step.name()).isInstanceOf(ModelLog.LogFailure.class);
                return acknowledged;
            }
            acknowledged = Acknowledged.of(acknowledged.steps() + 1, engine);
        }
        throw new AssertionError("append " + failing + " did not fail");
    }

    private void checkThatItSaysSo(ConversionEngine engine, ModelLog log, int failing) {
        int calledBefore = calls.size();
        for (Step step : steps()) {
            assertThat(catchThrowable(() -> step.action().accept(engine)))
                    .as("append %d, then %s", failing, step.name())
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("stopped")
                    .hasRootCauseInstanceOf(ModelLog.LogFailure.class);
        }
        assertThat(log.appends()).isEqualTo(failing);
        assertThat(calls).hasSize(calledBefore);
    }

    /** What was acknowledged is there; what was not is there only if it was written all the same. */
    private void checkRecovery(Path directory, Acknowledged acknowledged, boolean afterWriting, int failing) {
        EngineConfig config = EngineConfig.journaledAs(RecordFeed.config(directory))
                .listeners(spec -> new ScriptedListener(spec.name(), calls));
        long digestOfNextStep = digestAfter(acknowledged.steps() + 1);
        try (ConversionEngine engine = ConversionEngine.open(config)) {
            GuestView view = engine.guest();
            if (afterWriting) {
                assertThat(view.digest()).as("append %d", failing).isIn(acknowledged.digest(), digestOfNextStep);
            } else {
                assertThat(view.digest()).as("append %d", failing).isEqualTo(acknowledged.digest());
                assertThat(view.maps()).hasSize(acknowledged.maps());
            }
            assertThat(view.undecided()).isEmpty();
            assertThat(view.isHalted()).isFalse();
            assertThat(engine.setPolicy(Policy.DEFAULT).kind()).isEqualTo(Outcome.Kind.OK);
        }
    }

    private long digestAfter(int count) {
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.transientOne())) {
            List<Step> steps = steps();
            steps.subList(0, Math.min(count, steps.size()))
                    .forEach(step -> step.action().accept(engine));
            return engine.guest().digest();
        }
    }
}
