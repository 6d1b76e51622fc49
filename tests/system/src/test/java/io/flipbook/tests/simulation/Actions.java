package io.flipbook.tests.simulation;

import io.flipbook.engine.Answer;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.DiscardHold;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.Observation;
import io.flipbook.engine.Operation;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.Policy;
import io.flipbook.engine.RecordTypes;
import io.flipbook.engine.Rejection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Makes up actions, and says what has to come of them. */
final class Actions {
    /** The answers to a refusal that the reference knows. */
    static final List<Policy.OnVeto> ANSWERS =
            List.of(Policy.OnVeto.ROLLBACK, Policy.OnVeto.DETACH, Policy.OnVeto.HALT, Policy.OnVeto.KEEP);

    private static final List<Operation> OPERATIONS = Arrays.stream(Operation.values())
            .filter(operation -> !operation.isAboutAddedSource())
            .toList();

    private static final long PAGE = ReferenceRegion.PAGE_BYTES;
    /** It comes and goes. */
    private static final String SPARE = "spare";

    private static final List<String> REGIONS = List.of("ram", "dimm", SPARE);
    private static final List<String> LISTENERS = List.of("a", "b", "c", "d");
    private static final int GPA_PAGES = 192;

    private final World world;
    private final ReferenceGuest guest;
    private final Calls calls;

    Actions(World world, ReferenceGuest guest, Calls calls) {
        this.world = world;
        this.guest = guest;
        this.calls = calls;
    }

    Action next() {
        int kind = world.roll(100);
        if (kind < 3) {
            return guest.regions.containsKey(SPARE) ? removeSpare() : addRegion(spare());
        } else if (kind < 47) {
            return convert(request());
        } else if (kind < 53) {
            return begin(request());
        } else if (kind < 61) {
            return decide();
        } else if (kind < 73) {
            return register();
        } else if (kind < 76) {
            return unregister(LISTENERS.get(world.roll(LISTENERS.size())));
        } else if (kind < 82) {
            return policy();
        } else if (kind < 87) {
            return map();
        } else if (kind < 88) {
            return unmap();
        } else if (kind < 96) {
            return pin();
        } else if (kind < 99) {
            return hold();
        }
        return observe();
    }

    Action addRegion(ReferenceRegion region) {
        return new Action(
                "region " + region.name,
                engine -> engine.addRegion(region.spec()),
                () -> Expected.of(Outcome.Kind.OK, 0),
                RecordTypes.REGION,
                sequence -> guest.regions.put(region.name, region));
    }

    private ReferenceRegion spare() {
        return new ReferenceRegion(SPARE, 16 << world.roll(3), world.roll(2) * 4, 1 << world.roll(3));
    }

    private Action removeSpare() {
        ReferenceRegion spare = guest.regions.get(SPARE);
        boolean busy = guest.maps.stream().anyMatch(map -> map.region() == spare)
                || guest.listeners.values().stream()
                        .anyMatch(spec -> spec.region().equals(SPARE))
                || Arrays.stream(spare.pins).anyMatch(count -> count > 0)
                || guest.undecided.values().stream().anyMatch(request -> SPARE.equals(request.region()));
        return layout(
                "remove " + SPARE,
                engine -> engine.removeRegion(SPARE),
                busy ? Rejection.BUSY : Rejection.NONE,
                RecordTypes.UNREGION,
                () -> {
                    guest.regions.remove(SPARE);
                    world.met.add("a region went");
                });
    }

    Action convert(ConversionRequest request) {
        Judgement judgement = Judgement.of(guest, request);
        return new Action(
                request.toString(),
                engine -> engine.convert(request),
                () -> Expected.of(judgement, Answer.ENGINE, guest, calls),
                RecordTypes.OUTCOME,
                sequence -> settle(judgement, Answer.ENGINE));
    }

    private Action begin(ConversionRequest request) {
        return new Action(
                "begin " + request,
                engine -> {
                    engine.begin(request);
                    return null;
                },
                () -> null,
                RecordTypes.REQUEST,
                sequence -> guest.undecided.put(sequence, request));
    }

    private Action decide() {
        if (guest.undecided.isEmpty()) {
            return begin(request());
        }
        List<Long> open = new ArrayList<>(guest.undecided.keySet());
        long sequence = open.get(world.roll(open.size()));
        Answer answer = Answer.values()[world.roll(Answer.values().length)];
        Judgement judgement = Judgement.of(guest, guest.undecided.get(sequence));
        return new Action(
                "decide " + sequence + " " + answer + ": " + guest.undecided.get(sequence),
                engine -> engine.decide(sequence, answer),
                () -> Expected.of(judgement, answer, guest, calls),
                RecordTypes.OUTCOME,
                record -> {
                    settle(judgement, answer);
                    guest.undecided.remove(sequence);
                });
    }

