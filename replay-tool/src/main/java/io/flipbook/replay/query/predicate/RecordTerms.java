package io.flipbook.replay.query.predicate;

import io.flipbook.engine.ConversionRequest.SourceClock;
import io.flipbook.engine.LayoutRecord;
import io.flipbook.engine.Operation;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.RecordDecoder;
import io.flipbook.engine.Rejection;
import io.flipbook.engine.SourceAdded;
import io.flipbook.engine.SourceRemoved;
import io.flipbook.engine.device.Errno;
import io.flipbook.replay.history.RecordFields;
import io.flipbook.replay.json.Times;
import io.flipbook.replay.query.predicate.Predicate.Need;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Terms about what a record says. Of a record that says nothing of the kind, neither = nor != holds. */
final class RecordTerms {
    /** What a record says of something; empty where that is nothing. */
    @FunctionalInterface
    private interface Said {
        Collection<String> by(Moment moment);
    }

    private static final Set<String> REASONS = names(Arrays.stream(Rejection.values())
            .filter(each -> each != Rejection.NONE)
            .toArray());

    private RecordTerms() {}

    static void addTo(Map<String, Function<PredicateWords, Term>> terms, Set<Need> needs) {
        Set<String> types = new TreeSet<>(RecordFields.typeNames());
        terms.put("type", words -> chosen(words, types, RecordTerms::types));
        terms.put("outcome", words -> chosen(words, names(Outcome.Kind.values()), RecordTerms::outcomes));
        terms.put("reason", words -> chosen(words, REASONS, RecordTerms::reasons));
        terms.put("op", words -> chosen(words, names(Operation.values()), RecordTerms::operations));
        terms.put("region", words -> {
            needs.add(Need.STATE);
            return named(words, "the name of a region", RecordTerms::regions);
        });
        terms.put("listener", words -> named(words, "the name of a listener", RecordTerms::refusers));
        terms.put("errno", words -> {
            Comparison comparison = equality(words);
            Errno errno = words.take("the name of an errno (ENOSPC)", Errno::of);
            return said(RecordTerms::errnos, comparison, errno.name());
        });
        terms.put("time", RecordTerms::time);
    }

    private static Set<String> names(Object[] values) {
        Set<String> names = new TreeSet<>();
        Arrays.stream(values).map(Object::toString).forEach(names::add);
        return names;
    }

    private static Term chosen(PredicateWords words, Set<String> choices, Said said) {
        Comparison comparison = equality(words);
        String name = words.take("one of " + String.join(", ", choices));
        if (!choices.contains(name)) {
            throw words.wrongBefore("none of " + String.join(", ", choices));
        }
        return said(said, comparison, name);
    }

    private static Term named(PredicateWords words, String what, Said said) {
        Comparison comparison = equality(words);
        return said(said, comparison, words.take(what));
    }

    private static Term said(Said said, Comparison comparison, String name) {
        boolean isWanted = comparison == Comparison.EQUAL;
        return moment -> {
            Collection<String> names = said.by(moment);
            return !names.isEmpty() && names.contains(name) == isWanted;
        };
    }

    private static Comparison equality(PredicateWords words) {
        Comparison comparison = words.takeComparison();
        if (!comparison.isOfNames()) {
            throw words.wrongBefore("names are = or !=");
        }
        return comparison;
    }

    private static Term time(PredicateWords words) {
        Comparison comparison = words.takeComparison();
        boolean[] isDate = new boolean[1];
        long timeNs = words.take("a time (2026-01-31T12:00:00.5Z, or seconds as 34.190363)", text -> {
            isDate[0] = text.indexOf('T') > 0;
            return Times.parse(text);
        });
        return moment -> {
            boolean isOfSource =
                    isDate[0] ? moment.sourceClock() == SourceClock.EPOCH : moment.sourceClock() != SourceClock.NONE;
            if (!isOfSource && (!isDate[0] || moment.record().timeNs() == 0)) {
                return false; // no trace has such a time, and a journal in memory has none at all
            }
            long found = isOfSource ? moment.sourceTimeNs() : moment.record().timeNs();
            return comparison.holds(found, timeNs);
        };
    }

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
