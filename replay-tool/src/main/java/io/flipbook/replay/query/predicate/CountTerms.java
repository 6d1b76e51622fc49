package io.flipbook.replay.query.predicate;

import io.flipbook.replay.query.predicate.Predicate.Need;
import io.flipbook.replay.scenario.UnsignedNumber;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** Terms that compare a number with one that is given. What there is not is no number: nothing holds of it. */
final class CountTerms {
    private static final long NOTHING = -1;

    /** A number of some region, or of all of them for null. */
    @FunctionalInterface
    private interface RegionCount {
        long of(Moment moment, String region);
    }

    private CountTerms() {}

    static void addTo(Map<String, Function<PredicateWords, Term>> terms, Set<Need> needs) {
        terms.put("shared", words -> ofRegion(words, needs, Moment::sharedBytes));
        terms.put("runs", words -> ofRegion(words, needs, Moment::sharedRuns));
        terms.put("mappings", words -> {
            needs.add(Need.MODELS);
            String listener = words.take("the name of a listener");
            return compare(words, moment -> moment.engine().models().mappings(listener));
        });
        terms.put(
                "undecided",
                words -> ofState(
                        words, needs, moment -> moment.guest().undecided().size()));
        terms.put(
                "listeners",
                words -> ofState(
                        words, needs, moment -> moment.guest().listeners().size()));
        terms.put("halted", words -> {
            needs.add(Need.STATE);
            return moment -> moment.guest().isHalted();
        });
        terms.put("sequence", words -> compare(words, moment -> moment.record().sequence()));
        terms.put("pages", words -> compare(words, CountTerms::pages));
    }

    private static Term ofRegion(PredicateWords words, Set<Need> needs, RegionCount count) {
        needs.add(Need.COUNTS);
        String region = words.takes("(") ? words.take("the name of a region") : null;
        if (region != null) {
            words.expect(")");
        }
        return compare(words, moment -> count.of(moment, region));
    }

    private static Term ofState(PredicateWords words, Set<Need> needs, ToLongFunction<Moment> count) {
        needs.add(Need.STATE);
        return compare(words, count);
    }

    private static long pages(Moment moment) {
        return moment.outcome() == null ? NOTHING : moment.outcome().pages();
    }

    private static Term compare(PredicateWords words, ToLongFunction<Moment> count) {
        Comparison comparison = words.takeComparison();
        long value = words.take("a number (12, 64M, 0x1000)", UnsignedNumber::parse);
        return moment -> {
            long found = count.applyAsLong(moment);
            return found != NOTHING && comparison.holds(found, value);
        };
    }
}
