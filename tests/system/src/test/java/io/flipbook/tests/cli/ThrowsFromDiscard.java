package io.flipbook.tests.cli;

import io.flipbook.engine.device.Errno;
import io.flipbook.engine.device.RegionListener;

/** A listener that agrees to everything, and throws when it is to let go of it. */
final class ThrowsFromDiscard implements RegionListener {
    @Override
    public Errno populate(long offset, long sizeBytes) {
        return Errno.NONE;
    }

    @Override
    public void discard(long offset, long sizeBytes) {
        throw new IllegalStateException("made up");
    }
}
