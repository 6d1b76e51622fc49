package io.flipbook.replay.query.predicate;

import io.flipbook.engine.LayoutRecord;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.RecordDecoder;
import io.flipbook.engine.Rejection;
import io.flipbook.engine.SourceAdded;
import io.flipbook.engine.SourceRemoved;
import io.flipbook.replay.history.RecordFields;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The names that a record has, by the words under which predicates ask for them. */
public final class RecordNames {
    /** What a record says of something; empty where that is nothing. */
    @FunctionalInterface
    public interface Said {
        Collection<String> by(Moment moment);
    }

    /** All that can be asked for. */
    public static final Map<String, Said> KEYS = Map.of(
            "type", RecordNames::types,
            "outcome", RecordNames::outcomes,
            "reason", RecordNames::reasons,
            "op", RecordNames::operations,
            "region", RecordNames::regions,
            "listener", RecordNames::refusers,
            "errno", RecordNames::errnos);

    private RecordNames() {}

    private static Collection<String> types(Moment moment) {
        return moment.kind() == null
                ? List.of()
                : List.of(RecordFields.typeName(moment.record().type()));
    }

    private static Collection<String> outcomes(Moment moment) {
        return moment.outcome() == null
                ? List.of()
                : List.of(moment.outcome().kind().toString());
    }

    private static Collection<String> reasons(Moment moment) {
        return moment.outcome() == null || moment.outcome().reason() == Rejection.NONE
                ? List.of()
                : List.of(moment.outcome().reason().toString());
    }

    private static Collection<String> operations(Moment moment) {
        return moment.request() == null
                ? List.of()
                : List.of(moment.request().operation().toString());
    }

    private static Collection<String> regions(Moment moment) {
        if (moment.request() != null) {
            Set<String> names = new HashSet<>();
            moment.addresses().visitParts(moment.request(), (region, offset, sizeBytes) -> names.add(region.name()));
            if (moment.request().region() != null) {
                names.add(moment.request().region());
            }
            return names;
        }
        String name = moment.kind() == RecordDecoder.Kind.LAYOUT
                ? regionOf(moment.decoder().layout(), moment.decoder())
                : null;
        return name == null ? List.of() : List.of(name);
    }

    private static String regionOf(LayoutRecord layout, RecordDecoder decoder) {
        if (layout instanceof LayoutRecord.RegionAdded added) {
            return added.spec().name();
        } else if (layout instanceof LayoutRecord.RegionRemoved removed) {
            return decoder.regionName(removed.id());
        } else if (layout instanceof LayoutRecord.Mapped map) {
            return decoder.regionName(map.regionId());
        } else if (layout instanceof LayoutRecord.ListenerAdded added) {
            return added.spec().region();
        } else if (layout instanceof LayoutRecord.PinChanged pin) {
            return decoder.regionName(pin.regionId());
        } else if (layout instanceof SourceAdded added) {
            return decoder.regionName(added.regionId());
        } else if (layout instanceof SourceRemoved removed) {
            return decoder.regionName(removed.regionId());
        }
        return null;
    }

    /** Who refused here, whatever came of it. */
    private static Collection<String> refusers(Moment moment) {
        if (moment.outcome() != null) {
            return moment.outcome().refusals().stream()
                    .map(Outcome.Refusal::listener)
                    .toList();
        }
        LayoutRecord.ListenerEnded ended = refusedRegistration(moment);
        return ended == null ? List.of() : List.of(moment.decoder().listenerName(ended.id()));
    }

    private static Collection<String> errnos(Moment moment) {
        if (moment.outcome() != null) {
            return moment.outcome().refusals().stream()
                    .map(refusal -> refusal.errno().name())
                    .toList();
        }
        LayoutRecord.ListenerEnded ended = refusedRegistration(moment);
        return ended == null ? List.of() : List.of(ended.errno().name());
    }

    private static LayoutRecord.ListenerEnded refusedRegistration(Moment moment) {
        return moment.kind() == RecordDecoder.Kind.LAYOUT
                        && moment.decoder().layout() instanceof LayoutRecord.ListenerEnded ended
                        && ended.cause() == LayoutRecord.ListenerEnded.Cause.REFUSED
                ? ended
                : null;
    }
}
