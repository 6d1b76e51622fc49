package io.flipbook.replay.history;

import io.flipbook.engine.Answer;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.ConversionRequest.Initiator;
import io.flipbook.engine.ConversionRequest.SourceClock;
import io.flipbook.engine.DiscardHold;
import io.flipbook.engine.LayoutRecord;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.MemoryTypeSet;
import io.flipbook.engine.Observation;
import io.flipbook.engine.Operation;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.Policy;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.Rejection;
import io.flipbook.engine.Side;
import io.flipbook.engine.SourceAdded;
import io.flipbook.engine.SourceRemoved;
import io.flipbook.engine.backing.BackingSpec;
import io.flipbook.engine.device.Errno;
import io.flipbook.engine.memtype.MemoryType;
import io.flipbook.engine.memtype.TypeChange;
import io.flipbook.replay.json.JsonLine;
import io.flipbook.replay.json.Times;

/**
 * Reads records that were written as JSON, one a line; {@link JsonFields} writes them. Every error is an
 * {@link IllegalArgumentException} with one line for the user.
 */
public final class StepReader {
    /** The longest line. */
    public static final int MAX_LINE_BYTES = 1 << 20;

    /** The step that a line says; null for a record that is none, as a mark of a snapshot. */
    public Step read(byte[] bytes, int from, int to) {
        JsonLine line = JsonLine.parse(bytes, from, to);
        long sequence = line.has("sequence") ? line.count("sequence") : 0;
        String type = line.text("type");
        switch (type) {
            case "begin":
                return new Step.Began(sequence);
            case "recover":
                return new Step.Recovered(sequence);
            case "end":
                return new Step.Ended(sequence);
            case "snapshot":
                return null;
            case "request":
                return new Step.Asked(sequence, request(line));
            case "outcome":
                return new Step.Decided(sequence, line.count("request"), outcome(line));
            default:
                return layout(sequence, type, line);
        }
    }

    private static Step layout(long sequence, String type, JsonLine line) {
        switch (type) {
            case "region":
                return new Step.LaidOut(sequence, new LayoutRecord.RegionAdded(0, region(line)), "");
            case "unregion":
                return new Step.LaidOut(sequence, new LayoutRecord.RegionRemoved(0), line.text("name"));
            case "map":
                LayoutRecord map = new LayoutRecord.Mapped(line.hex("gpa"), line.hex("size"), 0, line.hex("offset"));
                return new Step.LaidOut(sequence, map, line.text("region"));
            case "unmap":
                return new Step.LaidOut(sequence, new LayoutRecord.Unmapped(line.hex("gpa")), "");
            case "policy":
                Policy policy = new Policy(
                        line.choice("mixed", Policy.Mixed.values()),
                        line.choice("on-veto", Policy.OnVeto.values()),
                        line.has("profile")
                                ? line.choice("profile", Policy.Profile.values())
                                : Policy.Profile.FLIPBOOK);
                return new Step.LaidOut(sequence, new LayoutRecord.PolicySet(policy), "");
            case "listener":
                return new Step.LaidOut(sequence, new LayoutRecord.ListenerAdded(0, listener(line)), "");
            case "unlisten":
                Errno errno = line.has("errno") ? Errno.of(line.text("errno")) : Errno.NONE;
                LayoutRecord ended = new LayoutRecord.ListenerEnded(
                        0, line.choice("cause", LayoutRecord.ListenerEnded.Cause.values()), errno);
                return new Step.LaidOut(sequence, ended, line.text("name"));
            case "pin":
                boolean pinned =
                        line.choice("op", new String[] {"unpin", "pin"}).equals("pin");
                LayoutRecord pin = new LayoutRecord.PinChanged(0, pinned, line.hex("offset"), line.hex("size"));
                return new Step.LaidOut(sequence, pin, line.text("region"));
            case "hold":
                boolean acquired =
                        line.choice("op", new String[] {"release", "acquire"}).equals("acquire");
                DiscardHold kind = line.choice("kind", DiscardHold.values());
                return new Step.LaidOut(sequence, new LayoutRecord.HoldChanged(kind, acquired), "");
            case "source":
                LayoutRecord source = new SourceAdded(0, line.text("name"), line.has("block") ? line.hex("block") : 0);
                return new Step.LaidOut(sequence, source, line.text("region"));
            case "unsource":
                LayoutRecord unsource = new SourceRemoved(0, line.text("name"));
                return new Step.LaidOut(sequence, unsource, line.text("region"));
            case "memtype":
                LayoutRecord types = new MemoryTypeSet(0, line.hex("offset"), line.hex("size"), memoryTypes(line));
                return new Step.LaidOut(sequence, types, line.text("region"));
            case "observation":
                return new Step.LaidOut(sequence, observation(line), "");
            default:
                throw new IllegalArgumentException("there is no such type of record");
        }
    }

    private static RegionSpec region(JsonLine line) {
        boolean pluggable = line.has("plug-block");
        RegionSpec spec = new RegionSpec(
                line.text("name"),
                line.hex("size"),
                line.has("page") ? line.hex("page") : RegionSpec.DEFAULT_PAGE_BYTES,
                line.has("initial") && isShared(line, "initial"),
                pluggable,
                pluggable ? line.hex("plug-block") : 0,
                line.has("memory") ? line.choice("memory", RegionSpec.Memory.values()) : RegionSpec.Memory.TWO_SIDED);
        if (line.has("backing")) {
            spec = spec.backedBy(backing(line));
        }
        return line.has("hold") ? spec.holding(line.choice("hold", DiscardHold.values())) : spec;
    }

