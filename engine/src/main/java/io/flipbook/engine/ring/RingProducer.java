package io.flipbook.engine.ring;

import io.flipbook.engine.ConversionRequest;

/**
 * Offers requests to a ring, on any thread; several threads may share one. Made by {@link ConversionRing#producer}, and
 * good for as long as the ring is open.
 */
public final class RingProducer {
    /** The request was accepted: its handler will hear of it. */
    public static final int ACCEPTED = 0;
    /** The ring is full, and nothing was done; try again later. */
    public static final int BACK_PRESSURED = -1;
    /** The ring is closed, or its engine has stopped; nothing was done, and nothing ever will. */
    public static final int CLOSED = -2;

    private final RequestQueue queue;
    private final int number;

    RingProducer(RequestQueue queue, int number) {
        this.queue = queue;
        this.number = number;
    }

    /**
     * Offers a request, which is copied. Never blocks. Allocates nothing unless the request is about an added source,
     * or a region that there is not, or that came when a whole guest's worth of names had been.
     *
     * @param correlation any number, by which the handler knows the request
     * @return {@link #ACCEPTED}, or a negative value that says why it was not
     */
    public int offer(ConversionRequest request, long correlation) {
        return queue.offer(number, request, correlation);
    }
}
