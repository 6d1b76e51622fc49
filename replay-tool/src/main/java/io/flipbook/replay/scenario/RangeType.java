package io.flipbook.replay.scenario;

/** The memory types that a range can have. */
public enum RangeType implements Choice {
    UC,
    WC,
    WT,
    WP,
    WB;

    @Override
    public String word() {
        return name();
    }
}
