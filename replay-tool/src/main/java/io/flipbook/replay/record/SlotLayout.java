package io.flipbook.replay.record;

import io.flipbook.engine.LayoutRecord.Mapped;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.RegionSpec;
import io.flipbook.replay.trace.TraceEvent.KvmSetUserMemory;
import io.flipbook.replay.trace.TraceLine;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes regions of a guest's memory slots, as {@code kvm_set_user_memory} tells of them, line by line.
 *
 * <p>A slot appears as region {@code slotN}, is unmapped when its size is set to 0, and mapped again when the same
 * memory comes back: the same number, size and address in user space. Other memory under the same number is a region of
 * its own, {@code slotN.2} and so on. Address space 1 is that of system management mode and repeats the slots.
 */
final class SlotLayout {
    /** The most regions that are made of slots: more than the 509 that KVM long allowed, few enough to search. */
    static final int MAX_REGIONS = 4096;

    /** The most memory that slots have in all, in bytes: 16 TiB, which a bitmap of 512 MiB describes. */
    static final long MAX_BYTES = 1L << 44;

    private static final Pattern NAME = Pattern.compile("slot(\\d{1,10})(?:\\.(\\d{1,10}))?");

    private record Slot(long gpa, String region) {}

    private record Memory(int slot, long sizeBytes, long userAddress) {}

    private record Unidentified(int slot, long sizeBytes) {}

    private final GuestLayout layout;
    private final InitialState initial;
    private final AddressSpan virtioMem;
    private final RecordingSummary summary;
    private final Map<Memory, String> regions = new HashMap<>();
    private final Map<Unidentified, String> recorded = new HashMap<>();
    private final Map<Integer, Integer> generations = new HashMap<>();
    private final Map<Integer, Slot> present = new HashMap<>();

    /** Goes on with the slots that are on record; {@code virtioMem} is where memory is plugged in blocks. */
    SlotLayout(GuestLayout layout, InitialState initial, AddressSpan virtioMem, RecordingSummary summary) {
        this.layout = layout;
        this.initial = initial;
        this.virtioMem = virtioMem;
        this.summary = summary;
        for (RegionSpec spec : layout.regions()) {
            Matcher name = NAME.matcher(spec.name());
            if (name.matches()) {
                int slot = (int) Long.parseLong(name.group(1));
                recorded.put(new Unidentified(slot, spec.sizeBytes()), spec.name());
                int generation = name.group(2) == null ? 1 : (int) Long.parseLong(name.group(2));
                generations.merge(slot, generation, Math::max);
            }
        }
        for (Mapped map : layout.maps()) {
            Matcher name = NAME.matcher(layout.regionOf(map));
            if (name.matches()) {
                present.put((int) Long.parseLong(name.group(1)), new Slot(map.gpa(), layout.regionOf(map)));
            }
        }
    }

    /** Whether all regions on record were made here. */
    static boolean madeAll(GuestLayout layout) {
        return layout.regions().stream()
                .allMatch(spec -> NAME.matcher(spec.name()).matches());
    }

    /**
     * Refuses a trace whose slots are, when it first tells of them, others than those that the journal has mapped.
     */
    static void checkGoesOn(GuestLayout layout, Collection<KvmSetUserMemory> first) throws RecordingException {
        for (KvmSetUserMemory slot : first) {
            for (Mapped map : layout.maps()) {
                Matcher name = NAME.matcher(layout.regionOf(map));
                boolean isSlot = name.matches() && Long.parseLong(name.group(1)) == slot.slot();
                if (isSlot
                        && slot.sizeBytes() != 0
                        && (map.gpa() != slot.gpa() || map.sizeBytes() != slot.sizeBytes())) {
                    throw RecordingException.wronglyCalled("the journal has another layout than the trace: slot "
                            + slot.slot() + " is 0x" + Long.toHexString(map.sizeBytes()) + " bytes at 0x"
                            + Long.toHexString(map.gpa()) + " there, and 0x" + Long.toHexString(slot.sizeBytes())
                            + " at 0x" + Long.toHexString(slot.gpa()) + " here");
                }
            }
        }
    }

