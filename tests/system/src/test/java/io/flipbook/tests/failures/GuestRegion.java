package io.flipbook.tests.failures;

/**
 * Memory of a guest, cut into slots of which each has at most one buffer of a driver, and a free page at its end; so no
 * two buffers are one run.
 */
record GuestRegion(String name, long pageBytes, long slotBytes, int slots, long gpa) {
    /** A buffer, which lies in one slot. */
    record Buffer(GuestRegion region, int slot, long offset, long sizeBytes) {
        String gpa() {
            return hex(region.gpa() + offset);
        }

        /** The address of one of its pages. */
        String pageGpa(long page) {
            return hex(region.gpa() + offset + page * region.pageBytes());
        }

        long pages() {
            return sizeBytes / region.pageBytes();
        }
    }

    /** Kept for what is planted; honest drivers do not come here. */
    static final int PLANTED_SLOT = 1;

    long sizeBytes() {
        return slots * slotBytes;
    }

    long slotPages() {
        return slotBytes / pageBytes;
    }

    long end() {
        return gpa + sizeBytes();
    }

    /** A buffer in a slot. */
    Buffer buffer(int slot, long firstPage, long pages) {
        return new Buffer(this, slot, slot * slotBytes + firstPage * pageBytes, pages * pageBytes);
    }

    static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }
}
