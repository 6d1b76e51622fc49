package io.flipbook.engine;

import static io.flipbook.engine.DiscardHold.COORDINATED_REQUIRE;
import static io.flipbook.engine.DiscardHold.DISABLE;
import static io.flipbook.engine.DiscardHold.REQUIRE;
import static io.flipbook.engine.DiscardHold.UNCOORDINATED_DISABLE;

import io.flipbook.journal.SnapshotInput;
import io.flipbook.journal.SnapshotOutput;
import java.util.Arrays;

/**
 * The four counters of those who hold for or against discards: what somebody asked for, which alone is written, and
 * what regions and listeners on record hold as long as they are there.
 */
final class DiscardHolds {
    private final long[] counts = new long[DiscardHold.values().length];
    private final long[] owned = new long[counts.length];

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
        return counts[hold.ordinal()] + owned[hold.ordinal()] > 0;
    }

    /** Whether somebody asked for it, who can release it. */
    boolean isAsked(DiscardHold hold) {
        return counts[hold.ordinal()] > 0;
    }

    /** A region or a listener comes, or goes; {@code hold} is null where it holds nothing. */
    void own(DiscardHold hold, int delta) {
        if (hold != null) {
            owned[hold.ordinal()] += delta;
        }
    }

    /** How often a hold was asked for and not given back. */
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

    /** Drops what was asked for. */
    void clearAsked() {
        Arrays.fill(counts, 0);
    }

    void clear() {
        clearAsked();
        Arrays.fill(owned, 0);
    }
}
