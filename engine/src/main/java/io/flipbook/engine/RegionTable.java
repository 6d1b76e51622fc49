package io.flipbook.engine;

import io.flipbook.engine.live.LiveGuest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The regions of a guest by number and by name, and what readers on other threads are to know of them: after each
 * change the digest, and the sequence of the record that led to it.
 *
 * <p>A number is never used again, so that no record can mean another region than it did when it was written.
 */
final class RegionTable {
    /** Ascending by number: each at its own as long as none before it has gone, and else before it. */
    private final List<Region> regions = new ArrayList<>();

    private final Map<String, Region> byName = new HashMap<>();
    private final LiveGuest live = new LiveGuest();
    private LongSupplier lastSequence;
    private int nextId;

    /** Says who knows the sequence of the last record. */
    RegionTable(LongSupplier lastSequence) {
        this.lastSequence = lastSequence;
    }

    /** Somebody else knows it from now on. */
    void numberBy(LongSupplier newLastSequence) {
        lastSequence = newLastSequence;
    }

    LiveGuest live() {
        return live;
    }

    /** By name, as they come and go; to be read only. */
    Map<String, Region> byName() {
        return byName;
    }

    int count() {
        return regions.size();
    }

    /** The number that the next region gets. */
    int nextId() {
        return nextId;
    }

    /** The next region gets that number: those before it are gone. */
    void skipTo(int id) {
        if (id < nextId || id > GuestMemory.MAX_REGION_NUMBERS) {
            throw new IllegalArgumentException("region number " + Integer.toUnsignedString(id) + " after " + nextId);
        }
        nextId = id;
    }

    /** Shows all, ascending by number. */
    void forEach(Consumer<Region> visitor) {
        regions.forEach(visitor);
    }

    List<RegionSpec> specs() {
        return regions.stream().map(Region::spec).toList();
    }

    /** Adds the next region, which readers do not see yet. */
    Region add(RegionSpec spec) {
        Region region = new Region(nextId, spec);
        nextId++;
        regions.add(region);
        byName.put(spec.name(), region);
        live.add(region.live());
        return region;
    }

    /** Takes a region away, in a change that does not end: readers who look at it try again, and do not find it. */
    void remove(Region region) {
        region.live().beginChange();
        live.remove(region.live());
        byName.remove(region.name());
        regions.remove(indexOf(region.id()));
    }

    Region get(int id) {
        int index = indexOf(id);
        if (index < 0) {
            throw new IllegalArgumentException("no region number " + id);
        }
        return regions.get(index);
    }

    /** The number of the region of a name; {@link RequestCodec#NO_REGION} where there is none. */
    int idOf(String name) {
        Region region = byName.get(name);
        return region == null ? RequestCodec.NO_REGION : region.id();
    }

    /** Where the region of a number is; less than 0 where there is none. */
    private int indexOf(int id) {
        int high = Math.min(id, regions.size() - 1);
        if (high >= 0 && regions.get(high).id() == id) {
            return high; // always so where none has gone
        }
        int low = 0;
        while (low <= high) {
            int middle = low + high >>> 1;
            int found = regions.get(middle).id();
            if (found == id) {
                return middle;
            } else if (found < id) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /** The region of a name; throws where there is none. */
    Region existing(String name) {
        Region region = byName.get(name);
        if (region == null) {
            throw new IllegalArgumentException("no region " + name);
        }
        return region;
    }

    /** Readers are to see the state as it is now, that of all regions. */
    void publishAll(long digest) {
        publish(digest);
        regions.forEach(region -> region.live().endChange());
    }

    /** Inside a change: it leads to that digest. */
    void publish(long digest) {
        live.publish(lastSequence.getAsLong(), digest);
    }

    /** No page of any region is referenced any more. */
    void clearPins() {
        regions.forEach(region -> region.pins().clear());
    }

    /** Drops all regions. */
    void clear() {
        live.clear();
        releaseAll();
        regions.clear();
        byName.clear();
        nextId = 0;
    }

    /** Releases the memory of all, and refuses readers. Again: does nothing. */
    void close() {
        if (live.close()) {
            releaseAll();
        }
    }

    private void releaseAll() {
        regions.forEach(region -> region.close(live));
    }
}
