package io.flipbook.engine;

import io.flipbook.engine.backing.InPlaceMemory;
import io.flipbook.engine.backing.MemoryBacking;
import io.flipbook.engine.device.DmaDevice;
import io.flipbook.engine.device.MappingListener;
import io.flipbook.journal.SnapshotOutput;

/**
 * What stands behind an engine's regions and listeners: the models of memory and of IOMMUs that it has made, for those
 * who want to look at them, and the one thing that can be done to them from outside.
 *
 * <p>Of the engine's thread. What is returned is asked on that thread, and changed by nobody but the engine.
 */
public final class EngineModels {
    private final EngineGate gate;
    private final GuestMemory memory;
    private final ListenerRoster roster;
    private final Outcome outcome;

    EngineModels(EngineGate gate, GuestMemory memory, ListenerRoster roster, Outcome outcome) {
        this.gate = gate;
        this.memory = memory;
        this.roster = roster;
        this.outcome = outcome;
    }

    /**
     * Writes what all listeners of the engine's own kinds hold, and how often they were called, so that another engine
     * can go on with it: {@link EngineConfig#goingOnWith}. Not while anything is under way.
     */
    public byte[] snapshot() {
        gate.checkThread();
        return SnapshotOutput.toBytes(out -> ModelsSnapshot.write(roster.live(), out));
    }

    /** How many mappings a listener holds; -1 if there is no such listener, or if it is not of a kind that maps. */
    public long mappings(String listener) {
        MappingListener mapping = mapping(listener);
        return mapping == null ? -1 : mapping.iommu().mappings();
    }

    /**
     * What a listener keeps in step, to be asked on the engine's thread and changed by nobody; null if there is no such
     * listener, or if it is not of a kind that maps.
     */
    public MappingListener mapping(String listener) {
        gate.checkThread();
        LiveListener live = roster.find(listener);
        return live != null && live.target() instanceof ModelListener model ? model.mapping() : null;
    }

    /**
     * A device that does DMA through what a listener keeps in step: it tells accesses that are right from those that
     * go wrong. To be asked on the engine's thread; null where {@link #mapping} is.
     */
    public DmaDevice device(String listener) {
        gate.checkThread();
        LiveListener live = roster.find(listener);
        MappingListener mapping = mapping(listener);
        return mapping == null ? null : new DmaDevice(mapping.iommu(), new SidePresence(live.region(), live.side()));
    }

    /**
     * The memory behind a region, to be asked on the engine's thread and changed by nobody; null if there is no such
     * region, or none behind it.
     */
    public MemoryBacking backing(String region) {
        gate.checkThread();
        Region found = memory.region(region);
        return found == null ? null : found.backing();
    }

    /**
     * Somebody whom the engine does not know takes or drops a reference on each page of a range, of a region with a
     * model of memory in place, which then refuses to make them private. It is not on record, and gone with a restart.
     * Rejected: halted, unknown-region, not-in-place, as a range is, not-populated (some of it is private),
     * not-pinned.
     */
    public Outcome reference(boolean taken, String region, long offset, long sizeBytes) {
        gate.enter();
        Rejection invalid =
                memory.isHalted() ? Rejection.HALTED : memory.rules().checkReference(region, taken, offset, sizeBytes);
        if (invalid == Rejection.NONE && memory.region(region).backing() instanceof InPlaceMemory backing) {
            if (taken) {
                backing.reference(offset, sizeBytes);
            } else {
                backing.release(offset, sizeBytes);
            }
        }
        return outcome.clear().reject(invalid).digest(memory.digest());
    }
}
