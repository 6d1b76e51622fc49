package io.flipbook.replay.history;

import io.flipbook.engine.Answer;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.ConversionRequest.SourceClock;
import io.flipbook.engine.LayoutRecord;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.Observation;
import io.flipbook.engine.Operation;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.Policy;
import io.flipbook.engine.RecordDecoder;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.Rejection;
import io.flipbook.journal.RecordType;
import io.flipbook.journal.RecordView;
import io.flipbook.journal.SessionRecord;
import io.flipbook.replay.json.JsonOut;
import io.flipbook.replay.json.Times;
import java.util.List;

/** Writes records of a journal as JSON, one a line, with everything that each holds; {@link StepReader} reads them. */
public final class RecordJson {
    private final JsonOut json;
    private final RecordDecoder decoder;

    /** Writes to {@code json} what {@code decoder} has just read. */
    public RecordJson(JsonOut json, RecordDecoder decoder) {
        this.json = json;
        this.decoder = decoder;
    }

    /** Writes the record that the decoder has read last, of the kind that it said. */
    public void write(RecordView view, RecordDecoder.Kind kind) {
        json.begin().field("sequence", view.sequence()).field("time", Times.iso(view.timeNs()));
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
        json.endLine();
    }

    private void request(ConversionRequest request) {
        Operation operation = request.operation();
        type("request").field("op", operation.toString());
        if (operation.isByAddress()) {
            json.hexField("gpa", request.start()).hexField("size", request.sizeBytes());
            json.field("to", side(operation.populates()));
        } else {
            json.field("region", request.region());
            if (operation != Operation.UNPLUG_ALL) {
                json.hexField("offset", request.start()).hexField("size", request.sizeBytes());
            }
        }
        source(request.clock(), request.sourceTimeNs());
        json.field("initiator", request.initiator().toString());
    }

    private void outcome(Outcome outcome) {
        type("outcome").field("request", outcome.requestSequence());
        json.field("outcome", outcome.kind().toString());
        if (outcome.kind() == Outcome.Kind.NOOP
                || outcome.kind() == Outcome.Kind.COMMITTED
                || outcome.kind() == Outcome.Kind.DIVERGED) {
            json.field("pages", outcome.pages());
        }
        json.field("digest", String.format("0x%016x", outcome.digest()));
        if (outcome.reason() != Rejection.NONE) {
            json.field("reason", outcome.reason().toString());
        }
        if (outcome.answer() != Answer.ENGINE) {
            json.field("answer", outcome.answer().toString());
        }
        if (outcome.listener() != null) {
            json.field("listener", outcome.listener())
                    .field("errno", outcome.errno().name());
        }
        if (outcome.atRegion() != null) {
            json.hexField("at", outcome.at()).field("region", outcome.atRegion());
        }
        if (!outcome.detached().isEmpty()) {
            json.name("detached").beginArray();
            outcome.detached().forEach(json::value);
            json.endArray();
        }
        refusals(outcome.refusals());
    }

    private void refusals(List<Outcome.Refusal> refusals) {
        if (refusals.isEmpty()) {
            return;
        }
        json.name("refusals").beginArray();
        for (Outcome.Refusal refusal : refusals) {
            json.begin().field("listener", refusal.listener()).field("call", refusal.call());
            json.field("errno", refusal.errno().name());
            if (refusal.threw()) {
                json.field("threw", true);
            }
            json.end();
        }
        json.endArray();
    }

    private void layout(LayoutRecord layout) {
        if (layout instanceof LayoutRecord.RegionAdded added) {
            region(added.spec());
        } else if (layout instanceof LayoutRecord.Mapped map) {
            type("map").hexField("gpa", map.gpa()).hexField("size", map.sizeBytes());
            json.field("region", decoder.regionName(map.regionId())).hexField("offset", map.offset());
        } else if (layout instanceof LayoutRecord.Unmapped map) {
            type("unmap").hexField("gpa", map.gpa());
        } else if (layout instanceof LayoutRecord.PolicySet set) {
            Policy policy = set.policy();
            type("policy").field("mixed", policy.mixed().toString());
            json.field("on-veto", policy.onVeto().toString());
        } else if (layout instanceof LayoutRecord.ListenerAdded added) {
            listener(added.spec());
        } else if (layout instanceof LayoutRecord.ListenerEnded ended) {
            type("unlisten").field("name", decoder.listenerName(ended.id()));
            json.field("cause", ended.cause().toString());
            if (!ended.errno().name().isEmpty()) {
                json.field("errno", ended.errno().name());
            }
        } else if (layout instanceof LayoutRecord.PinChanged pin) {
            type("pin").field("op", pin.pinned() ? "pin" : "unpin");
            json.field("region", decoder.regionName(pin.regionId()));
            json.hexField("offset", pin.offset()).hexField("size", pin.sizeBytes());
        } else if (layout instanceof LayoutRecord.HoldChanged hold) {
            type("hold").field("op", hold.acquired() ? "acquire" : "release");
            json.field("kind", hold.hold().toString());
        } else if (layout instanceof Observation observation) {
            observation(observation);
        }
    }

    private void region(RegionSpec spec) {
        type("region").field("name", spec.name()).hexField("size", spec.sizeBytes());
        json.hexField("page", spec.pageBytes()).field("initial", side(spec.initiallyShared()));
        if (spec.pluggable()) {
            json.hexField("plug-block", spec.plugBlockBytes());
        }
        json.field("memory", spec.memory().toString());
    }

    private void listener(ListenerSpec spec) {
        type("listener").field("name", spec.name()).field("region", spec.region());
        if (!spec.watchesWholeRegion()) {
            json.hexField("offset", spec.offset()).hexField("size", spec.sizeBytes());
        }
        json.field("kind", spec.kind().toString());
        if (spec.kind() == ListenerSpec.Kind.TYPE1) {
            json.unsignedField("limit", spec.limit());
        }
        if (spec.vetoes().length > 0) {
            json.name("veto").beginArray();
            for (long veto : spec.vetoes()) {
                json.unsignedValue(veto);
            }
            json.endArray().field("errno", spec.vetoErrno().name());
        }
    }

    private void observation(Observation observation) {
        type("observation").field("event", observation.event());
        json.hexField(observation.byAddress() ? "gpa" : "offset", observation.start());
        json.hexField("size", observation.sizeBytes()).field("to", side(observation.toShared()));
        json.field("verdict", observation.verdict().toString());
        source(observation.clock(), observation.sourceTimeNs());
    }

    private void session(RecordView view) {
        if (view.type() == RecordType.SNAPSHOT) {
            type("snapshot");
            return;
        }
        SessionRecord session = SessionRecord.of(view);
        switch (session.type()) {
            case RecordType.BEGIN:
                type("begin").field("identity", session.identity().toString());
                json.field("format", session.formatVersion()).field("writer", session.writer());
                json.field("sync", session.syncPolicy().toString());
                break;
            case RecordType.RECOVER:
                type("recover").field("ended-cleanly", session.endedCleanly());
                json.field("discarded-bytes", session.discardedBytes());
                json.field("sync", session.syncPolicy().toString());
                break;
            default:
                type("end").field("records", session.recordsBefore());
        }
    }

    private void source(SourceClock clock, long timeNs) {
        if (clock != SourceClock.NONE) {
            json.field("source-time", Times.text(clock, timeNs));
        }
        json.field("clock", clock.toString());
    }

    private JsonOut type(String type) {
        return json.field("type", type);
    }

    private static String side(boolean shared) {
        return shared ? "shared" : "private";
    }
}
