package io.flipbook.engine;

import io.flipbook.engine.backing.BackingSpec;
import io.flipbook.engine.backing.InPlaceMemory;
import io.flipbook.engine.backing.MemoryBacking;
import io.flipbook.engine.backing.TwoSidedMemory;
import io.flipbook.engine.device.Errno;

/** Makes the memory behind regions, or has it brought, and tells it what is shared. */
final class Backings {
    private final EngineConfig config;

    Backings(EngineConfig config) {
        this.config = config;
    }

    /** Makes the memory of a region, which is added then; false if that cannot be had, and nothing was done. */
    boolean putBehind(GuestMemory memory, RegionSpec spec, Runnable adding) {
        MemoryBacking made = makeNew(spec);
        if (made == null) {
            return false;
        }
        try {
            adding.run();
        } catch (RuntimeException | Error e) {
            made.close();
            throw e;
        }
        memory.region(spec.name()).backWith(made);
        return true;
    }

    /** The memory of a region that is to be added, told what is shared at first; null if it cannot be had. */
    private MemoryBacking makeNew(RegionSpec spec) {
        MemoryBacking made = make(spec);
        if (made == null || !spec.initiallyShared() || share(made, 0, spec.sizeBytes())) {
            return made;
        }
        made.close();
        return null;
    }

    /** Puts memory behind all regions on record, and tells it what is shared. */
    void restore(GuestMemory memory) {
        memory.regionTable().forEach(this::restore);
    }

    private void restore(Region region) {
        RegionSpec spec = region.spec();
        if (!spec.backing().isThere()) {
            return;
        }
        MemoryBacking made = make(spec);
        if (made == null) {
            throw new IllegalArgumentException("region " + spec.name() + " has memory of type "
                    + spec.backing().type() + ", and nobody brought it");
        }
        region.backWith(made);
        PageRuns.visit(region, region.shared(), 0, spec.sizeBytes(), (offset, sizeBytes) -> {
            if (!share(made, offset, sizeBytes)) {
                throw new IllegalStateException("the memory of region " + spec.name() + " would not be shared at 0x"
                        + Long.toHexString(made.refusedAt()));
            }
            return true;
        });
    }

    private MemoryBacking make(RegionSpec spec) {
        MemoryBacking brought = config.bring(spec);
        if (brought != null || spec.backing().kind() != BackingSpec.Kind.MODEL) {
            return brought;
        }
        long pages = Long.divideUnsigned(spec.sizeBytes(), spec.pageBytes());
        return spec.memory() == RegionSpec.Memory.IN_PLACE
                ? new InPlaceMemory(pages, spec.pageBytes(), spec.backing())
                : new TwoSidedMemory(pages, spec.pageBytes(), spec.backing());
    }

    private static boolean share(MemoryBacking made, long offset, long sizeBytes) {
        if (!Errno.NONE.equals(made.convert(true, offset, sizeBytes))) {
            return false;
        }
        made.finish(true, offset, sizeBytes);
        return true;
    }
}
