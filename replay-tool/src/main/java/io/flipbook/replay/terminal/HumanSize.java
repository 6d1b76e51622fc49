package io.flipbook.replay.terminal;

import java.util.Locale;

/** Sizes in units for people, powers of 1024. */
public final class HumanSize {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    private static final int UNIT_SHIFT = 10;

    private HumanSize() {}

    /** An unsigned number of bytes, as {@code 4 KiB} where that is exact, else rounded, as {@code 1.5 GiB}. */
    public static String of(long sizeBytes) {
        int unit = 0;
        while (unit < UNITS.length - 1 && sizeBytes >>> (UNIT_SHIFT * (unit + 1)) != 0) {
            unit++;
        }
        int shift = UNIT_SHIFT * unit;
        long whole = sizeBytes >>> shift;
        if (whole << shift == sizeBytes) {
            return whole + " " + UNITS[unit];
        }
        double fraction = (double) (sizeBytes - (whole << shift)) / (1L << shift);
        return String.format(Locale.ROOT, "%.1f %s", whole + fraction, UNITS[unit]);
    }
}
