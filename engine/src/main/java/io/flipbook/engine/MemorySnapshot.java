package io.flipbook.engine;

import io.flipbook.engine.memtype.TypeChange;
import io.flipbook.journal.RecordLayout;
import io.flipbook.journal.SnapshotInput;
import io.flipbook.journal.SnapshotOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * All of a {@link GuestMemory} as the payload of a snapshot. Equal states give equal bytes. What is on record as a
 * record of its own is written as the payload of that record, with its length before it, and so is checked when it is
 * read by the rules that records are.
 *
 * <pre>
 *   u32 version   u64 digest   u8 halted   u8 policy: mixed   u8 on-veto   u8 profile   u32 number of the next listener
 *   version 2 alone, of a guest of which a region has gone:   u32 number of the next region
 *   4 x u64 holds that were asked for
 *   u32 n   n regions:    u32 length, REGION;  u32 n, n x (u32 length, SOURCE);  u32 n, n x (u32 length, MEMTYPE);
 *                         the bits of each source;  u32 n, n x (u64 page, u64 pins from there on)
 *   u32 n   n maps:       u32 length, MAP
 *   u32 n   n listeners:  u32 length, LISTENER
 *   u32 n   n undecided:  u64 sequence;  u32 length, REQUEST
 * </pre>
 */
final class MemorySnapshot {
    /** The regions are numbered from 0 on, and their count is the next number. */
    private static final int WITHOUT_GAPS = 1;
    /** The next number stands there. */
    private static final int WITH_GAPS = 2;

    private final GuestMemory memory;

    private MemorySnapshot(GuestMemory memory) {
        this.memory = memory;
    }

    static void write(GuestMemory memory, SnapshotOutput out) {
        new MemorySnapshot(memory).write(out);
    }

    /**
     * Makes a state that of a snapshot.
     *
     * @throws IllegalArgumentException if it is none that could have been written; the state has nothing in it then
     */
    static void read(GuestMemory memory, SnapshotInput in) {
        memory.clear();
        try {
            new MemorySnapshot(memory).read(in);
        } catch (IndexOutOfBoundsException e) {
            memory.clear();
            throw new IllegalArgumentException("a number that is out of range", e);
        } catch (RuntimeException | Error e) {
            memory.clear();
            throw e;
        }
    }

    private void write(SnapshotOutput out) {
        out.putInt(hasGaps() ? WITH_GAPS : WITHOUT_GAPS).putLong(memory.digest());
        out.putByte(memory.isHalted() ? 1 : 0);
        out.putByte(memory.policy().mixed().ordinal())
                .putByte(memory.policy().onVeto().ordinal())
                .putByte(memory.policy().profile().ordinal());
        out.putInt(memory.nextListenerId());
        if (hasGaps()) {
            out.putInt(memory.regionTable().nextId());
        }
        memory.holds().write(out);
        out.putInt(memory.regionTable().count());
        memory.regionTable().forEach(region -> write(out, region));
        List<LayoutRecord.Mapped> maps = memory.maps();
        out.putInt(maps.size());
        maps.forEach(map -> put(out, map));
        out.putInt(memory.listenersById().size());
        memory.listenersById().forEach((id, spec) -> put(out, new LayoutRecord.ListenerAdded(id, spec)));
        out.putInt(memory.undecidedRequests().count());
        memory.undecidedRequests().forEach((sequence, request) -> {
            out.putLong(sequence);
            put(out, encode(request));
        });
    }

    private boolean hasGaps() {
        return memory.regionTable().nextId() != memory.regionTable().count();
    }

    private static void write(SnapshotOutput out, Region region) {
        put(out, new LayoutRecord.RegionAdded(region.id(), region.spec()));
        out.putInt(region.addedSources().size());
        for (SourceSpec source : region.addedSources()) {
            put(out, new SourceAdded(region.id(), source.name(), source.blockBytes()));
        }
        List<MemoryTypeSet> types = typesOf(region);
        out.putInt(types.size());
        types.forEach(type -> put(out, type));
        region.write(out);
    }

    private void read(SnapshotInput in) {
        int version = in.readInt();
        if (version != WITHOUT_GAPS && version != WITH_GAPS) {
            throw new IllegalArgumentException("version " + Integer.toUnsignedString(version) + " of the state");
        }
        long digest = in.readLong();
        boolean halted = choice(in, "halted", Boolean.FALSE, Boolean.TRUE);
        memory.take(new LayoutRecord.PolicySet(new Policy(
                choice(in, "mixed", Policy.Mixed.values()),
                choice(in, "on-veto", Policy.OnVeto.values()),
                choice(in, "profile", Policy.Profile.values()))));
        int nextListenerId = in.readInt();
        int nextRegionId = version == WITH_GAPS ? in.readInt() : 0;
        memory.holds().read(in);
        long digestOfPages = 0;
        int regions = count(in, "regions", GuestMemory.MAX_REGIONS);
        for (int i = 0; i < regions; i++) {
            digestOfPages += readRegion(in);
        }
        if (version == WITH_GAPS) {
            memory.regionTable().skipTo(nextRegionId);
        }
        if (hasGaps() != (version == WITH_GAPS)) {
            throw new IllegalArgumentException("version " + version + " of a state that is written as another");
        }
        int maps = count(in, "maps", Integer.MAX_VALUE);
        for (int i = 0; i < maps; i++) {
            LayoutRecord.Mapped map = layout(in, LayoutRecord.Mapped::decode);
            take(map);
            if (memory.addresses().indexOf(map.gpa()) != i) {
                throw new IllegalArgumentException("maps are not in their order");
            }
        }
        readListeners(in, nextListenerId);
        readUndecided(in);
        memory.restored(halted, digestOfPages);
        if (in.remaining() != 0) {
            throw new IllegalArgumentException(in.remaining() + " bytes behind the state");
        }
        if (memory.digest() != digest) {
            throw new IllegalArgumentException(
                    "the digest is 0x" + Long.toHexString(memory.digest()) + " and was 0x" + Long.toHexString(digest));
        }
    }

