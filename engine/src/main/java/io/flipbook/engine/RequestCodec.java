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
 *   3  u8   1: the region's name follows                           34       name, UTF-8         } region is unknown
 *           2: a source's name follows (1 and 2: behind it)
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

    static final int MAX_LENGTH = LENGTH + 2 * (Short.BYTES + Names.MAX_LENGTH);

    private static final int REGION_NAMED = 1;
    private static final int SOURCE_NAMED = 2;

    private static final Operation[] OPERATIONS = Operation.values();
    private static final ConversionRequest.Initiator[] INITIATORS = ConversionRequest.Initiator.values();
    private static final ConversionRequest.SourceClock[] CLOCKS = ConversionRequest.SourceClock.values();

    private RequestCodec() {}

    /** Writes a request; {@code region} is null if it is by address, or if there is no region of its name. */
    static int encode(ConversionRequest request, Region region, MutableDirectBuffer buffer) {
        boolean named = region == null && !request.operation().isByAddress();
        int flags = (named ? REGION_NAMED : 0) | (request.source() == null ? 0 : SOURCE_NAMED);
        encode(request, region, flags, buffer, 0);
        int length = LENGTH;
        if (named) {
            length = putName(buffer, length, request.region());
        }
        if (request.source() != null) {
            length = putName(buffer, length, request.source());
        }
        return length;
    }

    /** Whether a request takes {@link #LENGTH} bytes: {@link #encodeUnnamed} will do. */
    static boolean isUnnamed(ConversionRequest request, Region region) {
        return request.source() == null
                && (region != null || request.operation().isByAddress());
    }

    /** Writes a request in which no name has to be. */
    static void encodeUnnamed(ConversionRequest request, Region region, MutableDirectBuffer buffer, int offset) {
        encode(request, region, 0, buffer, offset);
    }

    private static void encode(
            ConversionRequest request, Region region, int flags, MutableDirectBuffer buffer, int offset) {
        int first = request.operation().ordinal()
                | request.initiator().ordinal() << INITIATOR_OFFSET * Byte.SIZE
                | request.clock().ordinal() << CLOCK_OFFSET * Byte.SIZE
                | flags << NAMED_OFFSET * Byte.SIZE;
        // at once: the processor waits where it loads what was stored in parts
        long regionId = region == null ? NO_REGION : region.id();
        buffer.putLong(
                offset + OPERATION_OFFSET,
                Integer.toUnsignedLong(first) | regionId << REGION_OFFSET * Byte.SIZE,
                LITTLE_ENDIAN);
        buffer.putLong(offset + START_OFFSET, request.start(), LITTLE_ENDIAN);
        buffer.putLong(offset + SIZE_OFFSET, request.sizeBytes(), LITTLE_ENDIAN);
        buffer.putLong(offset + SOURCE_TIME_OFFSET, request.sourceTimeNs(), LITTLE_ENDIAN);
    }

    private static int putName(MutableDirectBuffer buffer, int offset, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        buffer.putShort(offset, (short) bytes.length, LITTLE_ENDIAN);
        buffer.putBytes(offset + Short.BYTES, bytes);
        return offset + Short.BYTES + bytes.length;
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
        long first = buffer.getLong(offset + OPERATION_OFFSET, LITTLE_ENDIAN);
        int operation = (int) first & 0xff;
        int initiator = (int) (first >>> INITIATOR_OFFSET * Byte.SIZE) & 0xff;
        int clock = (int) (first >>> CLOCK_OFFSET * Byte.SIZE) & 0xff;
        int named = (int) (first >>> NAMED_OFFSET * Byte.SIZE) & 0xff;
        if (operation >= OPERATIONS.length || initiator >= INITIATORS.length || clock >= CLOCKS.length || named > 3) {
            throw new IllegalArgumentException("request with no such operation, initiator, clock or flag");
        }
        int regionId = (int) (first >>> REGION_OFFSET * Byte.SIZE);
        String region = null;
        String source = null;
        PayloadReader in = named == 0 ? null : new PayloadReader().wrap(buffer, offset + LENGTH, length - LENGTH);
        if ((named & REGION_NAMED) != 0) {
            region = Names.check(in.readText("region"));
        } else if (regionId != NO_REGION) {
            region = names.nameOf(regionId);
        }
        if ((region == null) != OPERATIONS[operation].isByAddress()) {
            throw new IllegalArgumentException("request whose place is of the wrong kind");
        }
        if ((named & SOURCE_NAMED) != 0) {
            source = Names.check(in.readText("source"));
        }
        if ((source == null) == OPERATIONS[operation].isAboutAddedSource()) {
            throw new IllegalArgumentException("request with a source that it is not about, or without");
        }
        request.set(
                        OPERATIONS[operation],
                        region,
                        source,
                        buffer.getLong(offset + START_OFFSET, LITTLE_ENDIAN),
                        buffer.getLong(offset + SIZE_OFFSET, LITTLE_ENDIAN))
                .by(INITIATORS[initiator])
                .at(CLOCKS[clock], buffer.getLong(offset + SOURCE_TIME_OFFSET, LITTLE_ENDIAN));
    }
}
