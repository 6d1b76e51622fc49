package io.flipbook.engine.ring;

import io.flipbook.engine.ConversionEngine;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Something else to do with the engine, between batches. */
record EngineTask<T>(Function<ConversionEngine, T> work, CompletableFuture<T> future) {
    void run(ConversionEngine engine) {
        T result;
        try {
            result = work.apply(engine);
        } catch (Throwable e) { // whatever it is, it is the caller's
            future.completeExceptionally(e);
            return;
        }
        future.complete(result);
    }
}
