package io.flipbook.engine;

import static io.flipbook.engine.DiscardHold.COORDINATED_REQUIRE;
import static io.flipbook.engine.DiscardHold.DISABLE;
import static io.flipbook.engine.DiscardHold.REQUIRE;
import static io.flipbook.engine.DiscardHold.UNCOORDINATED_DISABLE;

import io.flipbook.journal.SnapshotInput;
import io.flipbook.journal.SnapshotOutput;
import java.util.Arrays;

/** The four counters of those who hold for or against discards. */
final class DiscardHolds {
    private final long[] counts = new long[DiscardHold.values().length];

    boolean isBusyFor(DiscardHold hold) {
        switch (hold) {
            case DISABLE:
                return isHeld(REQUIRE) || isHeld(COORDINATED_REQUIRE);
            case UNCOORDINATED_DISABLE:
                return isHeld(REQUIRE);
            case REQUIRE:
                return isHeld(DISABLE) || isHeld(UNCOORDINATED_DISABLE);
            default:
                return isHeld(DISABLE);
        }
    }

    boolean isHeld(DiscardHold hold) {
        return counts[hold.ordinal()] > 0;
    }

    long count(DiscardHold hold) {
        return counts[hold.ordinal()];
    }

    void add(DiscardHold hold, int delta) {
        counts[hold.ordinal()] += delta;
    }

    void write(SnapshotOutput out) {
        for (long count : counts) {
            out.putLong(count);
        }
    }

    /** Reads the same; throws IllegalArgumentException where they cannot be held together. */
    void read(SnapshotInput in) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] = in.readLong();
        }
        for (DiscardHold hold : DiscardHold.values()) {
            if (counts[hold.ordinal()] < 0 || isHeld(hold) && isBusyFor(hold)) {
                throw new IllegalArgumentException("holds " + Arrays.toString(counts));
            }
        }
    }

    void clear() {
        Arrays.fill(counts, 0);
    }
}
