package io.flipbook.engine.ring;

import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.agrona.BitUtil;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

/**
 * How large a ring is, and how its thread runs. Immutable.
 *
 * @param capacity how many requests can wait, a power of two from {@link #MIN_CAPACITY} to {@link #MAX_CAPACITY}; each
 *     takes 64 bytes off heap
 * @param batch the most requests that are put on record together, at least 1
 * @param idle makes what the thread does when there is nothing to do
 * @param threads makes the thread, which it may pin
 */
public record RingConfig(int capacity, int batch, Supplier<IdleStrategy> idle, ThreadFactory threads) {
    /** The smallest ring. */
    public static final int MIN_CAPACITY = 16;
    /** The largest ring: 1 GiB. */
    public static final int MAX_CAPACITY = 1 << 24;

    private static final int DEFAULT_CAPACITY = 1 << 13;
    private static final int DEFAULT_BATCH = 1 << 10;
    private static final int SPINS = 100;
    private static final int YIELDS = 10;

    /** 8192 requests, up to 1024 of them together, a daemon thread that spins, yields, and parks for 1 ms at most. */
    public static final RingConfig DEFAULT =
            new RingConfig(DEFAULT_CAPACITY, DEFAULT_BATCH, RingConfig::backingOff, RingConfig::daemon);

    /** Checks what is given. */
    public RingConfig {
        if (capacity < MIN_CAPACITY || capacity > MAX_CAPACITY || !BitUtil.isPowerOfTwo(capacity)) {
            throw new IllegalArgumentException(
                    "capacity " + capacity + " is not a power of two from " + MIN_CAPACITY + " to " + MAX_CAPACITY);
        }
        if (batch < 1) {
            throw new IllegalArgumentException("batches of " + batch);
        }
        Objects.requireNonNull(idle, "idle");
        Objects.requireNonNull(threads, "threads");
    }

    /** As this one, with room for so many requests. */
    public RingConfig capacity(int newCapacity) {
        return new RingConfig(newCapacity, batch, idle, threads);
    }

    /** As this one, with so many requests together at the most. */
    public RingConfig batch(int newBatch) {
        return new RingConfig(capacity, newBatch, idle, threads);
    }

    /** As this one, with a thread that idles so. */
    public RingConfig idle(Supplier<IdleStrategy> newIdle) {
        return new RingConfig(capacity, batch, newIdle, threads);
    }

    /** As this one, with a thread of that factory. */
    public RingConfig threads(ThreadFactory newThreads) {
        return new RingConfig(capacity, batch, idle, newThreads);
    }

    private static IdleStrategy backingOff() {
        return new BackoffIdleStrategy(
                SPINS, YIELDS, TimeUnit.MICROSECONDS.toNanos(1), TimeUnit.MILLISECONDS.toNanos(1));
    }

    private static Thread daemon(Runnable loop) {
        Thread thread = new Thread(loop, "flipbook-ring");
        thread.setDaemon(true);
        return thread;
    }
}