    /** Whether a line tells of a slot that the guest got, in its ordinary address space. */
    static boolean isOfGuest(KvmSetUserMemory slot) {
        return slot.addressSpace() == 0 && slot.ret() == 0;
    }

    void take(TraceLine line, KvmSetUserMemory slot) throws RecordingException {
        if (slot.addressSpace() != 0) {
            summary.skip(Skip.OTHER_ADDRESS_SPACE);
        } else if (slot.ret() != 0) {
            summary.skip(Skip.FAILED_SLOT);
        } else if (slot.sizeBytes() == 0) {
            vanish(slot.slot());
        } else {
            appear(line, slot);
        }
    }

    private void vanish(int slot) {
        Slot mapped = present.remove(slot);
        if (mapped != null) {
            layout.unmap(mapped.gpa());
        }
    }

    private void appear(TraceLine line, KvmSetUserMemory slot) throws RecordingException {
        String region = regionOf(slot);
        Slot before = present.get(slot.slot());
        if (before != null) {
            if (before.gpa() == slot.gpa() && before.region().equals(region)) {
                return; // its flags changed
            }
            vanish(slot.slot());
        }
        if (region == null) {
            region = add(line, slot);
            if (region == null) {
                return;
            }
        }
        layout.setBlockOffset(region, slot.guestMemfd() < 0 ? 0 : slot.guestMemfdOffset());
        Outcome outcome = layout.map(slot.gpa(), region);
        if (outcome.kind() == Outcome.Kind.OK) {
            present.put(slot.slot(), new Slot(slot.gpa(), region));
        } else {
            unfit(line, slot, outcome.toString());
        }
    }

    /** The region of memory that was seen before; null if it is new. */
    private String regionOf(KvmSetUserMemory slot) {
        Memory memory = new Memory(slot.slot(), slot.sizeBytes(), slot.userAddress());
        String region = regions.get(memory);
        if (region == null) {
            region = recorded.remove(new Unidentified(slot.slot(), slot.sizeBytes()));
            if (region != null) {
                regions.put(memory, region);
            }
        }
        return region;
    }

    private String add(TraceLine line, KvmSetUserMemory slot) throws RecordingException {
        if (layout.regions().size() >= MAX_REGIONS) {
            unfit(line, slot, "there are " + MAX_REGIONS + " regions already");
            return null;
        }
        long leftBytes = MAX_BYTES - totalBytes();
        if (Long.compareUnsigned(slot.sizeBytes(), leftBytes) > 0) {
            unfit(line, slot, "the slots would have more than 0x" + Long.toHexString(MAX_BYTES) + " bytes");
            return null;
        }
        int generation = generations.getOrDefault(slot.slot(), 0) + 1;
        String name = "slot" + slot.slot() + (generation == 1 ? "" : "." + generation);
        RegionSpec spec = initial.of(RegionSpec.of(name, slot.sizeBytes()));
        boolean inBlocks = virtioMem.overlaps(slot.gpa(), slot.sizeBytes())
                && slot.sizeBytes() % DerivedLayout.PLUG_BLOCK_BYTES == 0;
        Outcome outcome = layout.addRegion(inBlocks ? spec.pluggedInBlocksOf(DerivedLayout.PLUG_BLOCK_BYTES) : spec);
        if (outcome.kind() != Outcome.Kind.OK) {
            unfit(line, slot, outcome.toString());
            return null;
        }
        generations.put(slot.slot(), generation);
        regions.put(new Memory(slot.slot(), slot.sizeBytes(), slot.userAddress()), name);
        initial.applyTo(layout.engine(), name, true);
        return name;
    }

    private long totalBytes() {
        return layout.regions().stream().mapToLong(RegionSpec::sizeBytes).sum();
    }

    private void unfit(TraceLine line, KvmSetUserMemory slot, String why) {
        summary.skip(Skip.UNFIT_SLOT, line.number(), "slot " + slot.slot() + ": " + why);
    }
}
