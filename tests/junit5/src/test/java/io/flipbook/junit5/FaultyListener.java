package io.flipbook.junit5;

import io.flipbook.engine.PairingCheck.Fault;
import io.flipbook.engine.device.Errno;
import io.flipbook.engine.device.MappingListener;
import io.flipbook.engine.device.RegionListener;

/** Does what it is told but for one fault, at the first call that allows it. */
final class FaultyListener implements RegionListener {
    private final MappingListener inner;
    private Fault fault;
    private Runnable late = () -> {};

    /** A listener with a fault, or an honest one where that is null. */
    FaultyListener(Role role, Fault fault) {
        inner = new MappingListener(
                role.iommu(), role.region().pageBytes(), role.region().pageBytes());
        this.fault = fault;
    }

    @Override
    public Errno populate(long offset, long sizeBytes) {
        catchUp();
        boolean isCut = isNow(Fault.MAP_IN_PART);
        boolean isDoubled = isNow(Fault.MAP_TWICE);
        Errno errno = inner.populate(offset, isCut ? sizeBytes - inner.pageBytes() : sizeBytes);
        return isDoubled ? inner.populate(offset, sizeBytes) : errno;
    }

    @Override
    public void discard(long offset, long sizeBytes) {
        catchUp();
        if (isNow(Fault.DISCARD_LATE)) {
            late = () -> inner.discard(offset, sizeBytes);
        } else if (!isNow(Fault.DISCARD_MISSED)) {
            inner.discard(offset, isNow(Fault.DISCARD_TOO_SHORT) ? sizeBytes - inner.pageBytes() : sizeBytes);
        }
    }

    private void catchUp() {
        late.run();
        late = () -> {};
    }

    /** Once. */
    private boolean isNow(Fault which) {
        boolean isNow = fault == which;
        if (isNow) {
            fault = null;
        }
        return isNow;
    }
}
