package io.flipbook.replay.scenario;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.DiscardHold;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.Policy;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.Side;
import io.flipbook.engine.SourceSpec;
import io.flipbook.engine.backing.BackingSpec;
import io.flipbook.engine.device.Errno;
import io.flipbook.engine.memtype.MemoryType;
import io.flipbook.engine.memtype.TypeChange;
import java.util.Optional;
import java.util.OptionalLong;

/** The statements that say what there is and who watches it, as calls of the engine. */
public final class Layout {
    private Layout() {}

    /**
     * Does what a statement about the layout says: region, remove-region, policy, listener, unlisten, map, unmap, pin,
     * unpin, reference, release, discard, source-add, source-remove, memtype.
     *
     * @throws IllegalArgumentException for any other statement
     */
    public static Outcome apply(ConversionEngine engine, Statement statement) {
        if (statement instanceof Statement.Region region) {
            return engine.addRegion(region(region));
        } else if (statement instanceof Statement.RemoveRegion remove) {
            return engine.removeRegion(remove.name());
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
            return pin(engine, pin);
        } else if (statement instanceof Statement.DiscardHold hold) {
            return engine.hold(DiscardHold.valueOf(hold.kind().name()), hold.hold() == Statement.HoldOp.ACQUIRE);
        }
        if (statement instanceof Statement.SourceAdd source) {
            SourceSpec spec = new SourceSpec(source.name(), source.region(), pageUnless(source.blockBytes()));
            return engine.addSource(spec, source.initial() == Statement.Initially.POPULATED);
        } else if (statement instanceof Statement.SourceRemove source) {
            return engine.removeSource(source.region(), source.name());
        } else if (statement instanceof Statement.MemoryTypes types) {
            return engine.setMemoryType(types.region(), types.offsetBytes(), types.sizeBytes(), change(types));
        }
        throw new IllegalArgumentException(statement.op() + " is no statement about the layout");
    }

    private static Outcome pin(ConversionEngine engine, Statement.Pin pin) {
        boolean taken = pin.pin() == Statement.PinOp.PIN || pin.pin() == Statement.PinOp.REFERENCE;
        return pin.pin() == Statement.PinOp.PIN || pin.pin() == Statement.PinOp.UNPIN
                ? engine.pin(taken, pin.region(), pin.offsetBytes(), pin.sizeBytes())
                : engine.models().reference(taken, pin.region(), pin.offsetBytes(), pin.sizeBytes());
    }

    private static BackingSpec backing(Statement.Memories memories) {
        BackingSpec spec = memories.kind() == Statement.Backing.MODEL
                ? BackingSpec.MODEL
                : BackingSpec.external(memories.kind().word());
        return spec.inFoliosOf(memories.folioBytes().orElse(0))
                .withHugetlbShared(memories.hugetlb() == Statement.Switch.ON)
                .discarding(memories.discard() == Statement.Switch.ON);
    }

    private static DiscardHold hold(Optional<Statement.HoldKind> hold) {
        return hold.map(kind -> DiscardHold.valueOf(kind.name())).orElse(null);
    }

    /** The engine's 0 is the region's page; one that is written down is no unit, and neither is a byte. */
    private static long pageUnless(OptionalLong writtenBytes) {
        long bytes = writtenBytes.orElse(0);
        return bytes == 0 && writtenBytes.isPresent() ? 1 : bytes;
    }

    private static RegionSpec region(Statement.Region region) {
        return new RegionSpec(
                region.name(),
                region.sizeBytes(),
                region.pageBytes(),
                region.initial().orElse(Statement.Side.PRIVATE) == Statement.Side.SHARED,
                region.plugBlockBytes().isPresent(),
                region.plugBlockBytes().orElse(0),
                RegionSpec.Memory.valueOf(region.memory().name()),
                region.backing().map(Layout::backing).orElse(BackingSpec.NONE),
                hold(region.hold()));
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

    private static Policy profile(Profile profile) {
        return profile == Profile.QEMU_10_1 ? Policy.QEMU_10_1 : Policy.DEFAULT;
    }

    private static ListenerSpec listener(Statement.Listener listener) {
        ListenerSpec spec = ListenerSpec.of(
                        listener.name(),
                        listener.region(),
                        ListenerSpec.Kind.valueOf(listener.kind().name()))
                .watching(Side.valueOf(listener.watch().name()))
                .inPiecesOf(pageUnless(listener.granuleBytes()))
                .withLargePages(listener.largePages().orElse(Statement.Switch.ON) == Statement.Switch.ON)
                .inContainer(listener.container().orElse(""))
                .holding(hold(listener.hold()));
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
