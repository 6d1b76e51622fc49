package io.flipbook.replay.scenario;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.DiscardHold;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.Policy;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.Side;
import io.flipbook.engine.SourceSpec;
import io.flipbook.engine.device.Errno;
import io.flipbook.engine.memtype.MemoryType;
import io.flipbook.engine.memtype.TypeChange;

/** The statements that say what there is and who watches it, as calls of the engine. */
public final class Layout {
    private Layout() {}

    /**
     * Does what a statement about the layout says: region, policy, listener, unlisten, map, unmap, pin, unpin, discard,
     * source-add, source-remove, memtype.
     *
     * @throws IllegalArgumentException for any other statement
     */
    public static Outcome apply(ConversionEngine engine, Statement statement) {
        if (statement instanceof Statement.Region region) {
            return engine.addRegion(region(region));
        } else if (statement instanceof Statement.Policy policy) {
            return engine.setPolicy(policy(policy, engine.guest().policy()));
        } else if (statement instanceof Statement.Listener listener) {
            return engine.register(listener(listener));
        } else if (statement instanceof Statement.Unlisten unlisten) {
            return engine.unregister(unlisten.name());
        } else if (statement instanceof Statement.Map map) {
            return engine.map(map.gpa(), map.sizeBytes(), map.region(), map.offsetBytes());
        } else if (statement instanceof Statement.Unmap unmap) {
            return engine.unmap(unmap.gpa());
        } else if (statement instanceof Statement.Pin pin) {
            return engine.pin(pin.pin() == Statement.PinOp.PIN, pin.region(), pin.offsetBytes(), pin.sizeBytes());
        } else if (statement instanceof Statement.DiscardHold hold) {
            return engine.hold(DiscardHold.valueOf(hold.kind().name()), hold.hold() == Statement.HoldOp.ACQUIRE);
        }
        if (statement instanceof Statement.SourceAdd source) {
            SourceSpec spec = new SourceSpec(
                    source.name(), source.region(), source.blockBytes().orElse(0));
            return engine.addSource(spec, source.initial() == Statement.Initially.POPULATED);
        } else if (statement instanceof Statement.SourceRemove source) {
            return engine.removeSource(source.region(), source.name());
        } else if (statement instanceof Statement.MemoryTypes types) {
            return engine.setMemoryType(types.region(), types.offsetBytes(), types.sizeBytes(), change(types));
        }
        throw new IllegalArgumentException(statement.op() + " is no statement about the layout");
    }

    private static RegionSpec region(Statement.Region region) {
        return new RegionSpec(
                region.name(),
                region.sizeBytes(),
                region.pageBytes(),
                region.initial().orElse(Statement.Side.PRIVATE) == Statement.Side.SHARED,
                region.plugBlockBytes().isPresent(),
                region.plugBlockBytes().orElse(0),
                RegionSpec.Memory.valueOf(region.memory().name()));
    }

    private static TypeChange change(Statement.MemoryTypes types) {
        return new TypeChange(
                types.honourGuestType()
                        .map(honours -> honours == Statement.Switch.ON)
                        .orElse(null),
                types.ept().map(type -> MemoryType.valueOf(type.name())).orElse(null),
                types.guest().map(type -> MemoryType.valueOf(type.name())).orElse(null),
                types.host().map(type -> MemoryType.valueOf(type.name())).orElse(null));
    }

    private static Policy policy(Statement.Policy policy, Policy before) {
        Policy base = policy.profile().map(Layout::profile).orElse(before);
        return new Policy(
                policy.mixed().map(mixed -> Policy.Mixed.valueOf(mixed.name())).orElse(base.mixed()),
                policy.onVeto()
                        .map(onVeto -> Policy.OnVeto.valueOf(onVeto.name()))
                        .orElse(base.onVeto()),
                base.profile());
    }

    private static Policy profile(Statement.Profile profile) {
        return profile == Statement.Profile.QEMU_10_1 ? Policy.QEMU_10_1 : Policy.DEFAULT;
    }

    private static ListenerSpec listener(Statement.Listener listener) {
        ListenerSpec spec = ListenerSpec.of(
                        listener.name(),
                        listener.region(),
                        ListenerSpec.Kind.valueOf(listener.kind().name()))
                .watching(Side.valueOf(listener.watch().name()))
                .inPiecesOf(listener.granuleBytes().orElse(0))
                .withLargePages(listener.largePages().orElse(Statement.Switch.ON) == Statement.Switch.ON)
                .inContainer(listener.container().orElse(""));
        if (listener.limitEntries().isPresent()) {
            spec = spec.limitedTo(listener.limitEntries().getAsLong());
        }
        if (listener.section().isPresent()) {
            Statement.Section section = listener.section().get();
            spec = spec.over(section.offsetBytes(), section.sizeBytes());
        }
        if (listener.veto().isPresent()) {
            Statement.Veto veto = listener.veto().get();
            long[] refused = veto.calls().stream().mapToLong(Long::longValue).toArray();
            spec = spec.refusing(Errno.of(veto.errno()), refused);
        }
        return spec;
    }
}
