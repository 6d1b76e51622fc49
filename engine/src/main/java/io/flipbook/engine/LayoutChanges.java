package io.flipbook.engine;

/**
 * The records that are neither request nor outcome, as changes of a {@link GuestMemory}: each by the rules, or not at
 * all.
 */
final class LayoutChanges {
    private final GuestMemory memory;
    private int memoryTypeBorders;

    LayoutChanges(GuestMemory memory) {
        this.memory = memory;
    }

    /** Makes a change that is on record, unless it does not fit the state: then it says why and changes nothing. */
    Rejection take(LayoutRecord layout) {
        if (layout instanceof LayoutRecord.RegionAdded added) {
            checkNumber("region", added.id(), memory.regionTable().nextId());
            return take(memory.rules().checkRegion(added.spec()), () -> add(added.spec()));
        } else if (layout instanceof LayoutRecord.RegionRemoved removed) {
            Region region = memory.region(removed.id());
            return take(memory.rules().checkUnregion(region.name()), () -> remove(region));
        } else if (layout instanceof LayoutRecord.Mapped map) {
            Region region = memory.region(map.regionId());
            if (memory.addresses().count() == GuestMemory.MAX_MAPS) {
                throw new IllegalArgumentException("more than " + GuestMemory.MAX_MAPS + " maps");
            }
            return take(
                    memory.rules().checkMap(map.gpa(), map.sizeBytes(), region.name(), map.offset()),
                    () -> memory.addresses().add(map.gpa(), map.sizeBytes(), region, map.offset()));
        } else if (layout instanceof LayoutRecord.Unmapped map) {
            return take(
                    memory.rules().checkUnmap(map.gpa()),
                    () -> memory.addresses().remove(memory.addresses().indexOf(map.gpa())));
        } else if (layout instanceof LayoutRecord.PolicySet set) {
            memory.setPolicy(set.policy());
        } else if (layout instanceof LayoutRecord.ListenerAdded added) {
            checkNumber("listener", added.id(), memory.nextListenerId());
            if (memory.listenersById().size() == GuestMemory.MAX_LISTENERS) {
                throw new IllegalArgumentException("more than " + GuestMemory.MAX_LISTENERS + " listeners");
            }
            return take(memory.rules().checkListener(added.spec()), () -> memory.addListener(added.id(), added.spec()));
        } else if (layout instanceof LayoutRecord.ListenerEnded ended) {
            return memory.removeListener(ended.id()) ? Rejection.NONE : Rejection.UNKNOWN_LISTENER;
        } else if (layout instanceof LayoutRecord.PinChanged pin) {
            Region region = memory.region(pin.regionId());
            return take(
                    memory.rules().checkPin(region.name(), pin.pinned(), pin.offset(), pin.sizeBytes()),
                    () -> pin(region, pin));
        } else if (layout instanceof LayoutRecord.HoldChanged hold) {
            return take(
                    memory.rules().checkHold(hold.hold(), hold.acquired()),
                    () -> memory.holds().add(hold.hold(), hold.acquired() ? 1 : -1));
        } else if (layout instanceof SourceAdded added) {
            Region region = memory.region(added.regionId());
            SourceSpec spec = new SourceSpec(added.name(), region.name(), added.blockBytes());
            return take(memory.rules().checkSource(spec), () -> change(region, region.addSource(spec)));
        } else if (layout instanceof SourceRemoved removed) {
            Region region = memory.region(removed.regionId());
            Source source = region.addedSource(removed.name());
            if (source == null || !region.isAllSet(source)) {
                return Rejection.UNKNOWN_SOURCE;
            }
            change(
                    region,
                    region.removeSource(removed.name(), memory.regionTable().live()));
        } else if (layout instanceof MemoryTypeSet set) {
            Region region = memory.region(set.regionId());
            return take(
                    memory.rules().checkRange(region.name(), set.offset(), set.sizeBytes()),
                    () -> setMemoryTypes(region, set));
        }
        return Rejection.NONE;
    }

    /** In how many places the memory type of a page is decided otherwise than that of the page before it. */
    int memoryTypeBorders() {
        return memoryTypeBorders;
    }

    /** The guest is without memory again. */
    void clear() {
        memoryTypeBorders = 0;
    }

    private static void checkNumber(String what, int number, int next) {
        if (number != next) {
            throw new IllegalArgumentException(what + " number " + number + ", but the next one is " + next);
        }
    }

    private static Rejection take(Rejection invalid, Runnable change) {
        if (invalid == Rejection.NONE) {
            change.run();
        }
        return invalid;
    }

    private void add(RegionSpec spec) {
        Region region = memory.regionTable().add(spec);
        memory.holds().own(spec.hold(), 1);
        change(region, region.initialDigest());
    }

    private void remove(Region region) {
        memory.regionTable().remove(region);
        memory.holds().own(region.spec().hold(), -1);
        memoryTypeBorders -= region.types().borders();
        memory.changeDigest(-region.digest());
        region.close(memory.regionTable().live());
    }

    /** A change of a region that has begun ends, having done that to the digest. */
    private void change(Region region, long digestDelta) {
        memory.changeDigest(digestDelta);
        region.live().endChange();
    }

    private void setMemoryTypes(Region region, MemoryTypeSet set) {
        long from = region.toPage(set.offset());
        memoryTypeBorders += region.types().set(from, from + region.toPage(set.sizeBytes()), set.change());
        if (memoryTypeBorders > GuestMemory.MAX_MEMORY_TYPE_BORDERS) {
            throw new IllegalArgumentException(
                    "more than " + GuestMemory.MAX_MEMORY_TYPE_BORDERS + " borders of memory types");
        }
    }

    private static void pin(Region region, LayoutRecord.PinChanged pin) {
        long from = region.toPage(pin.offset());
        region.pins().add(from, from + region.toPage(pin.sizeBytes()), pin.pinned() ? 1 : -1);
    }
}
