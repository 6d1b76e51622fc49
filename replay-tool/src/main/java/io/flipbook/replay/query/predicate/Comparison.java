package io.flipbook.replay.query.predicate;

import io.flipbook.replay.history.Block;
import java.util.function.IntPredicate;

/** How two values are compared; numbers have no sign. */
enum Comparison {
    EQUAL("=", order -> order == 0),
    NOT_EQUAL("!=", order -> order != 0),
    LESS("<", order -> order < 0),
    LESS_OR_EQUAL("<=", order -> order <= 0),
    GREATER(">", order -> order > 0),
    GREATER_OR_EQUAL(">=", order -> order >= 0);

    private final String text;
    private final IntPredicate accepts;

    Comparison(String text, IntPredicate accepts) {
        this.text = text;
        this.accepts = accepts;
    }

    /** The one that a text is; null if it is none. */
    static Comparison of(String text) {
        for (Comparison comparison : values()) {
            if (comparison.text.equals(text)) {
                return comparison;
            }
        }
        return null;
    }

    boolean holds(long left, long right) {
        return accepts.test(Long.compareUnsigned(left, right));
    }

    /** Whether it may hold of a number in a range. */
    boolean mayHold(Block.Range left, long right) {
        boolean isWithin =
                Long.compareUnsigned(left.least(), right) <= 0 && Long.compareUnsigned(right, left.greatest()) <= 0;
        return holds(left.least(), right) || holds(left.greatest(), right) || isWithin && holds(right, right);
    }

    /** Whether it tells only what is the same from what is not, as is all that names have. */
    boolean isOfNames() {
        return this == EQUAL || this == NOT_EQUAL;
    }
}
