package io.flipbook.replay.whatif;

import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.DiscardHold;
import io.flipbook.engine.LayoutRecord;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.MemoryTypeSet;
import io.flipbook.engine.Policy;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.SourceAdded;
import io.flipbook.engine.SourceRemoved;
import io.flipbook.engine.SourceSpec;
import io.flipbook.engine.backing.BackingSpec;
import io.flipbook.engine.memtype.TypeChange;
import io.flipbook.replay.history.Step;
import io.flipbook.replay.scenario.PatType;
import io.flipbook.replay.scenario.Profile;
import io.flipbook.replay.scenario.RangeType;
import io.flipbook.replay.scenario.Statement;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/** Records as the statements of a scenario that ask for the same. */
final class RecordStatements {
    private static final int NO_LINE = 0;

    private RecordStatements() {}

    static Statement of(ConversionRequest request) {
        long start = request.start();
        long size = request.sizeBytes();
        switch (request.operation()) {
            case TO_SHARED:
                return change(Statement.ChangeOp.TO_SHARED, request);
            case TO_PRIVATE:
                return change(Statement.ChangeOp.TO_PRIVATE, request);
            case PLUG:
                return change(Statement.ChangeOp.PLUG, request);
            case UNPLUG:
                return change(Statement.ChangeOp.UNPLUG, request);
            case UNPLUG_ALL:
                return new Statement.UnplugAll(NO_LINE, request.region());
            case CONVERT_TO_SHARED:
                return new Statement.Convert(NO_LINE, start, size, Statement.Side.SHARED, by(request));
            case CONVERT_TO_PRIVATE:
                return new Statement.Convert(NO_LINE, start, size, Statement.Side.PRIVATE, by(request));
            default:
                return sourceChange(
                        request.region(), request.source(), request.operation().populates(), start, size);
        }
    }

    private static Statement change(Statement.ChangeOp op, ConversionRequest request) {
        boolean converts = op == Statement.ChangeOp.TO_SHARED || op == Statement.ChangeOp.TO_PRIVATE;
        Statement.Initiator by = converts ? by(request) : Statement.Initiator.GUEST;
        return new Statement.Change(NO_LINE, op, request.region(), request.start(), request.sizeBytes(), by);
    }

    private static Statement.Initiator by(ConversionRequest request) {
        return Statement.Initiator.valueOf(request.initiator().name());
    }

    static Statement sourceChange(String region, String source, boolean populates, long offset, long sizeBytes) {
        Statement.SourceOp op = populates ? Statement.SourceOp.SOURCE_POPULATE : Statement.SourceOp.SOURCE_DISCARD;
        return new Statement.SourceChange(NO_LINE, op, region, source, offset, sizeBytes);
    }

    /** The statement that does what a record of the layout says; empty for those of listeners and observations. */
    static Optional<Statement> of(Step.LaidOut step) {
        LayoutRecord layout = step.layout();
        if (layout instanceof LayoutRecord.RegionAdded added) {
            return Optional.of(of(added.spec()));
        } else if (layout instanceof LayoutRecord.RegionRemoved) {
            return Optional.of(new Statement.RemoveRegion(NO_LINE, step.name()));
        } else if (layout instanceof LayoutRecord.Mapped map) {
            return Optional.of(of(map, step.name()));
        } else if (layout instanceof LayoutRecord.Unmapped map) {
            return Optional.of(new Statement.Unmap(NO_LINE, map.gpa()));
        } else if (layout instanceof LayoutRecord.PolicySet set) {
            return Optional.of(of(set.policy()));
        } else if (layout instanceof LayoutRecord.PinChanged pin) {
            return Optional.of(pin(pin.pinned(), step.name(), pin.offset(), pin.sizeBytes()));
        } else if (layout instanceof LayoutRecord.HoldChanged hold) {
            Statement.HoldOp op = hold.acquired() ? Statement.HoldOp.ACQUIRE : Statement.HoldOp.RELEASE;
            return Optional.of(new Statement.DiscardHold(
                    NO_LINE, op, Statement.HoldKind.valueOf(hold.hold().name())));
        } else if (layout instanceof SourceAdded added) {
            return Optional.of(source(new SourceSpec(added.name(), step.name(), added.blockBytes())));
        } else if (layout instanceof SourceRemoved removed) {
            return Optional.of(new Statement.SourceRemove(NO_LINE, step.name(), removed.name()));
        } else if (layout instanceof MemoryTypeSet types) {
            return Optional.of(memoryTypes(step.name(), types.offset(), types.sizeBytes(), types.change()));
        }
        return Optional.empty();
    }

