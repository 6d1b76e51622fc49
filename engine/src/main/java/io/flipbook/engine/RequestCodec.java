package io.flipbook.engine;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A {@link ConversionRequest} as the payload of a REQUEST record. On the hot path: allocates nothing but for a region
 * that there is not.
 *
 * <pre>
 *   0  u8   operation           4  u32  region, or 0xFFFFFFFF      16  u64  size
 *   1  u8   who asks            8  u64  offset in the region,      24  i64  source time, ns
 *   2  u8   clock of the source         or guest physical address  32  u16  length of the name  } only where the
 *   3  u8   1: a name follows                                      34       name, UTF-8         } region is unknown
 * </pre>
 */
final class RequestCodec {
    /** The length of the payload of a request for a region that there is, or by address. */
    static final int LENGTH = 32;

    static final int NO_REGION = -1;

    private static final int OPERATION_OFFSET = 0;
    private static final int INITIATOR_OFFSET = OPERATION_OFFSET + Byte.BYTES;
    private static final int CLOCK_OFFSET = INITIATOR_OFFSET + Byte.BYTES;
    private static final int NAMED_OFFSET = CLOCK_OFFSET + Byte.BYTES;
    private static final int REGION_OFFSET = NAMED_OFFSET + Byte.BYTES;
    private static final int START_OFFSET = REGION_OFFSET + Integer.BYTES;
    private static final int SIZE_OFFSET = START_OFFSET + Long.BYTES;
    private static final int SOURCE_TIME_OFFSET = SIZE_OFFSET + Long.BYTES;
    private static final int NAME_LENGTH_OFFSET = SOURCE_TIME_OFFSET + Long.BYTES;
    private static final int NAME_OFFSET = NAME_LENGTH_OFFSET + Short.BYTES;

    static final int MAX_LENGTH = NAME_OFFSET + Names.MAX_LENGTH;

    private static final Operation[] OPERATIONS = Operation.values();
    private static final ConversionRequest.Initiator[] INITIATORS = ConversionRequest.Initiator.values();
    private static final ConversionRequest.SourceClock[] CLOCKS = ConversionRequest.SourceClock.values();

    private RequestCodec() {}

    /** Writes a request; {@code region} is null if it is by address, or if there is no region of its name. */
    static int encode(ConversionRequest request, Region region, MutableDirectBuffer buffer) {
        boolean named = region == null && !request.operation().isByAddress();
        buffer.putByte(OPERATION_OFFSET, (byte) request.operation().ordinal());
        buffer.putByte(INITIATOR_OFFSET, (byte) request.initiator().ordinal());
        buffer.putByte(CLOCK_OFFSET, (byte) request.clock().ordinal());
        buffer.putByte(NAMED_OFFSET, (byte) (named ? 1 : 0));
        buffer.putInt(REGION_OFFSET, region == null ? NO_REGION : region.id(), LITTLE_ENDIAN);
        buffer.putLong(START_OFFSET, request.start(), LITTLE_ENDIAN);
        buffer.putLong(SIZE_OFFSET, request.sizeBytes(), LITTLE_ENDIAN);
        buffer.putLong(SOURCE_TIME_OFFSET, request.sourceTimeNs(), LITTLE_ENDIAN);
        if (!named) {
            return LENGTH;
        }
        byte[] name = request.region().getBytes(StandardCharsets.UTF_8);
        buffer.putShort(NAME_LENGTH_OFFSET, (short) name.length, LITTLE_ENDIAN);
        buffer.putBytes(NAME_OFFSET, name);
        return NAME_OFFSET + name.length;
    }

    /**
     * Reads a request.
     *
     * @throws IllegalArgumentException if the payload does not hold one
     */
    static void decode(DirectBuffer buffer, int offset, int length, RecordedNames names, ConversionRequest request) {
        if (length < LENGTH) {
            throw new IllegalArgumentException("request of " + length + " bytes");
        }
        int operation = buffer.getByte(offset + OPERATION_OFFSET) & 0xff;
        int initiator = buffer.getByte(offset + INITIATOR_OFFSET) & 0xff;
        int clock = buffer.getByte(offset + CLOCK_OFFSET) & 0xff;
        int named = buffer.getByte(offset + NAMED_OFFSET) & 0xff;
        if (operation >= OPERATIONS.length || initiator >= INITIATORS.length || clock >= CLOCKS.length || named > 1) {
            throw new IllegalArgumentException("request with no such operation, initiator, clock or flag");
        }
        int regionId = buffer.getInt(offset + REGION_OFFSET, LITTLE_ENDIAN);
        String region = null;
        if (named == 1) {
            region = Names.check(new PayloadReader()
                    .wrap(buffer, offset + NAME_LENGTH_OFFSET, length - NAME_LENGTH_OFFSET)
                    .readText("region"));
        } else if (regionId != NO_REGION) {
            region = names.nameOf(regionId);
        }
        if ((region == null) != OPERATIONS[operation].isByAddress()) {
            throw new IllegalArgumentException("request whose place is of the wrong kind");
        }
        request.set(
                        OPERATIONS[operation],
                        region,
                        buffer.getLong(offset + START_OFFSET, LITTLE_ENDIAN),
                        buffer.getLong(offset + SIZE_OFFSET, LITTLE_ENDIAN))
                .by(INITIATORS[initiator])
                .at(CLOCKS[clock], buffer.getLong(offset + SOURCE_TIME_OFFSET, LITTLE_ENDIAN));
    }
}
