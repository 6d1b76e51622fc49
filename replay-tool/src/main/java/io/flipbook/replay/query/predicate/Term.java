package io.flipbook.replay.query.predicate;

/** A part of a predicate that is so or not. */
@FunctionalInterface
interface Term {
    boolean holds(Moment moment);
}
