package io.flipbook.engine;

import java.util.Arrays;

/**
 * Requests that are to be converted one after the other and put on record together: {@link
 * ConversionEngine#convert(RequestBatch, OutcomeHandler)}. What comes of them is what {@link
 * ConversionEngine#convert(ConversionRequest)} in a loop would have come to; but nobody is told of an outcome before a
 * whole document of them is on record. Used again and again; allocates nothing once made. Not thread safe.
 *
 * <p><b>Errors.</b> When that call throws, the requests that are left in the batch have no outcome:
 *
 * <ul>
 *   <li>{@link io.flipbook.journal.JournalFullException}: nothing has happened to them, and the same call may succeed
 *       later.
 *   <li>{@link IllegalArgumentException}: the first of them makes no sense, and nothing has happened to any.
 *   <li>{@link IllegalStateException}: a listener threw from a discard, and the engine has stopped. The request with
 *       which that happened was told, as {@link Outcome.Kind#FAILED}. Some of those left may be on record, undecided:
 *       they are aborted when the engine is opened again.
 *   <li>{@link io.flipbook.journal.JournalException}: the engine has stopped too. Some of them may even be on record
 *       with an outcome, which nobody was told of.
 *   <li>What the handler throws comes once it was called for all that are on record; the rest was not tried.
 * </ul>
 */
public final class RequestBatch {
    private final ConversionRequest[] requests;
    private final long[] correlations;
    private int first;
    private int end;

    /** An empty batch that holds so many requests at the most, at least one. */
    public RequestBatch(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("a batch of " + capacity + " requests");
        }
        requests = new ConversionRequest[capacity];
        Arrays.setAll(requests, i -> ConversionRequest.blank());
        correlations = new long[capacity];
    }

    /**
     * Adds a request, which is copied.
     *
     * @param correlation any number, by which the caller knows the outcome
     * @return false, and nothing was added, if the batch is full
     */
    public boolean add(ConversionRequest request, long correlation) {
        if (end == requests.length) {
            return false;
        }
        requests[end].copyFrom(request);
        correlations[end++] = correlation;
        return true;
    }

    /** How many requests have no outcome yet. */
    public int size() {
        return end - first;
    }

    /** Whether all requests have an outcome, or none was added. */
    public boolean isEmpty() {
        return end == first;
    }

    /** Forgets the first of those that have no outcome: one that makes no sense, say. */
    public void removeFirst() {
        remove(Math.min(1, size()));
    }

    /** Forgets all requests. */
    public RequestBatch clear() {
        first = 0;
        end = 0;
        return this;
    }

    /** The one behind so many others that have no outcome yet. */
    ConversionRequest request(int index) {
        return requests[first + index];
    }

    long correlation(int index) {
        return correlations[first + index];
    }

    /** The first so many were told. */
    void remove(int count) {
        first += count;
        if (first == end) {
            clear();
        }
    }
}