    void settle(Judgement judgement, Answer answer) {
        Expected expected = Expected.of(judgement, answer, guest, calls);
        if (expected.kind() == Outcome.Kind.COMMITTED || expected.kind() == Outcome.Kind.DIVERGED) {
            judgement.apply((int) expected.pages());
            expected.detached().forEach(guest::removeListener);
        }
        if (expected.kind() == Outcome.Kind.HALTED) {
            guest.halted = true;
        }
        if (expected.kind() == Outcome.Kind.HALTED || expected.kind() == Outcome.Kind.DIVERGED) {
            calls.allowDisagreement();
        }
    }

    private Action register() {
        boolean model = world.roll(3) == 0;
        ListenerSpec.Kind kind = model ? ListenerSpec.Kind.TYPE1 : ListenerSpec.Kind.EXTERNAL;
        String name = LISTENERS.get(world.roll(LISTENERS.size()));
        String regionName = REGIONS.get(world.roll(10) == 0 ? 2 : world.roll(2));
        long page = pageBytes(regionName);
        ListenerSpec whole = ListenerSpec.of(name, regionName, kind);
        ListenerSpec limited = model ? whole.limitedTo(world.roll(60)) : whole;
        return register(
                world.roll(2) == 0 ? limited : limited.over(world.roll(40) * page, (1 + world.roll(30)) * page));
    }

    Action register(ListenerSpec spec) {
        String name = spec.name();
        boolean model = spec.kind() != ListenerSpec.Kind.EXTERNAL;
        ReferenceRegion region = guest.regions.get(spec.region());
        Rejection invalid = guest.halted
                ? Rejection.HALTED
                : guest.listener(name).isPresent() ? Rejection.DUPLICATE : checkSection(region, spec);
        Watcher watcher = invalid == Rejection.NONE ? new Watcher(spec, region, world, calls) : null;
        return new Action(
                "listener " + name + " " + spec.kind() + " " + spec.region() + " " + spec.offset() / PAGE + " "
                        + spec.sizeBytes() / PAGE + " " + spec.limit(),
                engine -> {
                    if (watcher != null) {
                        calls.watchers.put(name, watcher);
                    }
                    Watcher brought = watcher == null ? new Watcher(spec, anyRegion(), world, calls) : watcher;
                    return model ? engine.register(spec) : engine.register(spec, brought);
                },
                () -> invalid == Rejection.NONE ? registered() : Expected.rejected(invalid),
                RecordTypes.LISTENER,
                sequence -> guest.addListener(spec));
    }

    private ReferenceRegion anyRegion() {
        return guest.regions.values().iterator().next();
    }

    private static Rejection checkSection(ReferenceRegion region, ListenerSpec spec) {
        if (spec.watchesWholeRegion()) {
            return region == null ? Rejection.UNKNOWN_REGION : Rejection.NONE;
        }
        return ReferenceGuest.checkRange(
                region, spec.offset(), spec.sizeBytes(), region == null ? PAGE : region.pageBytes());
    }

    private Expected registered() {
        if (calls.hasDiscardThrown()) {
            return Expected.of(Outcome.Kind.FAILED, 0);
        }
        return Expected.of(calls.refusal() == null ? Outcome.Kind.COMMITTED : Outcome.Kind.ROLLED_BACK, 0);
    }

    Action unregister(String name) {
        boolean known = guest.listener(name).isPresent();
        return new Action(
                "unlisten " + name,
                engine -> engine.unregister(name),
                () -> known ? registered() : Expected.rejected(Rejection.UNKNOWN_LISTENER),
                RecordTypes.UNLISTEN,
                sequence -> {});
    }

    private Action policy() {
        Policy.Mixed mixed = Policy.Mixed.values()[world.roll(Policy.Mixed.values().length)];
        // mostly those that keep everything together
        Policy.OnVeto onVeto = ANSWERS.get(world.roll(4) == 0 ? world.roll(ANSWERS.size()) : world.roll(2));
        return policy(new Policy(mixed, onVeto));
    }

    Action policy(Policy policy) {
        return new Action(
                policy.toString(),
                engine -> engine.setPolicy(policy),
                () -> Expected.of(Outcome.Kind.OK, 0),
                RecordTypes.POLICY,
                sequence -> guest.policy = policy);
    }

    private Action map() {
        ReferenceRegion region = regionThatIsThere();
        // Mostly where a page can begin.
        long gpaPage = world.roll(GPA_PAGES) & (world.roll(8) == 0 ? -1 : -region.unitsPerPage);
        int from = world.roll(region.pages);
        int pages = world.roll(20);
        return map(gpaPage, pages, region, from);
    }

    Action map(long gpaPage, int pages, ReferenceRegion region, int from) {
        ReferenceGuest.Mapped map = new ReferenceGuest.Mapped(gpaPage, pages, region, from);
        Supplier<Rejection> invalid = () -> {
            long page = region.pageBytes();
            Rejection range = ReferenceGuest.checkRange(region, from * page, pages * page, page);
            if (range == Rejection.NONE && gpaPage % region.unitsPerPage != 0) {
                return Rejection.MISALIGNED;
            }
            return range == Rejection.NONE && guest.maps.stream().anyMatch(map::overlaps) ? Rejection.OVERLAP : range;
        };
        return layout(
                "map " + gpaPage + " " + pages + " " + region.name + " " + from,
                engine ->
                        engine.map(gpaPage * PAGE, pages * region.pageBytes(), region.name, from * region.pageBytes()),
                invalid.get(),
                RecordTypes.MAP,
                () -> guest.maps.add(map));
    }

