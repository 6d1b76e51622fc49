package io.flipbook.engine.ring;

import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.Operation;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A request as it lies in the ring. With the ring's own header it takes 64 bytes, a line of the cache.
 *
 * <pre>
 *    0  u8 operation   1  u8 who asks   2  u8 clock     8  u64 start        32  u64 correlation
 *    4  u32 producer                                   16  u64 size         40  u32 region, -1 by address
 *                                                      24  i64 source time, ns
 * </pre>
 */
final class RequestMessage {
    static final int LENGTH = 56;

    private static final int OPERATION_OFFSET = 0;
    private static final int INITIATOR_OFFSET = 1;
    private static final int CLOCK_OFFSET = 2;
    private static final int PRODUCER_OFFSET = 4;
    private static final int START_OFFSET = 8;
    private static final int SIZE_OFFSET = 16;
    private static final int TIME_OFFSET = 24;
    private static final int CORRELATION_OFFSET = 32;
    private static final int REGION_OFFSET = 40;

    private static final Operation[] OPERATIONS = Operation.values();
    private static final ConversionRequest.Initiator[] INITIATORS = ConversionRequest.Initiator.values();
    private static final ConversionRequest.SourceClock[] CLOCKS = ConversionRequest.SourceClock.values();

    private RequestMessage() {}

    static void encodeSender(MutableDirectBuffer buffer, int offset, int producer, long correlation) {
        buffer.putInt(offset + PRODUCER_OFFSET, producer);
        buffer.putLong(offset + CORRELATION_OFFSET, correlation);
    }

    static void encode(MutableDirectBuffer buffer, int offset, ConversionRequest request, int region) {
        buffer.putByte(offset + OPERATION_OFFSET, (byte) request.operation().ordinal());
        buffer.putByte(offset + INITIATOR_OFFSET, (byte) request.initiator().ordinal());
        buffer.putByte(offset + CLOCK_OFFSET, (byte) request.clock().ordinal());
        buffer.putLong(offset + START_OFFSET, request.start());
        buffer.putLong(offset + SIZE_OFFSET, request.sizeBytes());
        buffer.putLong(offset + TIME_OFFSET, request.sourceTimeNs());
        buffer.putInt(offset + REGION_OFFSET, region);
    }

    static int producer(DirectBuffer buffer, int offset) {
        return buffer.getInt(offset + PRODUCER_OFFSET);
    }

    static long correlation(DirectBuffer buffer, int offset) {
        return buffer.getLong(offset + CORRELATION_OFFSET);
    }

    static void decode(DirectBuffer buffer, int offset, RegionNames regions, ConversionRequest request) {
        int region = buffer.getInt(offset + REGION_OFFSET);
        request.set(
                        OPERATIONS[buffer.getByte(offset + OPERATION_OFFSET)],
                        region == RegionNames.NONE ? null : regions.nameOf(region),
                        buffer.getLong(offset + START_OFFSET),
                        buffer.getLong(offset + SIZE_OFFSET))
                .by(INITIATORS[buffer.getByte(offset + INITIATOR_OFFSET)])
                .at(CLOCKS[buffer.getByte(offset + CLOCK_OFFSET)], buffer.getLong(offset + TIME_OFFSET));
    }
}
