package io.flipbook.engine;

import io.flipbook.engine.memtype.MemoryType;
import io.flipbook.engine.memtype.TypeChange;
import java.util.Objects;

/**
 * Something was said of what decides the memory types of a range. It changes no page and no digest.
 *
 * @param regionId  the region's number
 * @param offset    unsigned bytes
 * @param sizeBytes unsigned bytes
 * @param change    what was said; the rest stays as it is
 */
public record MemoryTypeSet(int regionId, long offset, long sizeBytes, TypeChange change) implements LayoutRecord {
    private static final int STAYS = 0xff;
    private static final Boolean[] HONOURS = {null, false, true};

    /** Throws NullPointerException without a change. */
    public MemoryTypeSet {
        Objects.requireNonNull(change, "change");
    }

    @Override
    public int type() {
        return RecordTypes.MEMORY_TYPE;
    }

    @Override
    public void encode(PayloadWriter out) {
        int honours = change.honoursGuest() == null ? 0 : change.honoursGuest() ? 2 : 1;
        out.putLong(offset)
                .putLong(sizeBytes)
                .putInt(regionId)
                .putByte(honours)
                .putByte(encoding(change.ept()))
                .putByte(encoding(change.guest()))
                .putByte(encoding(change.host()));
    }

    static MemoryTypeSet decode(PayloadReader in) {
        long offset = in.readLong("offset");
        long sizeBytes = in.readLong("size");
        int regionId = in.readInt("region");
        Boolean honours = in.readChoice("honour-guest-type", HONOURS);
        MemoryType ept = readType(in, "ept");
        MemoryType guest = readType(in, "guest");
        return new MemoryTypeSet(
                regionId, offset, sizeBytes, new TypeChange(honours, ept, guest, readType(in, "host")));
    }

    private static int encoding(MemoryType type) {
        return type == null ? STAYS : type.encoding();
    }

    private static MemoryType readType(PayloadReader in, String field) {
        int encoding = in.readByte(field);
        return encoding == STAYS ? null : MemoryType.of(encoding);
    }
}