    private ReferenceRegion regionThatIsThere() {
        ReferenceRegion spare = guest.regions.get(SPARE);
        return spare != null && world.roll(6) == 0 ? spare : guest.regions.get(REGIONS.get(world.roll(2)));
    }

    private Action unmap() {
        long gpaPage = guest.maps.isEmpty()
                ? 0
                : guest.maps.get(world.roll(guest.maps.size())).gpaPage() + world.roll(2);
        boolean known = guest.maps.stream().anyMatch(map -> map.gpaPage() == gpaPage);
        return layout(
                "unmap " + gpaPage,
                engine -> engine.unmap(gpaPage * PAGE),
                known ? Rejection.NONE : Rejection.UNMAPPED,
                RecordTypes.UNMAP,
                () -> guest.maps.removeIf(map -> map.gpaPage() == gpaPage));
    }

    private Action pin() {
        ReferenceRegion region = regionThatIsThere();
        boolean pinned = world.roll(3) > 0;
        int anywhere = world.roll(region.pages - 4);
        int populated = region.populated(anywhere, region.pages - 4).nextSetBit(0);
        int from = populated < 0 || world.roll(4) == 0 ? anywhere : populated;
        int to = from + 1 + world.roll(3);
        Rejection invalid = Rejection.NONE;
        if (pinned && region.populated(from, to).cardinality() < to - from) {
            invalid = Rejection.NOT_POPULATED;
        }
        for (int page = from; page < to; page++) {
            invalid = !pinned && region.pins[page] == 0 ? Rejection.NOT_PINNED : invalid;
        }
        return layout(
                (pinned ? "pin " : "unpin ") + region.name + " " + from + " " + to,
                engine -> engine.pin(pinned, region.name, from * region.pageBytes(), (to - from) * region.pageBytes()),
                invalid,
                RecordTypes.PIN,
                () -> {
                    for (int page = from; page < to; page++) {
                        region.pins[page] += pinned ? 1 : -1;
                    }
                });
    }

    /** Holds are no matter of pages, and a halt forbids none. */
    private Action hold() {
        DiscardHold hold = DiscardHold.values()[world.roll(DiscardHold.values().length)];
        boolean acquired = world.roll(3) > 0;
        Rejection invalid = guest.checkHold(hold, acquired);
        return new Action(
                (acquired ? "acquire " : "release ") + hold,
                engine -> engine.hold(hold, acquired),
                () -> Expected.okUnless(invalid),
                RecordTypes.HOLD,
                sequence -> guest.holds.merge(hold, acquired ? 1 : -1, Integer::sum));
    }

    private long pageBytes(String regionName) {
        ReferenceRegion region = guest.regions.get(regionName);
        return region == null ? PAGE : region.pageBytes();
    }

    private Action observe() {
        Observation observation = new Observation(
                "made_up",
                ConversionRequest.SourceClock.BOOT,
                world.roll(1000),
                false,
                0,
                PAGE,
                true,
                Observation.Verdict.NOT_JUDGED);
        return new Action(
                "observe",
                engine -> {
                    engine.observe(observation);
                    return null;
                },
                () -> null,
                RecordTypes.OBSERVATION,
                sequence -> {});
    }

    /** What a halt forbids besides its own rules. */
    private Action layout(
            String text,
            java.util.function.Function<io.flipbook.engine.ConversionEngine, Outcome> call,
            Rejection invalid,
            int type,
            Runnable effect) {
        Rejection reason = guest.halted ? Rejection.HALTED : invalid;
        return new Action(text, call, () -> Expected.okUnless(reason), type, sequence -> effect.run());
    }

    /** For a batch. */
    List<ConversionRequest> requests() {
        return Stream.generate(this::request).limit(1 + world.roll(12)).toList();
    }

    private ConversionRequest request() {
        Operation operation = OPERATIONS.get(world.roll(3) == 0 ? world.roll(OPERATIONS.size()) : world.roll(2));
        int oddity = world.roll(40);
        if (operation.isByAddress()) {
            long unit = 1L << world.roll(4);
            long start = (world.roll(GPA_PAGES) & -unit) * PAGE + (oddity == 0 ? 1 : 0);
            long size = (oddity == 1 ? 0 : 1 + world.roll(30)) * unit * PAGE;
            return operation.populates()
                    ? ConversionRequest.convertToShared(start, size)
                    : ConversionRequest.convertToPrivate(start, size);
        }
        String name = REGIONS.get(oddity > 36 ? 2 : operation.isAboutPlugging() ? 1 : world.roll(2));
        int unit = operation.isAboutPlugging() ? 4 : 1;
        long page = pageBytes(name);
        long start = world.roll(64 / unit) * unit * page + (oddity == 0 ? page / 2 : 0);
        long size = (oddity == 1 ? 0 : 1 + world.roll(24 / unit)) * unit * page;
        return ConversionRequest.inRegion(operation, name, start, size);
    }
}