    static Statement memoryTypes(String region, long offset, long sizeBytes, TypeChange change) {
        return new Statement.MemoryTypes(
                NO_LINE,
                region,
                offset,
                sizeBytes,
                Optional.ofNullable(change.honoursGuest())
                        .map(honours -> honours ? Statement.Switch.ON : Statement.Switch.OFF),
                Optional.ofNullable(change.ept()).map(type -> RangeType.valueOf(type.name())),
                Optional.ofNullable(change.guest()).map(type -> PatType.valueOf(type.name())),
                Optional.ofNullable(change.host()).map(type -> RangeType.valueOf(type.name())));
    }

    /** Memory of whatever kind as a model of it: what it refused is on record, and nobody need bring it. */
    private static Optional<Statement.Memories> of(BackingSpec backing) {
        if (!backing.isThere()) {
            return Optional.empty();
        }
        return Optional.of(new Statement.Memories(
                Statement.Backing.MODEL,
                backing.folioBytes() == 0 ? OptionalLong.empty() : OptionalLong.of(backing.folioBytes()),
                backing.hugetlbShared() ? Statement.Switch.ON : Statement.Switch.OFF,
                backing.discards() ? Statement.Switch.ON : Statement.Switch.OFF));
    }

    private static Optional<Statement.HoldKind> of(DiscardHold hold) {
        return Optional.ofNullable(hold).map(kind -> Statement.HoldKind.valueOf(kind.name()));
    }

    static Statement of(RegionSpec spec) {
        return new Statement.Region(
                NO_LINE,
                spec.name(),
                spec.sizeBytes(),
                spec.pageBytes(),
                spec.initiallyShared() ? Optional.of(Statement.Side.SHARED) : Optional.empty(),
                spec.pluggable() ? OptionalLong.of(spec.plugBlockBytes()) : OptionalLong.empty(),
                Statement.Memory.valueOf(spec.memory().name()),
                of(spec.backing()),
                of(spec.hold()));
    }

    static Statement of(LayoutRecord.Mapped map, String region) {
        return new Statement.Map(NO_LINE, map.gpa(), map.sizeBytes(), region, map.offset());
    }

    /** The policy, whole, whatever it was before. */
    static Statement of(Policy policy) {
        return new Statement.Policy(
                NO_LINE,
                Optional.of(Statement.Mixed.valueOf(policy.mixed().name())),
                Optional.of(Statement.OnVeto.valueOf(policy.onVeto().name())),
                Optional.of(policy.profile() == Policy.Profile.QEMU_10_1 ? Profile.QEMU_10_1 : Profile.FLIPBOOK));
    }

    static Statement pin(boolean pinned, String region, long offset, long sizeBytes) {
        return new Statement.Pin(
                NO_LINE, pinned ? Statement.PinOp.PIN : Statement.PinOp.UNPIN, region, offset, sizeBytes);
    }

    /** A source that says yes to all at first, as it is on record. */
    static Statement source(SourceSpec spec) {
        return new Statement.SourceAdd(
                NO_LINE,
                spec.region(),
                spec.name(),
                spec.blockBytes() == 0 ? OptionalLong.empty() : OptionalLong.of(spec.blockBytes()),
                Statement.Initially.POPULATED);
    }

    /** A listener; one that was an object of another program is a plain one. */
    static Statement.Listener of(ListenerSpec spec) {
        ListenerSpec.Kind kind = spec.kind();
        Optional<Statement.Veto> veto = spec.vetoes().length == 0
                ? Optional.empty()
                : Optional.of(new Statement.Veto(
                        Arrays.stream(spec.vetoes()).boxed().toList(),
                        spec.vetoErrno().name()));
        return new Statement.Listener(
                NO_LINE,
                spec.name(),
                spec.region(),
                spec.watchesWholeRegion()
                        ? Optional.empty()
                        : Optional.of(new Statement.Section(spec.offset(), spec.sizeBytes())),
                veto,
                kind == ListenerSpec.Kind.EXTERNAL
                        ? Statement.ListenerKind.PLAIN
                        : Statement.ListenerKind.valueOf(kind.name()),
                kind.isLimited() ? OptionalLong.of(spec.limit()) : OptionalLong.empty(),
                kind.maps() && spec.granuleBytes() != 0 ? OptionalLong.of(spec.granuleBytes()) : OptionalLong.empty(),
                spec.hasLargePages() || kind != ListenerSpec.Kind.IOMMUFD
                        ? Optional.empty()
                        : Optional.of(Statement.Switch.OFF),
                kind.maps() && !spec.container().isEmpty() ? Optional.of(spec.container()) : Optional.empty(),
                Statement.Side.valueOf(spec.side().name()),
                of(spec.hold()));
    }
}
