package io.flipbook.engine.backing;

import io.flipbook.engine.device.Errno;

/** What one side of two-sided memory is made of. Offsets are from its start, ranges multiples of the region's page. */
interface SideMemory extends AutoCloseable {
    /** Nothing at all: a model's. */
    SideMemory MODEL = new SideMemory() {
        @Override
        public Errno populate(long offset, long sizeBytes) {
            return Errno.NONE;
        }

        @Override
        public void discard(long offset, long sizeBytes) {}

        @Override
        public void cost(String name, CostVisitor visitor) {}

        @Override
        public void close() {}
    };

    /** Has memory for a range that has none; when it refuses, some of it may have got it. */
    Errno populate(long offset, long sizeBytes);

    /** Gives the memory of a range back. */
    void discard(long offset, long sizeBytes);

    /** Says what is known of its cost besides what it was asked for; {@code name} is the side's. */
    void cost(String name, CostVisitor visitor);

    @Override
    void close();
}
