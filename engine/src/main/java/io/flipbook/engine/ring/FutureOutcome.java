package io.flipbook.engine.ring;

import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.Outcome;
import java.util.concurrent.CompletableFuture;

/** A request that somebody waits for. */
record FutureOutcome(ConversionRequest request, CompletableFuture<Outcome> future) implements ConversionHandler {
    @Override
    public void onOutcome(long correlation, Outcome outcome) {
        future.complete(outcome.copy());
    }

    @Override
    public void onNoOutcome(long correlation, Throwable why) {
        future.completeExceptionally(why);
    }
}
