package io.flipbook.engine;

import io.flipbook.engine.device.DmaDevice;

/** Which pages of a region are there for the holders of a side. */
record SidePresence(Region region, Side side) implements DmaDevice.Presence {
    @Override
    public long nextPresent(long from, long limit) {
        return region.nextFlip(null, true, side, from, limit);
    }

    @Override
    public long nextAbsent(long from, long limit) {
        return region.flipEnd(null, true, side, from, limit);
    }
}
