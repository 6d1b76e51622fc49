package io.flipbook.replay.record;

/** The lowest and the highest of the bytes that were seen; unsigned. */
final class AddressSpan {
    private boolean empty = true;
    private long first;
    private long last;

    void include(long newFirst, long newLast) {
        if (empty || Long.compareUnsigned(newFirst, first) < 0) {
            first = newFirst;
        }
        if (empty || Long.compareUnsigned(newLast, last) > 0) {
            last = newLast;
        }
        empty = false;
    }

    boolean isEmpty() {
        return empty;
    }

    long first() {
        return first;
    }

    long last() {
        return last;
    }

    boolean overlaps(long otherFirst, long sizeBytes) {
        return !empty
                && Long.compareUnsigned(otherFirst, last) <= 0
                && Long.compareUnsigned(first, otherFirst + sizeBytes - 1) <= 0;
    }
}
