package io.flipbook.replay.query.predicate;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Reads predicates; {@code docs/POSTMORTEM.md} has the grammar. {@code not} binds closest, then {@code and}, then
 * {@code or}.
 */
final class PredicateParser {
    private static final int MAX_DEPTH = 64;

    private final String text;
    private final PredicateWords words;
    private final Set<Predicate.Need> needs;
    private final Map<String, Function<PredicateWords, Term>> terms = new TreeMap<>();
    private int depth;

    PredicateParser(String text, Set<Predicate.Need> needs) {
        this.text = text;
        this.needs = needs;
        if (text.length() > Predicate.MAX_LENGTH) {
            throw new PredicateSyntaxException(
                    "longer than " + Predicate.MAX_LENGTH + " characters", text, Predicate.MAX_LENGTH, 1);
        }
        words = new PredicateWords(text);
        RecordTerms.addTo(terms, needs);
        CountTerms.addTo(terms, needs);
        PlaceTerms.addTo(terms, needs);
        terms.put("check", this::check);
    }

    Term parse() {
        Term term = either();
        if (!words.isAtEnd()) {
            throw words.wrong("'and' or 'or' is missing here");
        }
        return term;
    }

    private Term either() {
        Term left = both();
        while (words.takes("or")) {
            Term first = left;
            Term second = both();
            left = moment -> first.holds(moment) || second.holds(moment);
        }
        return left;
    }

    private Term both() {
        Term left = single();
        while (words.takes("and")) {
            Term first = left;
            Term second = single();
            left = moment -> first.holds(moment) && second.holds(moment);
        }
        return left;
    }

    private Term single() {
        if (depth == MAX_DEPTH) {
            throw words.wrong("nested deeper than " + MAX_DEPTH);
        }
        depth++;
        try {
            if (words.takes("not")) {
                Term denied = single();
                return moment -> !denied.holds(moment);
            } else if (words.takes("(")) {
                Term inner = either();
                words.expect(")");
                return inner;
            }
            return term();
        } finally {
            depth--;
        }
    }

    private Term term() {
        String first = words.take("something that holds or not");
        Function<PredicateWords, Term> reader = terms.get(first);
        if (reader == null) {
            throw words.wrongBefore("no word that a term begins with (" + String.join(", ", terms.keySet()) + ")");
        }
        return reader.apply(words);
    }

    private Term check(PredicateWords ofTerm) {
        ofTerm.expect("fails");
        needs.add(Predicate.Need.CHECK);
        return Moment::isBreached;
    }
}
