package io.flipbook.engine;

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
        return spec.isValid() && memory.regionCount() < GuestMemory.MAX_REGIONS ? Rejection.NONE : Rejection.BAD_REGION;
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
        if (memory.hasListener(spec.name())) {
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
        return isPossible(spec, region) ? Rejection.NONE : Rejection.BAD_LISTENER;
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

    Rejection checkHold(DiscardHold hold, boolean acquire) {
        if (acquire) {
            return memory.holds().isBusyFor(hold) ? Rejection.BUSY : Rejection.NONE;
        }
        return memory.holds().isHeld(hold) ? Rejection.NONE : Rejection.NOT_HELD;
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
