package io.flipbook.engine;

/** Hears what became of the requests of a {@link RequestBatch}, on the engine's thread. */
@FunctionalInterface
public interface OutcomeHandler {
    /**
     * Called once for each request, in order, after its outcome is on record. It may ask {@link
     * ConversionEngine#guest()}, which is in the state behind all that was recorded together, and must not call
     * anything else of the engine, nor touch the batch.
     *
     * @param correlation what was given with the request
     * @param outcome valid until this returns; whoever wants to keep it makes a {@link Outcome#copy()}
     */
    void onOutcome(long correlation, Outcome outcome);
}
