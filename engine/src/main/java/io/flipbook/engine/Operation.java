package io.flipbook.engine;

/** What a {@link ConversionRequest} asks for. */
public enum Operation {
    /** Pages of a region become shared with the host. */
    TO_SHARED("to-shared", true),
    /** Pages of a region become private to the guest. */
    TO_PRIVATE("to-private", false),
    /** Blocks of a region are plugged, as virtio-mem does. */
    PLUG("plug", true),
    /** Blocks of a region are unplugged. */
    UNPLUG("unplug", false),
    /** All blocks of a region are unplugged. */
    UNPLUG_ALL("unplug-all", false),
    /** A range of guest physical addresses becomes shared, over as many regions as are mapped there. */
    CONVERT_TO_SHARED("convert", true),
    /** The same to private. */
    CONVERT_TO_PRIVATE("convert", false),
    /** An added source says yes to blocks of its region. */
    SOURCE_POPULATE("source-populate", true),
    /** An added source says no to blocks of its region. */
    SOURCE_DISCARD("source-discard", false);

    private final String text;
    private final boolean populates;

    Operation(String text, boolean populates) {
        this.text = text;
        this.populates = populates;
    }

    /** Whether listeners are told of populates (they may refuse), not of discards (they may not). */
    public boolean populates() {
        return populates;
    }

    /** Whether its place is a guest physical address, not an offset in a region. */
    public boolean isByAddress() {
        return this == CONVERT_TO_SHARED || this == CONVERT_TO_PRIVATE;
    }

    /** Whether it is about what is plugged, not about what is shared. */
    public boolean isAboutPlugging() {
        return this == PLUG || this == UNPLUG || this == UNPLUG_ALL;
    }

    /** Whether it is about a source that was added to a region; the request names it. */
    public boolean isAboutAddedSource() {
        return this == SOURCE_POPULATE || this == SOURCE_DISCARD;
    }

    @Override
    public String toString() {
        return text;
    }
}
