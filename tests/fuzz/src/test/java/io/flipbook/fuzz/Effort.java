package io.flipbook.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What an input may cost: memory in proportion to its length, and time that nobody minds. */
final class Effort {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    /** A fuzzer sees to the time itself; here it only has to be told from a hang, on a busy machine. */
    private static final long MAX_MS = 20_000;

    /** What the fuzzer allocates when it instruments the classes that an input is the first to need. */
    private static final long INSTRUMENTING_BYTES = Boolean.getBoolean(Fuzzing.PROPERTY) ? 128 << 20 : 0;

    private final long startNs = System.nanoTime();
    private final long allocatedBytes = THREADS.getCurrentThreadAllocatedBytes();

    /** Fails if more was allocated on the heap, by this thread, than an input of that length may cost. */
    void isAtMost(long baseBytes, long bytesPerByte, int length) {
        long spentBytes = THREADS.getCurrentThreadAllocatedBytes() - allocatedBytes;
        long spentMs = (System.nanoTime() - startNs) / 1_000_000;
        if (spentBytes > INSTRUMENTING_BYTES + baseBytes + bytesPerByte * length || spentMs > MAX_MS) {
            throw new AssertionError(spentBytes + " bytes and " + spentMs + " ms for " + length + " bytes");
        }
    }
}