    /** Returns what its pages add to the digest. */
    private long readRegion(SnapshotInput in) {
        LayoutRecord.RegionAdded added = layout(in, LayoutRecord.RegionAdded::decode);
        memory.regionTable().skipTo(added.id());
        take(added);
        int sources = count(in, "sources", SourceSpec.MAX_ADDED);
        for (int i = 0; i < sources; i++) {
            SourceAdded source = layout(in, SourceAdded::decode);
            if (source.regionId() != added.id()) {
                throw new IllegalArgumentException("source " + source.name() + " of another region");
            }
            take(source);
        }
        Region region = memory.region(added.id());
        readTypes(in, region);
        return region.read(in);
    }

    private void readTypes(SnapshotInput in, Region region) {
        int count = count(in, "memory types", GuestMemory.MAX_MEMORY_TYPE_BORDERS + 1);
        List<MemoryTypeSet> types = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            MemoryTypeSet type = layout(in, MemoryTypeSet::decode);
            take(type);
            types.add(type);
        }
        if (!types.equals(typesOf(region))) {
            throw new IllegalArgumentException("memory types are not as they are written");
        }
    }

    private static List<MemoryTypeSet> typesOf(Region region) {
        return region.memoryTypes().stream()
                .map(range -> new MemoryTypeSet(
                        region.id(), range.offset(), range.sizeBytes(), TypeChange.to(range.attributes())))
                .toList();
    }

    private void readListeners(SnapshotInput in, int nextListenerId) {
        int listeners = count(in, "listeners", GuestMemory.MAX_LISTENERS);
        for (int i = 0; i < listeners; i++) {
            LayoutRecord.ListenerAdded added = layout(in, LayoutRecord.ListenerAdded::decode);
            memory.skipListenersTo(added.id());
            take(added);
        }
        memory.skipListenersTo(nextListenerId);
    }

    private void readUndecided(SnapshotInput in) {
        int undecided = count(in, "undecided", GuestMemory.MAX_UNDECIDED);
        long last = 0;
        for (int i = 0; i < undecided; i++) {
            long sequence = in.readLong();
            if (sequence <= last || sequence > in.sequence()) {
                throw new IllegalArgumentException("undecided request " + sequence + " after " + last);
            }
            last = sequence;
            byte[] payload = frame(in);
            ConversionRequest request = ConversionRequest.blank();
            RequestCodec.decode(new UnsafeBuffer(payload), 0, payload.length, memory.records(), request);
            checkSame(payload, encode(request));
            memory.undecidedRequests().add(sequence, request);
        }
    }

    private void take(LayoutRecord layout) {
        Rejection invalid = memory.take(layout);
        if (invalid != Rejection.NONE) {
            throw new IllegalArgumentException("what could not have been on record: " + invalid);
        }
    }

    private static void put(SnapshotOutput out, LayoutRecord layout) {
        put(out, encode(layout));
    }

    private static void put(SnapshotOutput out, byte[] payload) {
        out.putInt(payload.length).putBytes(payload, 0, payload.length);
    }

    private static byte[] encode(LayoutRecord layout) {
        PayloadWriter payload = new PayloadWriter();
        layout.encode(payload);
        return Arrays.copyOf(payload.buffer().byteArray(), payload.length());
    }

    private byte[] encode(ConversionRequest request) {
        byte[] payload = new byte[RequestCodec.MAX_LENGTH];
        Region region = request.operation().isByAddress() ? null : memory.region(request.region());
        return Arrays.copyOf(payload, RequestCodec.encode(request, region, new UnsafeBuffer(payload)));
    }

    private static <L extends LayoutRecord> L layout(SnapshotInput in, Function<PayloadReader, L> decoder) {
        byte[] payload = frame(in);
        L layout = decoder.apply(new PayloadReader().wrap(new UnsafeBuffer(payload), 0, payload.length));
        checkSame(payload, encode(layout));
        return layout;
    }

    private static void checkSame(byte[] payload, byte[] written) {
        if (!Arrays.equals(payload, written)) {
            throw new IllegalArgumentException("bytes that nobody writes");
        }
    }

    private static byte[] frame(SnapshotInput in) {
        byte[] payload = new byte[count(in, "length", RecordLayout.MAX_PAYLOAD_BYTES)];
        in.readBytes(payload);
        return payload;
    }

    /** A number of things that take at least a byte each. */
    private static int count(SnapshotInput in, String what, int max) {
        int count = in.readInt();
        if (count < 0 || count > max || count > in.remaining()) {
            throw new IllegalArgumentException(what + ": " + Integer.toUnsignedString(count));
        }
        return count;
    }

    @SafeVarargs
    private static <E> E choice(SnapshotInput in, String what, E... choices) {
        int choice = in.readByte();
        if (choice >= choices.length) {
            throw new IllegalArgumentException(what + " has no value " + choice);
        }
        return choices[choice];
    }
}
