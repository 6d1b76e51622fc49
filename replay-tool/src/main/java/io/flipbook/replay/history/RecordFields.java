package io.flipbook.replay.history;

import io.flipbook.engine.Answer;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.ConversionRequest.SourceClock;
import io.flipbook.engine.LayoutRecord;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.MemoryTypeSet;
import io.flipbook.engine.Observation;
import io.flipbook.engine.Operation;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.Policy;
import io.flipbook.engine.RecordDecoder;
import io.flipbook.engine.RecordTypes;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.Rejection;
import io.flipbook.engine.Side;
import io.flipbook.engine.SourceAdded;
import io.flipbook.engine.SourceRemoved;
import io.flipbook.engine.backing.BackingSpec;
import io.flipbook.engine.memtype.MemoryType;
import io.flipbook.engine.memtype.TypeChange;
import io.flipbook.journal.RecordType;
import io.flipbook.journal.RecordView;
import io.flipbook.journal.SessionRecord;
import io.flipbook.replay.json.Times;
import java.util.List;
import java.util.Map;

/** Says everything that a record holds, field by field, by the names that dumps have; {@link StepReader} reads them. */
public final class RecordFields {
    /** The names of all fields that a record can have, in the order in which a table shows them. */
    public static final List<String> NAMES = List.of(
            ("sequence time type op region offset gpa size to source source-time clock initiator request outcome pages"
                            + " digest reason answer listener errno at detached refusals name kind limit granule"
                            + " large-pages container watch veto cause page initial plug-block memory mixed on-veto"
                            + " profile block event verdict identity format writer sync ended-cleanly discarded-bytes"
                            + " records backing backing-type folio hugetlb discard hold honour-guest-type ept guest"
                            + " host")
                    .split(" "));

    private static final Map<Integer, String> TYPES = Map.ofEntries(
            Map.entry(RecordType.BEGIN, "begin"),
            Map.entry(RecordType.RECOVER, "recover"),
            Map.entry(RecordType.END, "end"),
            Map.entry(RecordType.SNAPSHOT, "snapshot"),
            Map.entry(RecordTypes.REGION, "region"),
            Map.entry(RecordTypes.UNREGION, "unregion"),
            Map.entry(RecordTypes.MAP, "map"),
            Map.entry(RecordTypes.UNMAP, "unmap"),
            Map.entry(RecordTypes.POLICY, "policy"),
            Map.entry(RecordTypes.LISTENER, "listener"),
            Map.entry(RecordTypes.UNLISTEN, "unlisten"),
            Map.entry(RecordTypes.PIN, "pin"),
            Map.entry(RecordTypes.HOLD, "hold"),
            Map.entry(RecordTypes.SOURCE, "source"),
            Map.entry(RecordTypes.UNSOURCE, "unsource"),
            Map.entry(RecordTypes.MEMORY_TYPE, "memtype"),
            Map.entry(RecordTypes.REQUEST, "request"),
            Map.entry(RecordTypes.OUTCOME, "outcome"),
            Map.entry(RecordTypes.OBSERVATION, "observation"));

    private final RecordDecoder decoder;
    private final FieldSink sink;

    /** Says to {@code sink} what {@code decoder} has just read. */
    public RecordFields(RecordDecoder decoder, FieldSink sink) {
        this.decoder = decoder;
        this.sink = sink;
    }

    /** The names that records have by their types. */
    public static List<String> typeNames() {
        return TYPES.values().stream().sorted().toList();
    }

    /** The name of the type that a record has by its number, such as {@code unlisten}. */
    public static String typeName(int type) {
        return TYPES.getOrDefault(type, "type-" + type);
    }

    /** Says the record that the decoder has read last, of the kind that it said. */
    public void say(RecordView view, RecordDecoder.Kind kind) {
        sink.begin(view.sequence(), view.timeNs(), typeName(view.type()));
        sayFields(view, kind);
        sink.end();
    }

    /** The same without its sequence, time and type, for somebody who begins and ends it, and has more to say. */
    public void sayFields(RecordView view, RecordDecoder.Kind kind) {
        switch (kind) {
            case REQUEST:
                request(decoder.request());
                break;
            case OUTCOME:
                outcome(decoder.outcome());
                break;
            case LAYOUT:
                layout(decoder.layout());
                break;
            default:
                session(view);
        }
    }

