package io.flipbook.tests.model;

import io.flipbook.engine.Answer;
import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.DiscardHold;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.Operation;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.Policy;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.Rejection;
import io.flipbook.engine.RequestBatch;
import io.flipbook.engine.Side;
import io.flipbook.engine.SourceSpec;
import io.flipbook.engine.device.Errno;
import io.flipbook.engine.device.RegionListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A journal of what no script can do: listeners that are objects of the program and refuse as they like, requests that
 * are decided later and from outside, or put on record together, sources, and restarts that do not bring every
 * listener.
 */
public final class RandomHistory {
    private static final long PAGE = 4096;
    private static final long PAGES = 32;
    private static final List<String> NAMES = List.of("a", "b", "c");

    private static final int MOST_TOGETHER = 40;

    private final Dice dice;
    private final int percentAtOnce;
    private final boolean together;
    private final List<Long> open = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private ConversionEngine engine;

    private RandomHistory(long seed, int percentAtOnce, boolean together) {
        dice = new Dice(seed);
        this.percentAtOnce = percentAtOnce;
        this.together = together;
    }

    /** Writes the journal that one seed fixes. */
    public static void write(Path journal, long seed, int actions) {
        new RandomHistory(seed, 0, false).write(journal, actions);
    }

    /**
     * One in which several requests come at once, which are converted together, or one after the other.
     *
     * @return what everybody was told: callers, listeners, in order
     */
    static List<String> writeSeveralAtOnce(Path journal, long seed, int actions, boolean together) {
        RandomHistory history = new RandomHistory(seed, 15, together);
        history.write(journal, actions);
        return history.told;
    }

    private void write(Path journal, int actions) {
        open(journal);
        try {
            engine.addRegion(RegionSpec.of("ram", PAGES * PAGE).pluggedInBlocksOf(4 * PAGE));
            engine.addRegion(new RegionSpec("pool", PAGES * PAGE, PAGE, true, false, 0, RegionSpec.Memory.IN_PLACE));
            engine.map(0, PAGES * PAGE, "ram", 0);
            engine.map(PAGES * PAGE, PAGES * PAGE, "pool", 0);
            engine.convert(ConversionRequest.plug("ram", 0, PAGES * PAGE));
            for (int i = 0; i < actions; i++) {
                act();
            }
        } finally {
            engine.close();
        }
    }

    private void open(Path journal) {
        engine = ConversionEngine.open(EngineConfig.journaledIn(journal)
                .listeners(spec -> dice.percent(15) ? null : new Moody())
                .observer(
                        (listener, call, offset, size) -> told.add(listener + " " + call + " " + offset + " " + size)));
    }

    private void act() {
        try {
            actUnlessStopped();
        } catch (IllegalStateException e) {
            restart();
        }
    }

    private void actUnlessStopped() {
        int kind = dice.below(100);
        if (kind < percentAtOnce) {
            convertSome();
        } else if (kind < 45) {
            engine.convert(request());
        } else if (kind < 55) {
            open.add(engine.begin(request()));
        } else if (kind < 65) {
            decide();
        } else if (kind < 75) {
            register();
        } else if (kind < 79) {
            engine.unregister(dice.of(NAMES));
        } else if (kind < 84) {
            Policy.Mixed mixed = dice.of(List.of(Policy.Mixed.values()));
            Policy.OnVeto onVeto = dice.of(List.of(Policy.OnVeto.values()));
            engine.setPolicy(new Policy(mixed, onVeto, dice.of(List.of(Policy.Profile.values()))));
        } else if (kind < 90) {
            engine.pin(dice.percent(60), "pool", PAGE * dice.below(24), PAGE * dice.between(1, 4));
        } else if (kind < 93) {
            engine.hold(dice.of(List.of(DiscardHold.values())), dice.percent(60));
        } else if (kind < 95) {
            engine.addSource(new SourceSpec("s" + dice.below(2), "ram", 2 * PAGE), dice.percent(30));
        } else if (kind < 96) {
            engine.removeSource("ram", "s" + dice.below(2));
        } else if (kind < 98) {
            comeOrGo();
        } else {
            restart();
        }
    }

