package io.flipbook.engine.ring;

import io.flipbook.engine.ConversionRequest;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.ControlledMessageHandler;

/** The smallest queue, what producers do with it, and what its reader finds in it as one number. */
final class WaitingMessages {
    /** A message without what its producer has put into it. */
    static final int BROKEN = -1;

    private static final int DIGIT = 10;
    private static final int PAGE_BYTES = 4096;

    private final RequestQueue queue = new RequestQueue(RingConfig.MIN_CAPACITY);
    private final ConversionRequest decoded = ConversionRequest.convertToShared(0, 0);
    private final ControlledMessageHandler handler = this::onMessage;
    private int found;

    /** An object beside a message. */
    private static final class Kept {
        private int number;
    }

    RequestQueue queue() {
        return queue;
    }

    int offerPlain(int number) {
        return queue.offer(0, ConversionRequest.convertToShared((long) number * PAGE_BYTES, PAGE_BYTES), number);
    }

    int offerKept(int number) {
        Kept kept = new Kept();
        kept.number = number;
        return queue.offerKept(0, kept, number);
    }

    /** Leaves room for so many messages. */
    void fillBut(int room) {
        for (int i = room; i < RingConfig.MIN_CAPACITY; i++) {
            offerPlain(0);
        }
    }

    /** The numbers of the messages that are there, one digit each, or {@link #BROKEN}. */
    int read() {
        queue.read(handler, RingConfig.MIN_CAPACITY);
        return found;
    }

    /** As the engine's thread does once the queue is closed. */
    int readToTheEnd() {
        long end = queue.claimedPosition();
        while (queue.readPosition() < end) {
            read();
        }
        return found;
    }

    private ControlledMessageHandler.Action onMessage(int type, MutableDirectBuffer buffer, int index, int length) {
        int number = (int) RequestMessage.correlation(buffer, index);
        if (found == BROKEN || numberInside(type, buffer, index) != number) {
            found = BROKEN;
        } else {
            found = found * DIGIT + number;
        }
        return ControlledMessageHandler.Action.CONTINUE;
    }

    private int numberInside(int type, MutableDirectBuffer buffer, int index) {
        if (type == RequestQueue.PLAIN) {
            RequestMessage.decode(buffer, index, queue.regions(), decoded);
            return decoded.sizeBytes() == PAGE_BYTES ? (int) (decoded.start() / PAGE_BYTES) : BROKEN;
        }
        return queue.take(index) instanceof Kept kept ? kept.number : BROKEN;
    }
}
