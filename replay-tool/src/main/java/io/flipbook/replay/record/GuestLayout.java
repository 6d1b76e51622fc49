package io.flipbook.replay.record;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.LayoutRecord.Mapped;
import io.flipbook.engine.RegionSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The regions and maps of the engine that is driven, kept at hand; whoever changes them says so. */
final class GuestLayout implements AutoCloseable {
    private final ConversionEngine engine;
    private final ConvertedPages converted = new ConvertedPages();
    private final Map<String, Long> blockOffsets = new HashMap<>();
    private List<RegionSpec> regions = List.of();
    private List<Mapped> maps = List.of();

    GuestLayout(ConversionEngine engine) {
        this.engine = engine;
        refresh();
    }

    ConversionEngine engine() {
        return engine;
    }

    ConvertedPages converted() {
        return converted;
    }

    List<RegionSpec> regions() {
        return regions;
    }

    List<Mapped> maps() {
        return maps;
    }

    String regionOf(Mapped map) {
        return regions.get(map.regionId()).name();
    }

    /** The region, if there is just one; else null. */
    RegionSpec onlyRegion() {
        return regions.size() == 1 ? regions.get(0) : null;
    }

    /** Says at which offset of its RAM block a region begins; without that, at 0. */
    void setBlockOffset(String region, long offset) {
        blockOffsets.put(region, offset);
    }

    long blockOffset(String region) {
        return blockOffsets.getOrDefault(region, 0L);
    }

    /** Takes in what was added to, mapped in or unmapped from the engine. */
    void refresh() {
        List<RegionSpec> newRegions = engine.guest().regions();
        for (int i = regions.size(); i < newRegions.size(); i++) {
            converted.addRegion(newRegions.get(i));
        }
        regions = newRegions;
        List<Mapped> newMaps = engine.guest().maps();
        for (Mapped map : maps) {
            if (!newMaps.contains(map)) {
                converted.unmap(map.gpa());
            }
        }
        for (Mapped map : newMaps) {
            if (!maps.contains(map)) {
                converted.map(map, regionOf(map));
            }
        }
        maps = newMaps;
    }

    /** Whether some of a range is mapped, and all that is consists of whole pages of its region. */
    boolean hasPagesIn(long first, long last) {
        boolean found = false;
        for (Mapped map : maps) {
            long mapLast = map.gpa() + map.sizeBytes() - 1;
            if (Long.compareUnsigned(map.gpa(), last) <= 0 && Long.compareUnsigned(first, mapLast) <= 0) {
                long pageMask = regions.get(map.regionId()).pageBytes() - 1;
                boolean cutsFirst = Long.compareUnsigned(first, map.gpa()) > 0 && (first - map.gpa() & pageMask) != 0;
                boolean cutsLast = Long.compareUnsigned(last, mapLast) < 0 && (last + 1 - map.gpa() & pageMask) != 0;
                if (cutsFirst || cutsLast) {
                    return false;
                }
                found = true;
            }
        }
        return found;
    }

    @Override
    public void close() {
        converted.close();
    }
}
