package io.flipbook.engine.watch;

import static org.agrona.concurrent.status.CountersReader.COUNTER_LENGTH;
import static org.agrona.concurrent.status.CountersReader.METADATA_LENGTH;

import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersManager;
import org.agrona.concurrent.status.CountersReader;

/**
 * Counters in a piece of memory, as Agrona lays them out: their labels, then their values, each in a cache line of its
 * own. Over a mapped file other processes read them, by {@link #reader}.
 */
public final class CounterBuffer {
    /** The most counters. */
    static final int MAX_COUNTERS = 64;

    private static final int LABELS_BYTES = MAX_COUNTERS * METADATA_LENGTH;
    private static final int VALUES_BYTES = MAX_COUNTERS * COUNTER_LENGTH;

    /** How much memory it takes: 40 KiB. */
    public static final int LENGTH_BYTES = LABELS_BYTES + VALUES_BYTES;

    private final CountersManager counters;

    /**
     * Over the first {@link #LENGTH_BYTES} of a buffer, which become zero.
     *
     * @throws IllegalArgumentException if it is shorter
     * @throws IllegalStateException if it does not begin at a multiple of 8
     */
    public CounterBuffer(AtomicBuffer memory) {
        checkLength(memory);
        memory.verifyAlignment();
        memory.setMemory(0, LENGTH_BYTES, (byte) 0);
        counters = new CountersManager(
                new UnsafeBuffer(memory, 0, LABELS_BYTES),
                new UnsafeBuffer(memory, LABELS_BYTES, VALUES_BYTES),
                StandardCharsets.UTF_8);
    }

    /**
     * The counters that are in some memory, to be found by their labels. Reading what somebody else has mapped.
     *
     * @throws IllegalArgumentException if the buffer is shorter than {@link #LENGTH_BYTES}
     */
    public static CountersReader reader(DirectBuffer memory) {
        checkLength(memory);
        return new CountersReader(
                new UnsafeBuffer(memory, 0, LABELS_BYTES),
                new UnsafeBuffer(memory, LABELS_BYTES, VALUES_BYTES),
                StandardCharsets.UTF_8);
    }

    AtomicCounter add(Meter meter) {
        return counters.newCounter(meter.label());
    }

    private static void checkLength(DirectBuffer memory) {
        if (memory.capacity() < LENGTH_BYTES) {
            throw new IllegalArgumentException(
                    "counters take " + LENGTH_BYTES + " bytes, and there are " + memory.capacity());
        }
    }
}
