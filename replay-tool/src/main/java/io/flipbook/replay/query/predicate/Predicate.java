package io.flipbook.replay.query.predicate;

import java.util.EnumSet;
import java.util.Set;

/**
 * A question that each record of a history answers with yes or no: about the record itself, and about the state behind
 * it. Immutable; any thread.
 */
public final class Predicate {
    /** The most characters that one may have. */
    public static final int MAX_LENGTH = 4096;

    /** What there must be to answer it. */
    enum Need {
        STATE,
        COUNTS,
        MODELS,
        CHECK
    }

    /** Holds at every record, and needs nothing. */
    public static final Predicate ALWAYS = new Predicate(moment -> true, EnumSet.noneOf(Need.class));

    private final Term term;
    private final Set<Need> needs;

    private Predicate(Term term, Set<Need> needs) {
        this.term = term;
        this.needs = needs;
    }

    /**
     * Reads a predicate.
     *
     * @throws PredicateSyntaxException if it is none
     */
    public static Predicate parse(String text) {
        Set<Need> needs = EnumSet.noneOf(Need.class);
        return new Predicate(new PredicateParser(text, needs).parse(), needs);
    }

    /** Whether it holds at a record. */
    public boolean holds(Moment moment) {
        return term.holds(moment);
    }

    /** Whether it asks for the state, and not only for what records say. */
    public boolean needsState() {
        return needs.contains(Need.STATE) || needsCounts();
    }

    /** Whether it asks how much is shared. */
    public boolean needsCounts() {
        return needs.contains(Need.COUNTS);
    }

    /** Whether it asks what listeners hold. */
    public boolean needsModels() {
        return needs.contains(Need.MODELS) || needsCheck();
    }

    /** Whether it asks if the invariants hold. */
    public boolean needsCheck() {
        return needs.contains(Need.CHECK);
    }
}
