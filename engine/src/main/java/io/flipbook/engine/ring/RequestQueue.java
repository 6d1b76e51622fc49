package io.flipbook.engine.ring;

import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.watch.EntryGauge;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.concurrent.ControlledMessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RecordDescriptor;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * What waits for the engine's thread: Agrona's ring of messages, all of one length, and beside it a place for an object
 * for each message. Who has claimed a message owns both until it commits, then the reader does until it has read on.
 *
 * <p><b>Closing.</b> The closer says so, and then asks how far messages are claimed; a producer claims, and then asks
 * whether it is closed. One of the two sees the other: so each message is before that position, and is read, or its
 * producer withdraws it and knows.
 */
final class RequestQueue implements EntryGauge {
    /** A request that is in the message; any other message is about an object beside it. */
    static final int PLAIN = 1;

    private static final int KEPT = 2;
    private static final int MESSAGE_BYTES = RequestMessage.LENGTH + RecordDescriptor.HEADER_LENGTH;
    private static final int MESSAGE_SHIFT = Integer.numberOfTrailingZeros(MESSAGE_BYTES);

    private final ManyToOneRingBuffer ring;
    private final Object[] kept;
    private final LongAdder refused = new LongAdder();
    private volatile boolean closed;
    private volatile RegionNames regions = RegionNames.empty();
    private volatile ConversionHandler[] producers = new ConversionHandler[0];

    RequestQueue(int capacity) {
        ring = new ManyToOneRingBuffer(new UnsafeBuffer(BufferUtil.allocateDirectAligned(
                capacity * MESSAGE_BYTES + RingBufferDescriptor.TRAILER_LENGTH, BitUtil.CACHE_LINE_LENGTH)));
        kept = new Object[capacity];
    }

    /** Makes room for one more of those who offer; its number. */
    synchronized int add(ConversionHandler handler) {
        ConversionHandler[] more = Arrays.copyOf(producers, producers.length + 1);
        more[producers.length] = handler;
        producers = more;
        return more.length - 1;
    }

    ConversionHandler handlerOf(int producer) {
        return producers[producer];
    }

    RegionNames regions() {
        return regions;
    }

    /** These regions are there. */
    void know(List<RegionSpec> all) {
        regions = regions.and(all);
    }

    /** Offers a request: {@link RingProducer#offer}. */
    int offer(int producer, ConversionRequest request, long correlation) {
        int region = request.region() == null ? RegionNames.NONE : regions.numberOf(request.region());
        boolean isPlain = request.source() == null && (region != RegionNames.NONE || request.region() == null);
        if (!isPlain) {
            return offerKept(producer, request.copy(), correlation);
        }
        int index = claim(PLAIN);
        if (index < 0) {
            return index;
        }
        RequestMessage.encodeSender(ring.buffer(), index, producer, correlation);
        RequestMessage.encode(ring.buffer(), index, request, region);
        return publish(index);
    }

    /** Offers something that is no plain request. */
    int offerKept(int producer, Object what, long correlation) {
        int index = claim(KEPT);
        if (index < 0) {
            return index;
        }
        RequestMessage.encodeSender(ring.buffer(), index, producer, correlation);
        kept[index >> MESSAGE_SHIFT] = what;
        return publish(index);
    }

    /** The object beside a message, once. */
    Object take(int index) {
        Object what = kept[index >> MESSAGE_SHIFT];
        kept[index >> MESSAGE_SHIFT] = null;
        return what;
    }

    /** Hands on so many messages at the most; how many bytes of them there were, withdrawn ones included. */
    long read(ControlledMessageHandler handler, int limit) {
        long before = ring.consumerPosition();
        ring.controlledRead(handler, limit);
        return ring.consumerPosition() - before;
    }

    /** Accepts nothing more. */
    void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }

    /** How far messages were claimed. */
    long claimedPosition() {
        return ring.producerPosition();
    }

    /** How far messages were read. */
    long readPosition() {
        return ring.consumerPosition();
    }

    @Override
    public long waiting() {
        long read = readPosition();
        return Math.max(0, claimedPosition() - read) / MESSAGE_BYTES;
    }

    @Override
    public long capacity() {
        return kept.length;
    }

    @Override
    public long refused() {
        return refused.sum();
    }

    private int claim(int type) {
        if (closed) {
            return RingProducer.CLOSED;
        }
        int index = ring.tryClaim(type, RequestMessage.LENGTH);
        if (index >= 0) {
            return index;
        } else if (closed) {
            return RingProducer.CLOSED;
        }
        refused.increment();
        return RingProducer.BACK_PRESSURED;
    }

    private int publish(int index) {
        if (closed) {
            ring.abort(index);
            return RingProducer.CLOSED;
        }
        ring.commit(index);
        return RingProducer.ACCEPTED;
    }
}
