package io.flipbook.engine.watch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.agrona.concurrent.status.AtomicCounter;

/**
 * One number: a field, and a copy in the embedder's memory where that has brought any. The field is the cheaper one: to
 * memory that may be anywhere the compiler moves nothing past a store.
 */
final class Counter {
    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(Counter.class, "value", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final AtomicCounter copy;
    private long value;

    /** Begins with 0; {@code copy} is null where there is none. */
    Counter(AtomicCounter copy) {
        this.copy = copy;
    }

    void add(long count) {
        set(value + count);
    }

    void set(long newValue) {
        VALUE.setOpaque(this, newValue);
        if (copy != null) {
            copy.setRelease(newValue);
        }
    }

    /** For any thread. */
    long get() {
        return (long) VALUE.getOpaque(this);
    }
}
