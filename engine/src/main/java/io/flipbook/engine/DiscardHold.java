package io.flipbook.engine;

/**
 * What a part of a VMM may hold against discards, or for them: the four counters of QEMU's {@code ram_block_discard_*}
 * functions. Holds are counted and do not outlive the process.
 */
public enum DiscardHold {
    /** No discards at all; {@code ram_block_discard_disable}. */
    DISABLE("disable"),
    /** No discards but by those who tell their listeners; VFIO holds it. */
    UNCOORDINATED_DISABLE("uncoordinated-disable"),
    /** Discards must work; guest_memfd held it once, and VFIO was refused. */
    REQUIRE("require"),
    /** Discards that are told must work; virtio-mem and guest_memfd hold it. */
    COORDINATED_REQUIRE("coordinated-require");

    private final String text;

    DiscardHold(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
