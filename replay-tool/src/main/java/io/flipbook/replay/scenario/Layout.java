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
import java.util.OptionalLong;

/** The statements that say what there is and who watches it, as calls of the engine. */
public final class Layout {
    private Layout() {}

    /**
     * Does what a statement about the layout says: region, policy, listener, unlisten, map, unmap, pin, unpin, discard,
     * source-add, source-remove.
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
            SourceSpec spec = new SourceSpec(source.name(), source.region(), pageUnless(source.blockBytes()));
            return engine.addSource(spec, source.initial() == Statement.Initially.POPULATED);
        } else if (statement instanceof Statement.SourceRemove source) {
            return engine.removeSource(source.region(), source.name());
        }
        throw new IllegalArgumentException(statement.op() + " is no statement about the layout");
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
                RegionSpec.Memory.valueOf(region.memory().name()));
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
                .inPiecesOf(pageUnless(listener.granuleBytes()))
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
