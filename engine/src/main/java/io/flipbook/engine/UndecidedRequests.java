package io.flipbook.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * The requests on record that have no outcome yet, by sequence.
 *
 * <p>They are mostly decided in their order, or the newest first, so they lie in a circle in the order in which they
 * came. One that is taken from the middle leaves a gap. Objects are used again: nothing is allocated but where there
 * have never been so many.
 */
final class UndecidedRequests {
    /** The most requests that can be undecided at a time. */
    static final int MAX_COUNT = 1 << 16;

    private static final int FIRST_CAPACITY = 2;

    private ConversionRequest[] requests = new ConversionRequest[FIRST_CAPACITY];
    /** Of those that were taken the same, negative; never 0. */
    private long[] sequences = new long[FIRST_CAPACITY];

    private int mask = FIRST_CAPACITY - 1;
    private long head;
    private long tail;
    private int count;

    /** Throws if no further request may be undecided, not even while it is converted. */
    void checkRoom() {
        if (count == MAX_COUNT) {
            throw new IllegalStateException(MAX_COUNT + " requests are undecided already");
        }
    }

    /** Adds a request with a higher sequence than all before; the object is copied. */
    void add(long sequence, ConversionRequest request) {
        next().copyFrom(request);
        add(sequence);
    }

    /** What the next request is to be read into, before it is {@link #add(long) added}. */
    ConversionRequest next() {
        if (count == MAX_COUNT) {
            throw new IllegalArgumentException("more than " + MAX_COUNT + " requests are undecided");
        }
        if (tail - head > mask) {
            moveTo(count > mask / 2 ? 2 * (mask + 1) : mask + 1);
        }
        int slot = (int) tail & mask;
        if (requests[slot] == null) {
            requests[slot] = ConversionRequest.blank();
        }
        return requests[slot];
    }

    /** Adds what is in {@link #next}, with a higher sequence than all before. */
    void add(long sequence) {
        sequences[(int) tail & mask] = sequence;
        tail++;
        count++;
    }

    /** Takes out a request; null if no such one is undecided. What is returned is valid until the next {@link #add}. */
    ConversionRequest take(long sequence) {
        int slot = slotOf(sequence);
        if (slot < 0) {
            return null;
        }
        sequences[slot] = -sequence;
        count--;
        while (head < tail && sequences[(int) head & mask] < 0) {
            head++;
        }
        while (head < tail && sequences[(int) (tail - 1) & mask] < 0) {
            tail--;
        }
        return requests[slot];
    }

    /** The first of them, if that is its sequence; else null. */
    ConversionRequest first(long sequence) {
        int slot = (int) head & mask;
        return head < tail && sequences[slot] == sequence ? requests[slot] : null;
    }

    /** Takes out the first of them. */
    void takeFirst() {
        int slot = (int) head & mask;
        if (tail - head == 1) { // mostly so
            sequences[slot] = -sequences[slot];
            head++;
            count--;
        } else {
            take(sequences[slot]);
        }
    }

    int count() {
        return count;
    }

    /** Shows all, ascending. */
    void forEach(BiConsumer<Long, ConversionRequest> visitor) {
        for (long at = head; at < tail; at++) {
            int slot = (int) at & mask;
            if (sequences[slot] > 0) {
                visitor.accept(sequences[slot], requests[slot]);
            }
        }
    }

    /** Whether one is for a region of that name. */
    boolean name(String region) {
        for (long at = head; at < tail; at++) {
            int slot = (int) at & mask;
            if (sequences[slot] > 0 && region.equals(requests[slot].region())) {
                return true;
            }
        }
        return false;
    }

    void clear() {
        head = 0;
        tail = 0;
        count = 0;
    }

    List<Long> sequences() {
        List<Long> all = new ArrayList<>(count);
        forEach((sequence, request) -> all.add(sequence));
        return all;
    }

    private int slotOf(long sequence) {
        long low = head;
        long high = tail - 1;
        long middle = low;
        while (low <= high) {
            int slot = (int) middle & mask;
            long found = Math.abs(sequences[slot]);
            if (found == sequence) {
                return sequences[slot] > 0 ? slot : -1;
            } else if (found < sequence) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
            middle = low + high >>> 1;
        }
        return -1;
    }

    /** Closes the gaps, in arrays of that length. */
    private void moveTo(int capacity) {
        ConversionRequest[] newRequests = new ConversionRequest[capacity];
        long[] newSequences = new long[capacity];
        int kept = 0;
        int spare = capacity;
        for (long at = head; at < tail; at++) {
            int slot = (int) at & mask;
            boolean isTaken = sequences[slot] < 0;
            newSequences[isTaken ? --spare : kept] = sequences[slot];
            newRequests[isTaken ? spare : kept++] = requests[slot];
        }
        Arrays.fill(newSequences, kept, capacity, 0);
        requests = newRequests;
        sequences = newSequences;
        mask = capacity - 1;
        head = 0;
        tail = kept;
    }
}
