package io.flipbook.engine;

import io.flipbook.engine.backing.InPlaceMemory;

/** What the state says of changes to the layout and to what is held, before they are made; pure. */
final class LayoutRules {
    private final GuestMemory memory;

    LayoutRules(GuestMemory memory) {
        this.memory = memory;
    }

    Rejection checkRegion(RegionSpec spec) {
        if (memory.region(spec.name()) != null) {
            return Rejection.DUPLICATE;
        }
        boolean hasRoom = memory.regionTable().count() < GuestMemory.MAX_REGIONS
                && memory.regionTable().nextId() < GuestMemory.MAX_REGION_NUMBERS;
        if (!spec.isValid() || !hasRoom) {
            return Rejection.BAD_REGION;
        }
        return unlessHeld(spec.hold());
    }

    /** A region goes when nothing refers to it, as a RAM block of QEMU does. */
    Rejection checkUnregion(String name) {
        Region region = memory.region(name);
        if (region == null) {
            return Rejection.UNKNOWN_REGION;
        }
        boolean isReferred = memory.addresses().shows(region)
                || memory.listenersById().values().stream()
                        .anyMatch(spec -> spec.region().equals(name))
                || !region.pins().isEmpty()
                || memory.undecidedRequests().name(name);
        return isReferred ? Rejection.BUSY : Rejection.NONE;
    }

    /** Whoever holds something for or against discards cannot come where that cannot be held. */
    private Rejection unlessHeld(DiscardHold hold) {
        return hold != null && memory.holds().isBusyFor(hold) ? Rejection.BUSY : Rejection.NONE;
    }

    Rejection checkMap(long gpa, long sizeBytes, String name, long offset) {
        Rejection invalid = checkRange(name, offset, sizeBytes);
        if (invalid != Rejection.NONE) {
            return invalid;
        }
        Region region = memory.region(name);
        if ((gpa & (region.spec().pageBytes() - 1)) != 0) {
            return Rejection.MISALIGNED;
        }
        long last = gpa + sizeBytes - 1;
        if (Long.compareUnsigned(last, gpa) < 0) {
            return Rejection.OUT_OF_RANGE;
        }
        return memory.addresses().overlaps(gpa, last, region, offset + sizeBytes - 1, offset)
                ? Rejection.OVERLAP
                : Rejection.NONE;
    }

    Rejection checkUnmap(long gpa) {
        return memory.addresses().indexOf(gpa) < 0 ? Rejection.UNMAPPED : Rejection.NONE;
    }

    Rejection checkListener(ListenerSpec spec) {
        if (memory.listenersById().values().stream()
                .anyMatch(each -> each.name().equals(spec.name()))) {
            return Rejection.DUPLICATE;
        }
        Region region = memory.region(spec.region());
        if (region == null) {
            return Rejection.UNKNOWN_REGION;
        }
        if (!spec.watchesWholeRegion()) {
            Rejection invalid = checkRange(spec.region(), spec.offset(), spec.sizeBytes());
            if (invalid != Rejection.NONE) {
                return invalid;
            }
        }
        return isPossible(spec, region) ? unlessHeld(spec.hold()) : Rejection.BAD_LISTENER;
    }

    /** Whether there can be mappings of that granule, and its container is not another one already. */
    private boolean isPossible(ListenerSpec spec, Region region) {
        long granule = spec.granuleBytes();
        if (granule != 0
                && (Long.bitCount(granule) != 1
                        || Long.compareUnsigned(granule, region.spec().pageBytes()) < 0)) {
            return false;
        }
        return spec.container().isEmpty()
                || memory.listenersById().values().stream()
                        .filter(other -> other.container().equals(spec.container()))
                        .allMatch(other -> other.kind() == spec.kind()
                                && other.limit() == spec.limit()
                                && other.hasLargePages() == spec.hasLargePages());
    }

    Rejection checkPin(String name, boolean pinned, long offset, long sizeBytes) {
        Region region = memory.region(name);
        if (region == null) {
            return Rejection.UNKNOWN_REGION;
        }
        if (region.spec().memory() != RegionSpec.Memory.IN_PLACE) {
            return Rejection.NOT_IN_PLACE;
        }
        Rejection invalid = checkRange(name, offset, sizeBytes);
        if (invalid != Rejection.NONE) {
            return invalid;
        }
        long from = region.toPage(offset);
        long to = from + region.toPage(sizeBytes);
        if (pinned) {
            return region.nextUnpopulated(from, to) < to ? Rejection.NOT_POPULATED : Rejection.NONE;
        }
        return region.pins().allPinned(from, to) ? Rejection.NONE : Rejection.NOT_PINNED;
    }

    /** Throws IllegalStateException where there may be no room for the borders of another range. */
    Rejection checkMemoryType(String name, long offset, long sizeBytes) {
        if (memory.memoryTypeBorders() > GuestMemory.MAX_MEMORY_TYPE_BORDERS - 2) {
            throw new IllegalStateException(
                    "there are " + GuestMemory.MAX_MEMORY_TYPE_BORDERS + " borders of memory types already");
        }
        return checkRange(name, offset, sizeBytes);
    }

    Rejection checkHold(DiscardHold hold, boolean acquire) {
        if (acquire) {
            return memory.holds().isBusyFor(hold) ? Rejection.BUSY : Rejection.NONE;
        }
        return memory.holds().isAsked(hold) ? Rejection.NONE : Rejection.NOT_HELD;
    }

    /** References that the state knows nothing of: the memory itself does, and refuses because of them. */
    Rejection checkReference(String name, boolean taken, long offset, long sizeBytes) {
        Region region = memory.region(name);
        if (region == null) {
            return Rejection.UNKNOWN_REGION;
        }
        if (!(region.backing() instanceof InPlaceMemory backing)) {
            return Rejection.NOT_IN_PLACE;
        }
        Rejection invalid = checkRange(name, offset, sizeBytes);
        if (invalid != Rejection.NONE) {
            return invalid;
        }
        if (taken) {
            return backing.isShared(offset, sizeBytes) ? Rejection.NONE : Rejection.NOT_POPULATED;
        }
        return backing.isReferenced(offset, sizeBytes) ? Rejection.NONE : Rejection.NOT_PINNED;
    }

    Rejection checkSource(SourceSpec spec) {
        Region region = memory.region(spec.region());
        if (region == null) {
            return Rejection.UNKNOWN_REGION;
        }
        if (region.source(spec.name()) != null || isOwn(spec.name())) {
            return Rejection.DUPLICATE;
        }
        return spec.fits(region.spec()) && region.addedSources().size() < SourceSpec.MAX_ADDED
                ? Rejection.NONE
                : Rejection.BAD_SOURCE;
    }

    Rejection checkUnsource(String name, String source) {
        Region region = memory.region(name);
        if (region == null) {
            return Rejection.UNKNOWN_REGION;
        }
        return region.addedSource(source) == null ? Rejection.UNKNOWN_SOURCE : Rejection.NONE;
    }

    /** The region's own two; a region without a plug block can have no other that is called so either. */
    private static boolean isOwn(String name) {
        return name.equals("shared") || name.equals("plugged");
    }

    /** Checks a range of whole pages of a region that may not be there. */
    Rejection checkRange(String name, long offset, long sizeBytes) {
        Region region = memory.region(name);
        return region == null
                ? Rejection.UNKNOWN_REGION
                : RequestJudge.checkRange(
                        region, offset, sizeBytes, region.spec().pageBytes());
    }
}
