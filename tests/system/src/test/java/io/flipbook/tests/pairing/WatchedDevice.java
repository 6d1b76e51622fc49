package io.flipbook.tests.pairing;

import io.flipbook.engine.Side;
import io.flipbook.engine.device.DmaDevice;
import io.flipbook.engine.device.MappingListener;

/** A device behind a listener: it accesses pages of its section and finds what is stale or missing. */
final class WatchedDevice {
    final Reference reference;
    final MappingListener mapping;
    private final String name;
    private final int fromPage;
    private final int toPage;
    private final DmaDevice device;
    private String wrong;

    WatchedDevice(String name, Reference reference, Side side, int fromPage, int toPage, MappingListener mapping) {
        this.name = name;
        this.reference = reference;
        this.mapping = mapping;
        this.fromPage = fromPage;
        this.toPage = toPage;
        device = new DmaDevice(mapping.iommu(), reference.presence(side == Side.SHARED));
    }

    /** What goes wrong with accesses to a range, or null. */
    String wrongAccess(int from, int to) {
        wrong = null;
        device.access(Math.max(from, fromPage), Math.min(to, toPage), this::judge);
        return wrong;
    }

    private void judge(DmaDevice.Access access, long from, long to) {
        if (access == DmaDevice.Access.STALE || access == DmaDevice.Access.MISSING) {
            wrong = name + ": " + access + " pages [" + from + ", " + to + ")";
        }
    }
}
