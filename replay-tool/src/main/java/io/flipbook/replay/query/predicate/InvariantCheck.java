package io.flipbook.replay.query.predicate;

/** What must hold all the time. Sees every record of a history, from the first one on; may keep what it has seen. */
@FunctionalInterface
public interface InvariantCheck {
    /** Whether something does not hold behind the record. */
    boolean fails(Moment moment);
}
