package io.flipbook.engine;

import io.flipbook.engine.live.LiveGuest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The regions of a guest by number and by name, and what readers on other threads are to know of them: after each
 * change the digest, and the sequence of the record that led to it.
 */
final class RegionTable {
    private final List<Region> regions = new ArrayList<>();
    private final Map<String, Region> byName = new HashMap<>();
    private final LiveGuest live = new LiveGuest();
    private LongSupplier lastSequence;

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

    List<RegionSpec> specs() {
        return regions.stream().map(Region::spec).toList();
    }

    /** Adds the next region, which readers do not see yet. */
    Region add(RegionSpec spec) {
        Region region = new Region(regions.size(), spec);
        regions.add(region);
        byName.put(spec.name(), region);
        live.add(region.live());
        return region;
    }

    Region get(int id) {
        if (id < 0 || id >= regions.size()) {
            throw new IllegalArgumentException("no region number " + id);
        }
        return regions.get(id);
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

    /** A change of one region ends. */
    void publish(Region region, long digest) {
        publish(digest);
        region.live().endChange();
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
