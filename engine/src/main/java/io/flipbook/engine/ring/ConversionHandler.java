package io.flipbook.engine.ring;

import io.flipbook.engine.Outcome;

/**
 * Hears what became of the requests of a {@link RingProducer}: of each one that was accepted exactly once, on the
 * engine's thread, in the order in which they were offered by one thread.
 *
 * <p>It must not block, since all others wait meanwhile; it may offer further requests.
 */
public interface ConversionHandler {
    /**
     * The outcome is on record.
     *
     * @param correlation what was given with the request
     * @param outcome valid until this returns; what is handed to another thread is a {@link Outcome#copy()}
     */
    void onOutcome(long correlation, Outcome outcome);

    /**
     * There is no outcome.
     *
     * @param why a {@link io.flipbook.journal.JournalFullException}: nothing has happened, and the request may be
     *     offered again when there is space; an {@link IllegalArgumentException}: it makes no sense; anything else: the
     *     engine has stopped, and the request is not on record, or is aborted when the journal is opened again
     */
    void onNoOutcome(long correlation, Throwable why);
}
