package io.flipbook.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What an input may cost: memory in proportion to its length, and time that nobody minds. */
final class Effort {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    /** A fuzzer sees to the time itself; here it only has to be told from a hang, on a busy machine. */
    private static final long MAX_MS = 20_000;

    private static final boolean FUZZING = Boolean.getBoolean(Fuzzing.PROPERTY);
    /** The fuzzer allocates when it instruments a class, which the first inputs make it do most. */
    private static final long INSTRUMENTING_BYTES = FUZZING ? 128 << 20 : 0;

    private static int unmeasured = FUZZING ? 500 : 0;

    private final long startNs = System.nanoTime();
    private final long allocatedBytes = THREADS.getCurrentThreadAllocatedBytes();

    /** Fails if more was allocated on the heap, by this thread, than an input of that length may cost. */
    void isAtMost(long baseBytes, long bytesPerByte, int length) {
        long spentBytes = THREADS.getCurrentThreadAllocatedBytes() - allocatedBytes;
        long spentMs = (System.nanoTime() - startNs) / 1_000_000;
        if (unmeasured > 0) {
            unmeasured--;
        } else if (spentBytes > INSTRUMENTING_BYTES + baseBytes + bytesPerByte * length || spentMs > MAX_MS) {
            throw new AssertionError(spentBytes + " bytes and " + spentMs + " ms for " + length + " bytes");
        }
    }
}