    private void request(ConversionRequest request) {
        Operation operation = request.operation();
        sink.text("op", operation.toString());
        if (operation.isByAddress()) {
            sink.hex("gpa", request.start()).hex("size", request.sizeBytes()).text("to", side(operation.populates()));
        } else {
            sink.text("region", request.region());
            if (request.source() != null) {
                sink.text("source", request.source());
            }
            if (operation != Operation.UNPLUG_ALL) {
                sink.hex("offset", request.start()).hex("size", request.sizeBytes());
            }
        }
        source(request.clock(), request.sourceTimeNs());
        sink.text("initiator", request.initiator().toString());
    }

    private void outcome(Outcome outcome) {
        sink.count("request", outcome.requestSequence())
                .text("outcome", outcome.kind().toString());
        if (outcome.kind() == Outcome.Kind.NOOP || outcome.kind().changesState()) {
            sink.count("pages", outcome.pages());
        }
        sink.digest("digest", outcome.digest());
        if (outcome.reason() != Rejection.NONE) {
            sink.text("reason", outcome.reason().toString());
        }
        if (outcome.answer() != Answer.ENGINE) {
            sink.text("answer", outcome.answer().toString());
        }
        if (outcome.listener() != null) {
            sink.text("listener", outcome.listener())
                    .text("errno", outcome.errno().name());
        }
        if (outcome.atRegion() != null) {
            sink.hex("at", outcome.at()).text("region", outcome.atRegion());
        }
        if (!outcome.detached().isEmpty()) {
            sink.texts("detached", outcome.detached());
        }
        if (!outcome.refusals().isEmpty()) {
            sink.refusals(outcome.refusals());
        }
    }

    private void layout(LayoutRecord layout) {
        if (layout instanceof LayoutRecord.RegionAdded added) {
            region(added.spec());
        } else if (layout instanceof LayoutRecord.RegionRemoved removed) {
            sink.text("name", decoder.regionName(removed.id()));
        } else if (layout instanceof LayoutRecord.Mapped map) {
            sink.hex("gpa", map.gpa())
                    .hex("size", map.sizeBytes())
                    .text("region", decoder.regionName(map.regionId()))
                    .hex("offset", map.offset());
        } else if (layout instanceof LayoutRecord.Unmapped map) {
            sink.hex("gpa", map.gpa());
        } else if (layout instanceof LayoutRecord.PolicySet set) {
            sink.text("mixed", set.policy().mixed().toString())
                    .text("on-veto", set.policy().onVeto().toString());
            if (set.policy().profile() != Policy.Profile.FLIPBOOK) {
                sink.text("profile", set.policy().profile().toString());
            }
        } else if (layout instanceof LayoutRecord.ListenerAdded added) {
            listener(added.spec());
        } else if (layout instanceof LayoutRecord.ListenerEnded ended) {
            sink.text("name", decoder.listenerName(ended.id()))
                    .text("cause", ended.cause().toString());
            if (!ended.errno().name().isEmpty()) {
                sink.text("errno", ended.errno().name());
            }
        } else if (layout instanceof LayoutRecord.PinChanged pin) {
            sink.text("op", pin.pinned() ? "pin" : "unpin")
                    .text("region", decoder.regionName(pin.regionId()))
                    .hex("offset", pin.offset())
                    .hex("size", pin.sizeBytes());
        } else if (layout instanceof LayoutRecord.HoldChanged hold) {
            sink.text("op", hold.acquired() ? "acquire" : "release")
                    .text("kind", hold.hold().toString());
        } else if (layout instanceof SourceAdded added) {
            sink.text("name", added.name()).text("region", decoder.regionName(added.regionId()));
            if (added.blockBytes() != 0) {
                sink.hex("block", added.blockBytes());
            }
        } else if (layout instanceof SourceRemoved removed) {
            sink.text("name", removed.name()).text("region", decoder.regionName(removed.regionId()));
        } else if (layout instanceof MemoryTypeSet types) {
            memoryType(types);
        } else if (layout instanceof Observation observation) {
            observation(observation);
        }
    }

