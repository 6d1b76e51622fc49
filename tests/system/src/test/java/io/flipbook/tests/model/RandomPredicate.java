package io.flipbook.tests.model;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;

/** Predicates by chance, each as text and as a naive reading of it. */
final class RandomPredicate {
    /** A predicate, and what it means. */
    record Made(String text, Predicate<NaiveMoment> reading) {}

    private static final List<String> COMPARISONS = List.of("=", "!=", "<", "<=", ">", ">=");
    private static final List<String> REGIONS = List.of("ram", "pool", "ram0", "r.0", "R-0", "_0", "nothing");
    private static final List<String> LISTENERS = List.of("a", "b", "c", "dev1", "dev2", "dev3", "nobody");

    private final Dice dice;

    RandomPredicate(Dice dice) {
        this.dice = dice;
    }

    Made next() {
        return either(3);
    }

    /** A text that may ask what listeners hold, too. */
    String withModels() {
        String other = dice.percent(30)
                ? "check fails"
                : "mappings " + dice.of(LISTENERS) + dice.of(COMPARISONS) + dice.below(6);
        return dice.percent(60) ? next().text() : other + dice.of(List.of(" and ", " or ")) + "(" + next().text() + ")";
    }

    private Made either(int depth) {
        Made left = both(depth);
        while (dice.percent(35)) {
            Made first = left;
            Made second = both(depth);
            left = new Made(
                    first.text() + " or " + second.text(), first.reading().or(second.reading()));
        }
        return left;
    }

    private Made both(int depth) {
        Made left = single(depth);
        while (dice.percent(35)) {
            Made first = left;
            Made second = single(depth);
            left = new Made(
                    first.text() + " and " + second.text(), first.reading().and(second.reading()));
        }
        return left;
    }

    private Made single(int depth) {
        if (dice.percent(20)) {
            Made denied = single(depth);
            return new Made("not " + denied.text(), denied.reading().negate());
        } else if (depth > 0 && dice.percent(25)) {
            Made inner = either(depth - 1);
            return new Made("( " + inner.text() + ")", inner.reading());
        }
        return term();
    }

    private Made term() {
        switch (dice.below(12)) {
            case 0:
                return names("type", List.of("request", "outcome", "listener", "recover"), one(m -> m.text("type")));
            case 1:
                List<String> kinds = List.of("committed", "rejected", "noop", "rolled-back", "diverged");
                return names("outcome", kinds, one(m -> m.text("outcome")));
            case 2:
                List<String> reasons = List.of("misaligned", "busy", "mixed", "unmapped", "out-of-range", "halted");
                return names("reason", reasons, one(m -> m.text("reason")));
            case 3:
                return names("op", List.of("to-shared", "to-private", "convert"), one(NaiveMoment::operation));
            case 4:
                return names("listener", LISTENERS, m -> m.refusals("listener"));
            case 5:
                return names("errno", List.of("ENOSPC", "EIO", "EBUSY", "EXDEV"), m -> m.refusals("errno"));
            case 6:
                return number("sequence", dice.below(80), m -> Long.valueOf(m.sequence()));
            case 7:
                return number("pages", dice.below(12), m -> m.is("outcome") ? pages(m) : null);
            case 8:
                return number("listeners", dice.below(4), m -> (long) m.count("listeners"));
            case 9:
                return number("undecided", dice.below(3), m -> (long) m.count("undecided"));
            case 10:
                String region = dice.of(REGIONS);
                return number("runs(" + region + ")", dice.below(4), m -> sum(m.shared(region), run -> 1L));
            default:
                String counted = dice.of(REGIONS);
                return number(
                        "shared( " + counted + " )",
                        4096L * dice.below(24),
                        m -> sum(m.shared(counted), run -> run[1]));
        }
    }

    private static Long pages(NaiveMoment moment) {
        return moment.text("pages") == null ? 0 : Long.parseLong(moment.text("pages"));
    }

    private static Long sum(List<long[]> runs, Function<long[], Long> of) {
        return runs == null ? null : (Long) runs.stream().mapToLong(of::apply).sum();
    }

    private static Function<NaiveMoment, Collection<String>> one(Function<NaiveMoment, String> name) {
        return moment -> name.apply(moment) == null ? List.of() : List.of(name.apply(moment));
    }

    private Made names(String word, List<String> choices, Function<NaiveMoment, Collection<String>> said) {
        String name = dice.of(choices);
        boolean isEqual = dice.percent(70);
        return new Made(word + (isEqual ? " = " : "!= ") + name, moment -> {
            Collection<String> names = said.apply(moment);
            return !names.isEmpty() && names.contains(name) == isEqual;
        });
    }

    private Made number(String word, long value, Function<NaiveMoment, Long> count) {
        String comparison = dice.of(COMPARISONS);
        BiPredicate<Long, Long> holds = Arrays.<BiPredicate<Long, Long>>asList(
                        Long::equals,
                        (a, b) -> !a.equals(b),
                        (a, b) -> a < b,
                        (a, b) -> a <= b,
                        (a, b) -> a > b,
                        (a, b) -> a >= b)
                .get(COMPARISONS.indexOf(comparison));
        String text = value % 1024 == 0 && dice.percent(50) ? value / 1024 + "K" : "0x" + Long.toHexString(value);
        return new Made(word + comparison + text, moment -> {
            Long found = count.apply(moment);
            return found != null && holds.test(found, value);
        });
    }
}
