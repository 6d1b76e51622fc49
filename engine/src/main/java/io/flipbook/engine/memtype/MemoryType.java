package io.flipbook.engine.memtype;

/**
 * How a processor treats accesses to memory, with the encodings of Intel SDM volume 3, table 11-10 (the PAT) and of
 * bits 5:3 of an EPT entry, which are the same but for UC-. {@link #toString()} gives the manual's name.
 */
public enum MemoryType {
    /** Uncacheable. */
    UC(0, "UC"),
    /** Write combining. */
    WC(1, "WC"),
    /** Write through. */
    WT(4, "WT"),
    /** Write protected. */
    WP(5, "WP"),
    /** Write back. */
    WB(6, "WB"),
    /** Uncached: UC, unless the range is WC or WP. In a PAT only; no access has it in the end. */
    UC_MINUS(7, "UC-");

    private final int encoding;
    private final String text;

    MemoryType(int encoding, String text) {
        this.encoding = encoding;
        this.text = text;
    }

    /**
     * The type of an encoding.
     *
     * @throws IllegalArgumentException if it is reserved: 2, 3 and all from 8 on
     */
    public static MemoryType of(int encoding) {
        for (MemoryType type : values()) {
            if (type.encoding == encoding) {
                return type;
            }
        }
        throw new IllegalArgumentException("memory type " + encoding + " is reserved");
    }

    /** The number that stands for it in a PAT or in an EPT entry. */
    public int encoding() {
        return encoding;
    }

    /** Whether a range of memory can have it: an EPT entry, an MTRR, or an access in the end. */
    public boolean isOfRange() {
        return this != UC_MINUS;
    }

    /**
     * This type, if a range can have it.
     *
     * @throws IllegalArgumentException if it is UC-, which makes an EPT entry misconfigured (SDM volume 3, 28.2.3.1)
     */
    MemoryType checkOfRange() {
        if (!isOfRange()) {
            throw new IllegalArgumentException(this + " stands in a PAT only");
        }
        return this;
    }

    @Override
    public String toString() {
        return text;
    }
}