    private void region(RegionSpec spec) {
        sink.text("name", spec.name())
                .hex("size", spec.sizeBytes())
                .hex("page", spec.pageBytes())
                .text("initial", side(spec.initiallyShared()));
        if (spec.pluggable()) {
            sink.hex("plug-block", spec.plugBlockBytes());
        }
        sink.text("memory", spec.memory().toString());
        if (spec.backing().isThere()) {
            backing(spec.backing());
        }
        if (spec.hold() != null) {
            sink.text("hold", spec.hold().toString());
        }
    }

    private void backing(BackingSpec backing) {
        sink.text("backing", backing.kind().toString());
        if (!backing.type().isEmpty()) {
            sink.text("backing-type", backing.type());
        }
        if (backing.folioBytes() != 0) {
            sink.hex("folio", backing.folioBytes());
        }
        if (backing.hugetlbShared()) {
            sink.text("hugetlb", "on");
        }
        if (!backing.discards()) {
            sink.text("discard", "off");
        }
    }

    private void listener(ListenerSpec spec) {
        sink.text("name", spec.name()).text("region", spec.region());
        if (!spec.watchesWholeRegion()) {
            sink.hex("offset", spec.offset()).hex("size", spec.sizeBytes());
        }
        sink.text("kind", spec.kind().toString());
        if (spec.kind().isLimited()) {
            sink.count("limit", spec.limit());
        }
        if (spec.granuleBytes() != 0) {
            sink.hex("granule", spec.granuleBytes());
        }
        if (!spec.hasLargePages()) {
            sink.text("large-pages", "off");
        }
        if (!spec.container().isEmpty()) {
            sink.text("container", spec.container());
        }
        if (spec.side() != Side.SHARED) {
            sink.text("watch", spec.side().toString());
        }
        if (spec.hold() != null) {
            sink.text("hold", spec.hold().toString());
        }
        if (spec.vetoes().length > 0) {
            sink.counts("veto", spec.vetoes()).text("errno", spec.vetoErrno().name());
        }
    }

    private void memoryType(MemoryTypeSet types) {
        TypeChange change = types.change();
        sink.text("region", decoder.regionName(types.regionId()))
                .hex("offset", types.offset())
                .hex("size", types.sizeBytes());
        if (change.honoursGuest() != null) {
            sink.text("honour-guest-type", change.honoursGuest() ? "on" : "off");
        }
        memoryType("ept", change.ept());
        memoryType("guest", change.guest());
        memoryType("host", change.host());
    }

    private void memoryType(String name, MemoryType type) {
        if (type != null) {
            sink.text(name, type.toString());
        }
    }

    private void observation(Observation observation) {
        sink.text("event", observation.event())
                .hex(observation.byAddress() ? "gpa" : "offset", observation.start())
                .hex("size", observation.sizeBytes())
                .text("to", side(observation.toShared()))
                .text("verdict", observation.verdict().toString());
        source(observation.clock(), observation.sourceTimeNs());
    }

    private void session(RecordView view) {
        if (view.type() == RecordType.SNAPSHOT) {
            return;
        }
        SessionRecord session = SessionRecord.of(view);
        switch (session.type()) {
            case RecordType.BEGIN:
                sink.text("identity", session.identity().toString())
                        .count("format", session.formatVersion())
                        .text("writer", session.writer())
                        .text("sync", session.syncPolicy().toString());
                break;
            case RecordType.RECOVER:
                sink.flag("ended-cleanly", session.endedCleanly())
                        .count("discarded-bytes", session.discardedBytes())
                        .text("sync", session.syncPolicy().toString());
                break;
            default:
                sink.count("records", session.recordsBefore());
        }
    }

    private void source(SourceClock clock, long timeNs) {
        if (clock != SourceClock.NONE) {
            sink.text("source-time", Times.text(clock, timeNs));
        }
        sink.text("clock", clock.toString());
    }

    private static String side(boolean shared) {
        return shared ? "shared" : "private";
    }
}
