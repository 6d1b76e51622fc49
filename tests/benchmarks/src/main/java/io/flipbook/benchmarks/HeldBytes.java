package io.flipbook.benchmarks;

import io.flipbook.engine.device.Errno;
import io.flipbook.engine.device.RegionListener;

/** A listener that agrees to everything, and knows how much it holds. */
final class HeldBytes implements RegionListener {
    private long bytes;

    /** How much it holds, in bytes. */
    long bytes() {
        return bytes;
    }

    @Override
    public Errno populate(long offset, long sizeBytes) {
        bytes += sizeBytes;
        return Errno.NONE;
    }

    @Override
    public void discard(long offset, long sizeBytes) {
        bytes -= sizeBytes;
    }
}
