package io.flipbook.replay.query.predicate;

import io.flipbook.replay.history.Block;

/** A part of a predicate that is so or not. */
@FunctionalInterface
interface Term {
    boolean holds(Moment moment);

    /**
     * Whether it may hold at any record of the block that is next, as far as is known. Asked of each block in turn,
     * whatever becomes of it, and so may remember that something is not known any more.
     */
    default boolean mayHold(Block block) {
        return true;
    }

    /** Whether it is sure to hold at each of them. */
    default boolean mustHold(Block block) {
        return false;
    }

    /** What holds where this does not. */
    default Term not() {
        Term denied = this;
        return new Term() {
            @Override
            public boolean holds(Moment moment) {
                return !denied.holds(moment);
            }

            @Override
            public boolean mayHold(Block block) {
                return !denied.mustHold(block);
            }

            @Override
            public boolean mustHold(Block block) {
                return !denied.mayHold(block);
            }
        };
    }

    /** What holds where both do. */
    default Term and(Term other) {
        Term first = this;
        return new Term() {
            @Override
            public boolean holds(Moment moment) {
                return first.holds(moment) && other.holds(moment);
            }

            @Override
            public boolean mayHold(Block block) {
                return first.mayHold(block) & other.mayHold(block);
            }

            @Override
            public boolean mustHold(Block block) {
                return first.mustHold(block) & other.mustHold(block);
            }
        };
    }

    /** What holds where one of them does, or both. */
    default Term or(Term other) {
        return not().and(other.not()).not();
    }
}