    /** The spare region, mostly of another size than before. */
    private void comeOrGo() {
        if (engine.removeRegion("spare").reason() == Rejection.UNKNOWN_REGION) {
            engine.addRegion(
                    RegionSpec.of("spare", dice.between(1, 4) * 8 * PAGE).initially(dice.percent(40)));
        }
    }

    private String anyRegion() {
        return dice.percent(6) ? "spare" : dice.percent(70) ? "ram" : "pool";
    }

    private void convertSome() {
        List<ConversionRequest> requests = new ArrayList<>();
        for (int count = dice.between(2, MOST_TOGETHER); count > 0; count--) {
            requests.add(request());
        }
        if (!together) {
            requests.forEach(request -> tell(0, engine.convert(request)));
            return;
        }
        RequestBatch batch = new RequestBatch(MOST_TOGETHER);
        requests.forEach(request -> batch.add(request, 0));
        engine.convert(batch, this::tell);
    }

    private void tell(long correlation, Outcome outcome) {
        told.add("outcome " + outcome + " " + outcome.refusals() + " " + outcome.at() + " " + outcome.digest());
    }

    private void restart() {
        open.clear();
        engine = engine.restart();
    }

    private void decide() {
        if (!open.isEmpty()) {
            engine.decide(open.remove(dice.below(open.size())), dice.of(List.of(Answer.values())));
        }
    }

    private void register() {
        String name = dice.of(NAMES);
        ListenerSpec.Kind kind = dice.of(List.of(ListenerSpec.Kind.values()));
        ListenerSpec spec = ListenerSpec.of(name, anyRegion(), kind)
                .limitedTo(dice.between(2, 40))
                .watching(dice.percent(80) ? Side.SHARED : Side.PRIVATE);
        if (dice.percent(30)) {
            spec = spec.over(8 * PAGE, 16 * PAGE);
        }
        if (kind == ListenerSpec.Kind.EXTERNAL) {
            engine.register(spec, new Moody());
        } else {
            engine.register(dice.percent(30) ? spec.refusing(Errno.of("EIO"), 2, dice.between(3, 20)) : spec);
        }
    }

    private ConversionRequest request() {
        if (dice.percent(30)) {
            long gpa = PAGE * dice.below((int) (2 * PAGES));
            long size = PAGE * dice.between(1, 16);
            return dice.percent(60)
                    ? ConversionRequest.convertToShared(gpa, size)
                    : ConversionRequest.convertToPrivate(gpa, size);
        }
        if (dice.percent(10)) {
            return ConversionRequest.ofSource(
                    dice.percent(50), "ram", "s" + dice.below(2), 2 * PAGE * dice.below(12), 2 * PAGE);
        }
        if (dice.percent(25)) {
            Operation plug = dice.of(List.of(Operation.PLUG, Operation.UNPLUG, Operation.PLUG, Operation.UNPLUG_ALL));
            return ConversionRequest.inRegion(plug, "ram", 4 * PAGE * dice.below(6), 4 * PAGE * dice.between(1, 3));
        }
        Operation operation = dice.percent(60) ? Operation.TO_SHARED : Operation.TO_PRIVATE;
        return ConversionRequest.inRegion(operation, anyRegion(), PAGE * dice.below(26), PAGE * dice.between(1, 8));
    }

    /** Refuses now and then, in more than one way. */
    private final class Moody implements RegionListener {
        @Override
        public Errno populate(long offset, long sizeBytes) {
            if (dice.percent(12)) {
                if (dice.percent(20)) {
                    throw new IllegalStateException("moody");
                }
                return Errno.of(dice.percent(70) ? "ENOMEM" : "EIO");
            }
            return Errno.NONE;
        }

        @Override
        public void discard(long offset, long sizeBytes) {
            if (dice.percent(8)) {
                throw new IllegalStateException("moody");
            }
        }
    }
}
