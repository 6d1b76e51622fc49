package io.flipbook.replay.record;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what another thread or process brings about. */
final class Await {
    private static final long LIMIT_NS = 30_000_000_000L;
    private static final long STEP_NS = 2_000_000;

    private Await() {}

    static void until(BooleanSupplier condition) {
        long startNs = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - startNs > LIMIT_NS) {
                throw new AssertionError("it did not come true within 30 seconds");
            }
            LockSupport.parkNanos(STEP_NS);
        }
    }
}
