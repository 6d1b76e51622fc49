package io.flipbook.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.Policy;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * Every way in which a listener can go wrong, at every callback that there is: under every policy, in everything that
 * an engine tells its listeners of. What has to hold is what a {@link Simulation} checks.
 */
class ListenerFaultTest {
    private static final long PAGE = ReferenceRegion.PAGE_BYTES;

    /** What an engine tells its listeners of. */
    private enum Occasion {
        SHARE_A_MIXED_RANGE(
                run -> run.perform(run.actions().convert(ConversionRequest.toShared("ram", PAGE, 9 * PAGE)))),
        SHARE_PARTS_OF_TWO_REGIONS(
                run -> run.perform(run.actions().convert(ConversionRequest.convertToShared(14 * PAGE, 12 * PAGE)))),
        MAKE_A_MIXED_RANGE_PRIVATE(
                run -> run.perform(run.actions().convert(ConversionRequest.toPrivate("ram", PAGE, 9 * PAGE)))),
        PLUG(run -> run.perform(run.actions().convert(ConversionRequest.plug("dimm", 8 * PAGE, 8 * PAGE)))),
        UNPLUG_ALL(run -> run.perform(run.actions().convert(ConversionRequest.unplugAll("dimm")))),
        REGISTER(run -> run.perform(run.actions().register(listener("new", "ram")))),
        UNREGISTER(run -> run.perform(run.actions().unregister("b"))),
        OPEN_AGAIN(Simulation::reopen);

        private final Consumer<Simulation> action;

        Occasion(Consumer<Simulation> action) {
            this.action = action;
        }
    }

    @Test
    void keepsEveryPromiseWhateverAListenerDoesAndWherever() {
        int runs = 0;
        for (Policy.Mixed mixed : Policy.Mixed.values()) {
            for (Policy.OnVeto onVeto : Actions.ANSWERS) {
                Policy policy = new Policy(mixed, onVeto);
                for (Occasion occasion : Occasion.values()) {
                    runs += tryEverything(policy, occasion);
                }
            }
        }
        assertThat(runs).isGreaterThan(9_000);
    }

    private static int tryEverything(Policy policy, Occasion occasion) {
        int callbacks = run(policy, occasion, Map.of());
        int runs = 1;
        for (int callback = 1; callback <= callbacks; callback++) {
            for (ListenerFault fault : ListenerFault.all()) {
                run(policy, occasion, Map.of(callback, fault));
                runs++;
            }
            runs += goWrongWhileItIsUndone(policy, occasion, callback);
        }
        return runs;
    }

    /** What is told because of a refusal can go wrong too. */
    private static int goWrongWhileItIsUndone(Policy policy, Occasion occasion, int refused) {
        int callbacks = run(policy, occasion, Map.of(refused, ListenerFault.REFUSAL));
        int runs = 1;
        for (int callback = refused + 1; callback <= callbacks; callback++) {
            for (ListenerFault fault : ListenerFault.some()) {
                run(policy, occasion, Map.of(refused, ListenerFault.REFUSAL, callback, fault));
                runs++;
            }
        }
        return runs;
    }

    /** One run; how many callbacks the occasion led to. */
    private static int run(Policy policy, Occasion occasion, Map<Integer, ListenerFault> faults) {
        Simulation run = new Simulation(0);
        try {
            prepare(run, policy);
            run.calls().plan(faults);
            occasion.action.accept(run);
            int callbacks = run.calls().callbacks();
            run.calls().plan(Map.of());
            run.end();
            return callbacks;
        } catch (RuntimeException | Error e) {
            throw new AssertionError(
                    policy + ", " + occasion + ", callbacks " + faults + "\n  "
                            + run.world().transcript.lastLines(),
                    e);
        } finally {
            run.abandon();
        }
    }

    /** Pages 4 to 6 of the ram are shared, pages 0 to 8 of the dimm plugged, and some of what is behind them shared. */
    private static void prepare(Simulation run, Policy policy) {
        Actions actions = run.actions();
        run.open();
        ReferenceRegion ram = new ReferenceRegion("ram", 64, 0);
        ReferenceRegion dimm = new ReferenceRegion("dimm", 64, 4);
        run.perform(actions.addRegion(ram));
        run.perform(actions.addRegion(dimm));
        run.perform(actions.map(0, 20, ram, 0));
        run.perform(actions.map(20, 20, dimm, 0));
        run.perform(actions.convert(ConversionRequest.plug("dimm", 0, 8 * PAGE)));
        run.perform(actions.convert(ConversionRequest.toShared("ram", 4 * PAGE, 2 * PAGE)));
        run.perform(actions.convert(ConversionRequest.toShared("ram", 8 * PAGE, PAGE)));
        run.perform(actions.convert(ConversionRequest.toShared("dimm", 7 * PAGE, 2 * PAGE)));
        run.perform(actions.convert(ConversionRequest.toShared("dimm", 12 * PAGE, 2 * PAGE)));
        run.perform(actions.register(listener("a", "ram")));
        run.perform(actions.register(listener("x", "dimm")));
        run.perform(actions.register(listener("b", "ram").over(2 * PAGE, 20 * PAGE)));
        run.perform(actions.register(listener("y", "dimm")));
        run.perform(actions.policy(policy));
    }

    private static ListenerSpec listener(String name, String region) {
        return ListenerSpec.of(name, region, ListenerSpec.Kind.EXTERNAL);
    }
}
