package io.flipbook.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * The requests on record that have no outcome yet, by sequence. Mostly there is one at the most, and that one is kept
 * without allocating.
 */
final class UndecidedRequests {
    /** The most requests that can be undecided at a time. */
    static final int MAX_COUNT = 1 << 16;

    private static final long NONE = 0;

    private final ConversionRequest newest = ConversionRequest.blank();
    private long newestSequence = NONE;
    private final Map<Long, ConversionRequest> older = new TreeMap<>();

    boolean isFull() {
        return older.size() == MAX_COUNT - 1 && newestSequence != NONE;
    }

    /** Adds a request with a higher sequence than all before; the object is copied. */
    void add(long sequence, ConversionRequest request) {
        if (isFull()) {
            throw new IllegalArgumentException("more than " + MAX_COUNT + " requests are undecided");
        }
        if (newestSequence != NONE) {
            older.put(newestSequence, newest.copy());
        }
        newest.copyFrom(request);
        newestSequence = sequence;
    }

    /** Takes out a request; null if no such one is undecided. What is returned is valid until the next {@link #add}. */
    ConversionRequest take(long sequence) {
        if (sequence == newestSequence && sequence != NONE) {
            newestSequence = NONE;
            return newest;
        }
        return older.remove(sequence);
    }

    int count() {
        return older.size() + (newestSequence == NONE ? 0 : 1);
    }

    /** Shows all, ascending. */
    void forEach(BiConsumer<Long, ConversionRequest> visitor) {
        older.forEach(visitor);
        if (newestSequence != NONE) {
            visitor.accept(newestSequence, newest);
        }
    }

    void clear() {
        older.clear();
        newestSequence = NONE;
    }

    List<Long> sequences() {
        List<Long> sequences = new ArrayList<>(older.keySet());
        if (newestSequence != NONE) {
            sequences.add(newestSequence);
        }
        return sequences;
    }
}
