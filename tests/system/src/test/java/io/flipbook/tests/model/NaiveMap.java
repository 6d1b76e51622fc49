package io.flipbook.tests.model;

import java.math.BigInteger;

/**
 * A part of a region in guest physical address space.
 *
 * @param gpa where it begins, in bytes
 * @param sizeBytes how long it is
 * @param region that it shows
 * @param offset of its first byte in the region
 */
record NaiveMap(BigInteger gpa, BigInteger sizeBytes, NaiveRegion region, BigInteger offset) {
    BigInteger gpaEnd() {
        return gpa.add(sizeBytes);
    }

    boolean overlaps(NaiveMap other) {
        return overlap(gpa, sizeBytes, other.gpa, other.sizeBytes)
                || region == other.region && overlap(offset, sizeBytes, other.offset, other.sizeBytes);
    }

    private static boolean overlap(BigInteger a, BigInteger aSize, BigInteger b, BigInteger bSize) {
        return a.compareTo(b.add(bSize)) < 0 && b.compareTo(a.add(aSize)) < 0;
    }
}
