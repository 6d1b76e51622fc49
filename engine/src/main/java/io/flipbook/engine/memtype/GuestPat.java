package io.flipbook.engine.memtype;

/**
 * A guest's PAT register, MSR 277H: eight types, from which the PAT, PCD and PWT bits of a page-table entry choose
 * (Intel SDM volume 3, 11.12.2 and table 11-11).
 *
 * @param msr eight bytes, entry 0 the lowest
 */
public record GuestPat(long msr) {
    /** How many entries there are. */
    public static final int ENTRIES = 8;

    /** What it holds after a reset: WB, WT, UC-, UC, and these again (table 11-12). */
    public static final GuestPat AFTER_RESET = new GuestPat(0x0007_0406_0007_0406L);

    /**
     * Checks all entries, as WRMSR does.
     *
     * @throws IllegalArgumentException if one is reserved: where a processor answers with a general protection fault
     */
    public GuestPat {
        for (int index = 0; index < ENTRIES; index++) {
            int encoding = encodingAt(msr, index);
            try {
                MemoryType.of(encoding);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        String.format("PAT 0x%016x, entry %d: %s", msr, index, e.getMessage()), e);
            }
        }
    }

    /** The index that three bits of a page-table entry make: PAT is worth 4, PCD 2, PWT 1. */
    public static int index(boolean pat, boolean pcd, boolean pwt) {
        return (pat ? 4 : 0) + (pcd ? 2 : 0) + (pwt ? 1 : 0);
    }

    /**
     * The type of an entry.
     *
     * @param index from 0 to 7
     * @throws IllegalArgumentException if there is no such entry
     */
    public MemoryType entry(int index) {
        if (index < 0 || index >= ENTRIES) {
            throw new IllegalArgumentException("a PAT has no entry " + index);
        }
        return MemoryType.of(encodingAt(msr, index));
    }

    private static int encodingAt(long msr, int index) {
        return (int) (msr >>> (index * Byte.SIZE)) & 0xff;
    }
}
