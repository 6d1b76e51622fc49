package io.flipbook.engine.watch;

import java.util.function.LongSupplier;

/** Is shown what an engine counts. */
@FunctionalInterface
public interface MeterVisitor {
    /**
     * Is shown one number.
     *
     * @param value gives it as it is now, to any thread and allocating nothing; the engine keeps the object as long as
     *     it is there itself. Behind the engine's end it stays what it was
     */
    void onMeter(Meter meter, LongSupplier value);
}
