package io.flipbook.tests.failures;

import io.flipbook.tests.failures.GuestRegion.Buffer;

/** A listener in a script, with what a test has to know of it: what it was told, and how many mappings it holds. */
final class Device {
    /** Mappings that count together, and the most there ever were. */
    static final class Mappings {
        private long count;
        private long peak;

        void add(long more) {
            count += more;
            peak = Math.max(peak, count);
        }

        long count() {
            return count;
        }

        long peak() {
            return peak;
        }
    }

    final String name;
    final GuestRegion region;
    final long granuleBytes;
    final int firstSlot;
    final int slots;
    final boolean isPlain;
    private final Mappings mappings;
    private long populates;

    Device(String name, GuestRegion region, long granuleBytes, int firstSlot, int slots, boolean isPlain, Mappings of) {
        this.name = name;
        this.region = region;
        this.granuleBytes = granuleBytes;
        this.firstSlot = firstSlot;
        this.slots = slots;
        this.isPlain = isPlain;
        mappings = of;
    }

    boolean watches(GuestRegion other, int slot) {
        return other.equals(region) && slot >= firstSlot && slot < firstSlot + slots;
    }

    /** The words of its section; none where that is the whole region. */
    String section() {
        return slots == region.slots()
                ? ""
                : " " + GuestRegion.hex(firstSlot * region.slotBytes()) + " "
                        + GuestRegion.hex(slots * region.slotBytes());
    }

    /** How many mappings a buffer takes: pieces end at multiples of the granule. */
    long pieces(Buffer buffer) {
        return (buffer.offset() + buffer.sizeBytes() - 1) / granuleBytes - buffer.offset() / granuleBytes + 1;
    }

    void populate(Buffer buffer) {
        if (watches(buffer.region(), buffer.slot())) {
            populates++;
            mappings.add(pieces(buffer));
        }
    }

    void discard(Buffer buffer) {
        if (watches(buffer.region(), buffer.slot())) {
            mappings.add(-pieces(buffer));
        }
    }

    /** Another process makes it anew, and has told it nothing. */
    void restart() {
        populates = 0;
        mappings.add(-mappings.count());
    }

    /** How many populates it was told since it was made. */
    long populates() {
        return populates;
    }

    Mappings mappings() {
        return mappings;
    }
}
