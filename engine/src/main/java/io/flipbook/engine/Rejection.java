package io.flipbook.engine;

/** Why something that was asked for was not even tried. {@link #toString()} gives the name that scenarios use. */
public enum Rejection {
    /** It was not rejected. */
    NONE("none"),
    /** A listener refused while the policy was to halt; nothing changes until a restart. */
    HALTED("halted"),
    /** There is no region of that name. */
    UNKNOWN_REGION("unknown-region"),
    /** There is no listener of that name. */
    UNKNOWN_LISTENER("unknown-listener"),
    /** The region has no plug block. */
    NOT_PLUGGABLE("not-pluggable"),
    /** The region is not converted in place. */
    NOT_IN_PLACE("not-in-place"),
    /** The range has no bytes. */
    ZERO_SIZE("zero-size"),
    /** An address, offset or size is no multiple of what it must be a multiple of. */
    MISALIGNED("misaligned"),
    /** The range ends after the region does, or past 2<sup>64</sup>. */
    OUT_OF_RANGE("out-of-range"),
    /** No memory is mapped there. */
    UNMAPPED("unmapped"),
    /** The range is partly (plug and unplug: partly or wholly) in the wanted state already. */
    MIXED("mixed"),
    /** A page is still referenced, or a discard hold of the other kind is held. */
    BUSY("busy"),
    /** There is one of that name already. */
    DUPLICATE("duplicate"),
    /** There can be no region of that shape. */
    BAD_REGION("bad-region"),
    /** Another map lies there, in guest physical addresses or in the region. */
    OVERLAP("overlap"),
    /** A page to pin is not populated. */
    NOT_POPULATED("not-populated"),
    /** A page to unpin is not pinned. */
    NOT_PINNED("not-pinned"),
    /** No such discard hold is held. */
    NOT_HELD("not-held"),
    /** The device answered NACK; see {@link Answer}. */
    NACK("nack"),
    /** The device answered BUSY. */
    DEVICE_BUSY("device-busy"),
    /** The device answered ERROR. */
    ERROR("error"),
    /** There can be no listener of that shape, or its container has another one. */
    BAD_LISTENER("bad-listener"),
    /** The region has no added source of that name. */
    UNKNOWN_SOURCE("unknown-source"),
    /** The region can have no source of that granularity, or no more sources. */
    BAD_SOURCE("bad-source"),
    /** Nobody brought the memory that the region is to have, or it could not be had. */
    NO_BACKING("no-backing");

    private final String text;

    Rejection(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
