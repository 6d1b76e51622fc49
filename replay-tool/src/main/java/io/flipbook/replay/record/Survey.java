package io.flipbook.replay.record;

import io.flipbook.replay.trace.TraceEvent;
import io.flipbook.replay.trace.TraceEvent.KvmSetUserMemory;
import io.flipbook.replay.trace.TraceLine;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** What a trace that can be read twice says on the first reading: which events there are, whose, and where. */
final class Survey {
    private final TaskFilter tasks;
    private final AddressSpan addresses = new AddressSpan();
    private final AddressSpan blockOffsets = new AddressSpan();
    private final AddressSpan virtioMem = new AddressSpan();
    private ClaimSource driver;
    private boolean hasVirtioMem;
    private boolean hasSlots;
    private final Map<Integer, KvmSetUserMemory> firstOfSlots = new HashMap<>();

    Survey(TaskFilter tasks) {
        this.tasks = tasks;
    }

    void take(TraceLine line) {
        TraceEvent event = line.event();
        if (!tasks.accepts(line.task())) {
            return;
        }
        Claim claim = Claim.of(event);
        if (claim != null) {
            take(claim);
            tasks.count(line.task());
        } else if (event instanceof KvmSetUserMemory slot) {
            takeSlot(slot);
        } else if (event instanceof TraceEvent.VirtioMemPlugRequest plug) {
            takeVirtioMem(plug.addressGpa(), plug.nbBlocks());
        } else if (event instanceof TraceEvent.VirtioMemUnplugRequest unplug) {
            takeVirtioMem(unplug.addressGpa(), unplug.nbBlocks());
        } else if (event instanceof TraceEvent.VirtioMemUnpluggedAll) {
            hasVirtioMem = true;
        }
    }

    private void takeSlot(KvmSetUserMemory slot) {
        if (SlotLayout.isOfGuest(slot)) {
            hasSlots |= slot.sizeBytes() != 0;
            if (firstOfSlots.size() < SlotLayout.MAX_REGIONS) {
                firstOfSlots.putIfAbsent(slot.slot(), slot);
            }
        }
    }

    private void take(Claim claim) {
        if (claim.source().isBetterThan(driver)) {
            driver = claim.source();
        }
        if (claim.isRange()) {
            (claim.source().isByAddress() ? addresses : blockOffsets).include(claim.start(), claim.last());
        }
    }

    private void takeVirtioMem(long gpa, int nbBlocks) {
        hasVirtioMem = true;
        long last = gpa + nbBlocks * DerivedLayout.PLUG_BLOCK_BYTES - 1;
        if (nbBlocks > 0 && Long.compareUnsigned(gpa, last) < 0) {
            virtioMem.include(gpa, last);
            addresses.include(gpa, last);
        }
    }

    /** The best event to drive; null where no event tells of a conversion. */
    ClaimSource driver() {
        return driver;
    }

    boolean hasVirtioMem() {
        return hasVirtioMem;
    }

    /** Whether the trace tells of the guest's memory slots. */
    boolean hasSlots() {
        return hasSlots;
    }

    /** What the trace first tells of each slot. */
    Collection<KvmSetUserMemory> firstOfSlots() {
        return firstOfSlots.values();
    }

    /** The guest physical addresses seen. */
    AddressSpan addresses() {
        return addresses;
    }

    /** The offsets in blocks that are not named. */
    AddressSpan blockOffsets() {
        return blockOffsets;
    }

    /** The addresses of virtio-mem requests. */
    AddressSpan virtioMem() {
        return virtioMem;
    }
}
