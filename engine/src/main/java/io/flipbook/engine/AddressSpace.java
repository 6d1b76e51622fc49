package io.flipbook.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where regions lie in guest physical address space: maps, ascending by address, none over another. All addresses are
 * unsigned; the last address of a map is kept, not its end, since a map may end at 2<sup>64</sup>.
 */
final class AddressSpace {
    private int count;
    private long[] first = new long[4];
    private long[] last = new long[4];
    private long[] offset = new long[4];
    private Region[] region = new Region[4];

    int count() {
        return count;
    }

    long first(int index) {
        return first[index];
    }

    long last(int index) {
        return last[index];
    }

    Region region(int index) {
        return region[index];
    }

    /** The offset in its region of an address that the map at {@code index} holds. */
    long toOffset(int index, long gpa) {
        return offset[index] + (gpa - first[index]);
    }

    /** The first map that ends at or after {@code gpa}; the count if there is none. */
    int indexAtOrAfter(long gpa) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(last[middle], gpa) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Whether a map of these addresses, or of this part of the region, would lie over one that is there. */
    boolean overlaps(long gpa, long lastGpa, Region of, long lastOffset, long offsetOf) {
        int index = indexAtOrAfter(gpa);
        if (index < count && Long.compareUnsigned(first[index], lastGpa) <= 0) {
            return true;
        }
        for (int i = 0; i < count; i++) {
            long lastMapped = toOffset(i, last[i]);
            if (region[i] == of
                    && Long.compareUnsigned(offset[i], lastOffset) <= 0
                    && Long.compareUnsigned(offsetOf, lastMapped) <= 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether part of a region lies anywhere. */
    boolean shows(Region of) {
        return Arrays.stream(region, 0, count).anyMatch(each -> each == of);
    }

    void add(long gpa, long sizeBytes, Region of, long offsetOf) {
        if (count == first.length) {
            int length = count * 2;
            first = Arrays.copyOf(first, length);
            last = Arrays.copyOf(last, length);
            offset = Arrays.copyOf(offset, length);
            region = Arrays.copyOf(region, length);
        }
        int at = indexAtOrAfter(gpa);
        shift(at, at + 1, count - at);
        first[at] = gpa;
        last[at] = gpa + sizeBytes - 1;
        offset[at] = offsetOf;
        region[at] = of;
        count++;
    }

    void clear() {
        Arrays.fill(region, 0, count, null);
        count = 0;
    }

    /** The map that begins at {@code gpa}, or -1. */
    int indexOf(long gpa) {
        int index = indexAtOrAfter(gpa);
        return index < count && first[index] == gpa ? index : -1;
    }

    void remove(int index) {
        shift(index + 1, index, count - index - 1);
        count--;
        region[count] = null;
    }

    private void shift(int from, int to, int length) {
        System.arraycopy(first, from, first, to, length);
        System.arraycopy(last, from, last, to, length);
        System.arraycopy(offset, from, offset, to, length);
        System.arraycopy(region, from, region, to, length);
    }

    /** All maps, ascending by address. */
    List<LayoutRecord.Mapped> maps() {
        List<LayoutRecord.Mapped> maps = new ArrayList<>();
        for (int i = 0; i < count(); i++) {
            long first = first(i);
            maps.add(new LayoutRecord.Mapped(
                    first, last(i) - first + 1, region(i).id(), toOffset(i, first)));
        }
        return maps;
    }
}
