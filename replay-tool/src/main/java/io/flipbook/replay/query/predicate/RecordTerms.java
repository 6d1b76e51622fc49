package io.flipbook.replay.query.predicate;

import io.flipbook.engine.ConversionRequest.SourceClock;
import io.flipbook.engine.Operation;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.Rejection;
import io.flipbook.engine.device.Errno;
import io.flipbook.replay.history.Block;
import io.flipbook.replay.history.RecordFields;
import io.flipbook.replay.json.Times;
import io.flipbook.replay.query.predicate.Predicate.Need;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Terms about what a record says. Of a record that says nothing of the kind, neither = nor != holds. */
final class RecordTerms {
    private static final Set<String> REASONS = names(Arrays.stream(Rejection.values())
            .filter(each -> each != Rejection.NONE)
            .toArray());

    private RecordTerms() {}

    static void addTo(Map<String, Function<PredicateWords, Term>> terms, Set<Need> needs) {
        Set<String> types = new TreeSet<>(RecordFields.typeNames());
        terms.put("type", words -> chosen(words, types, "type"));
        terms.put("outcome", words -> chosen(words, names(Outcome.Kind.values()), "outcome"));
        terms.put("reason", words -> chosen(words, REASONS, "reason"));
        terms.put("op", words -> chosen(words, names(Operation.values()), "op"));
        terms.put("region", words -> {
            needs.add(Need.STATE);
            return named(words, "the name of a region", "region");
        });
        terms.put("listener", words -> named(words, "the name of a listener", "listener"));
        terms.put("errno", words -> {
            Comparison comparison = equality(words);
            Errno errno = words.take("the name of an errno (ENOSPC)", Errno::of);
            return new Said("errno", comparison == Comparison.EQUAL, errno.name());
        });
        terms.put("time", RecordTerms::time);
    }

    private static Set<String> names(Object[] values) {
        Set<String> names = new TreeSet<>();
        Arrays.stream(values).map(Object::toString).forEach(names::add);
        return names;
    }

    private static Term chosen(PredicateWords words, Set<String> choices, String key) {
        Comparison comparison = equality(words);
        String name = words.take("one of " + String.join(", ", choices));
        if (!choices.contains(name)) {
            throw words.wrongBefore("none of " + String.join(", ", choices));
        }
        return new Said(key, comparison == Comparison.EQUAL, name);
    }

    private static Term named(PredicateWords words, String what, String key) {
        Comparison comparison = equality(words);
        return new Said(key, comparison == Comparison.EQUAL, words.take(what));
    }

    /** That a name is among those that a record has under a key, or that it has others. */
    private record Said(String key, boolean isWanted, String name) implements Term {
        @Override
        public boolean holds(Moment moment) {
            Collection<String> names = RecordNames.KEYS.get(key).by(moment);
            return !names.isEmpty() && names.contains(name) == isWanted;
        }

        @Override
        public boolean mayHold(Block block) {
            Set<String> names = block.names(key);
            return names == null
                    || (isWanted ? names.contains(name) : names.stream().anyMatch(other -> !other.equals(name)));
        }
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
}