    private static BackingSpec backing(JsonLine line) {
        return new BackingSpec(
                line.choice("backing", BackingSpec.Kind.values()),
                line.text("backing-type", ""),
                line.has("folio") ? line.hex("folio") : 0,
                line.has("hugetlb") && isOn(line, "hugetlb"),
                !line.has("discard") || isOn(line, "discard"));
    }

    private static ListenerSpec listener(JsonLine line) {
        ListenerSpec.Kind kind =
                line.has("kind") ? line.choice("kind", ListenerSpec.Kind.values()) : ListenerSpec.Kind.PLAIN;
        ListenerSpec spec = ListenerSpec.of(line.text("name"), line.text("region"), kind);
        if (line.has("limit")) {
            spec = spec.limitedTo(line.count("limit"));
        }
        if (line.has("offset")) {
            spec = spec.over(line.hex("offset"), line.hex("size"));
        }
        if (line.has("granule")) {
            spec = spec.inPiecesOf(line.hex("granule"));
        }
        if (line.has("large-pages")) {
            spec = spec.withLargePages(isOn(line, "large-pages"));
        }
        if (line.has("container")) {
            spec = spec.inContainer(line.text("container"));
        }
        if (line.has("watch")) {
            spec = spec.watching(line.choice("watch", Side.values()));
        }
        if (line.has("hold")) {
            spec = spec.holding(line.choice("hold", DiscardHold.values()));
        }
        return line.has("veto") ? spec.refusing(Errno.of(line.text("errno")), line.counts("veto")) : spec;
    }

    private static TypeChange memoryTypes(JsonLine line) {
        return new TypeChange(
                line.has("honour-guest-type") ? isOn(line, "honour-guest-type") : null,
                memoryType(line, "ept"),
                memoryType(line, "guest"),
                memoryType(line, "host"));
    }

    private static MemoryType memoryType(JsonLine line, String name) {
        return line.has(name) ? line.choice(name, MemoryType.values()) : null;
    }

    private static ConversionRequest request(JsonLine line) {
        ConversionRequest request = place(line);
        if (line.has("initiator")) {
            request.by(line.choice("initiator", Initiator.values()));
        }
        SourceClock clock = line.has("clock") ? line.choice("clock", SourceClock.values()) : SourceClock.NONE;
        return request.at(clock, clock == SourceClock.NONE ? 0 : Times.parse(line.text("source-time")));
    }

    private static ConversionRequest place(JsonLine line) {
        String op = line.text("op");
        if (line.has("gpa")) {
            boolean toShared = op.equals("convert") ? isShared(line, "to") : op.equals("to-shared");
            if (!toShared && !op.equals("convert") && !op.equals("to-private")) {
                throw new IllegalArgumentException("only a conversion can be by address");
            }
            return toShared
                    ? ConversionRequest.convertToShared(line.hex("gpa"), line.hex("size"))
                    : ConversionRequest.convertToPrivate(line.hex("gpa"), line.hex("size"));
        }
        Operation operation = line.choice("op", Operation.values());
        if (operation.isAboutAddedSource()) {
            return ConversionRequest.ofSource(
                    operation.populates(),
                    line.text("region"),
                    line.text("source"),
                    line.hex("offset"),
                    line.hex("size"));
        }
        boolean whole = operation == Operation.UNPLUG_ALL;
        return ConversionRequest.inRegion(
                operation, line.text("region"), whole ? 0 : line.hex("offset"), whole ? 0 : line.hex("size"));
    }

    private static Outcome outcome(JsonLine line) {
        Outcome outcome = Outcome.told(
                line.choice("outcome", Outcome.Kind.values()),
                line.has("reason") ? line.choice("reason", Rejection.values()) : Rejection.NONE,
                line.has("answer") ? line.choice("answer", Answer.values()) : Answer.ENGINE,
                line.has("pages") ? line.count("pages") : 0,
                line.hex("digest"));
        if (line.has("at")) {
            outcome.toldBusyAt(line.text("region"), line.hex("at"));
        }
        for (JsonLine refusal : line.objects("refusals")) {
            outcome.toldRefusal(new Outcome.Refusal(
                    0,
                    refusal.text("listener"),
                    refusal.count("call"),
                    Errno.of(refusal.text("errno")),
                    refusal.flag("threw")));
        }
        return outcome;
    }

    private static Observation observation(JsonLine line) {
        SourceClock clock = line.choice("clock", SourceClock.values());
        boolean byAddress = line.has("gpa");
        return new Observation(
                line.text("event"),
                clock,
                clock == SourceClock.NONE ? 0 : Times.parse(line.text("source-time")),
                byAddress,
                line.hex(byAddress ? "gpa" : "offset"),
                line.hex("size"),
                isShared(line, "to"),
                line.choice("verdict", Observation.Verdict.values()));
    }

    private static boolean isOn(JsonLine line, String name) {
        return line.choice(name, new String[] {"on", "off"}).equals("on");
    }

    private static boolean isShared(JsonLine line, String name) {
        return line.choice(name, new String[] {"private", "shared"}).equals("shared");
    }
}
