package io.flipbook.replay.whatif;

import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.LayoutRecord;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.Policy;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.SourceSpec;
import io.flipbook.replay.history.Step;
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
                return new Statement.Change(NO_LINE, Statement.ChangeOp.TO_SHARED, request.region(), start, size);
            case TO_PRIVATE:
                return new Statement.Change(NO_LINE, Statement.ChangeOp.TO_PRIVATE, request.region(), start, size);
            case PLUG:
                return new Statement.Change(NO_LINE, Statement.ChangeOp.PLUG, request.region(), start, size);
            case UNPLUG:
                return new Statement.Change(NO_LINE, Statement.ChangeOp.UNPLUG, request.region(), start, size);
            case UNPLUG_ALL:
                return new Statement.UnplugAll(NO_LINE, request.region());
            case CONVERT_TO_SHARED:
                return new Statement.Convert(NO_LINE, start, size, Statement.Side.SHARED);
            case CONVERT_TO_PRIVATE:
                return new Statement.Convert(NO_LINE, start, size, Statement.Side.PRIVATE);
            default:
                return sourceChange(
                        request.region(), request.source(), request.operation().populates(), start, size);
        }
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
        } else if (layout instanceof LayoutRecord.SourceAdded added) {
            return Optional.of(source(new SourceSpec(added.name(), step.name(), added.blockBytes())));
        } else if (layout instanceof LayoutRecord.SourceRemoved removed) {
            return Optional.of(new Statement.SourceRemove(NO_LINE, step.name(), removed.name()));
        }
        return Optional.empty();
    }

    static Statement of(RegionSpec spec) {
        return new Statement.Region(
                NO_LINE,
                spec.name(),
                spec.sizeBytes(),
                spec.pageBytes(),
                spec.initiallyShared() ? Optional.of(Statement.Side.SHARED) : Optional.empty(),
                spec.pluggable() ? OptionalLong.of(spec.plugBlockBytes()) : OptionalLong.empty(),
                Statement.Memory.valueOf(spec.memory().name()));
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
                Optional.of(
                        policy.profile() == Policy.Profile.QEMU_10_1
                                ? Statement.Profile.QEMU_10_1
                                : Statement.Profile.FLIPBOOK));
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
                Statement.Side.valueOf(spec.side().name()));
    }
}
