package io.flipbook.tests.pairing;

import io.flipbook.engine.PairingCheck.Fault;
import io.flipbook.engine.device.Errno;
import io.flipbook.engine.device.MappingListener;
import io.flipbook.engine.device.RegionListener;
import java.util.Random;

/** An embedder's listener that does what it is told but for one fault, now and then; one seed fixes when. */
final class FaultyListener implements RegionListener {
    private static final int ONE_IN = 8;

    private final MappingListener inner;
    private final Fault fault;
    private final Random random;
    private long lateOffset;
    private long lateSize;

    /** A listener with a fault, or an honest one where that is null. */
    FaultyListener(MappingListener inner, Fault fault, long seed) {
        this.inner = inner;
        this.fault = fault;
        random = new Random(seed);
    }

    @Override
    public Errno populate(long offset, long sizeBytes) {
        discardLate();
        boolean isCut = sizeBytes > inner.pageBytes();
        if (isNow(Fault.MAP_IN_PART) && isCut) {
            return inner.populate(offset, sizeBytes - inner.pageBytes());
        }
        Errno errno = inner.populate(offset, sizeBytes);
        return isNow(Fault.MAP_TWICE) && errno == Errno.NONE ? inner.populate(offset, sizeBytes) : errno;
    }

    @Override
    public void discard(long offset, long sizeBytes) {
        discardLate();
        if (isNow(Fault.DISCARD_MISSED)) {
            return;
        }
        if (isNow(Fault.DISCARD_LATE)) {
            lateOffset = offset;
            lateSize = sizeBytes;
            return;
        }
        boolean isCut = isNow(Fault.DISCARD_TOO_SHORT) && sizeBytes > inner.pageBytes();
        inner.discard(offset, isCut ? sizeBytes - inner.pageBytes() : sizeBytes);
    }

    /** Does what it was told before. */
    void discardLate() {
        if (lateSize > 0) {
            inner.discard(lateOffset, lateSize);
            lateSize = 0;
        }
    }

    private boolean isNow(Fault which) {
        return fault == which && random.nextInt(ONE_IN) == 0;
    }
}
