package io.flipbook.replay.record;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.LayoutRecord.Mapped;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.RegionSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The regions and maps of the engine that is driven, kept at hand; they change through here. */
final class GuestLayout implements AutoCloseable {
    private final ConversionEngine engine;
    private final ConvertedPages converted = new ConvertedPages();
    private final Map<String, Long> blockOffsets = new HashMap<>();
    private final List<RegionSpec> regions = new ArrayList<>();
    private final List<Mapped> maps = new ArrayList<>();

    GuestLayout(ConversionEngine engine) {
        this.engine = engine;
        adopt();
    }

    ConversionEngine engine() {
        return engine;
    }

    ConvertedPages converted() {
        return converted;
    }

    /** The regions, in the order in which they were added. */
    List<RegionSpec> regions() {
        return Collections.unmodifiableList(regions);
    }

    /** The maps, ascending by address. */
    List<Mapped> maps() {
        return Collections.unmodifiableList(maps);
    }

    String regionOf(Mapped map) {
        return engine.guest().regionOf(map).name();
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

    /** Takes in the regions and maps that the engine has more than were known. */
    void adopt() {
        engine.guest().regions().stream().skip(regions.size()).forEach(this::know);
        for (Mapped map : engine.guest().maps()) {
            if (!maps.contains(map)) {
                know(map);
            }
        }
    }

    /** Adds a region to the engine, if it can be. */
    Outcome addRegion(RegionSpec spec) {
        Outcome outcome = engine.addRegion(spec);
        if (outcome.kind() == Outcome.Kind.OK) {
            know(spec);
        }
        return outcome;
    }

    /** Maps a whole region, if it can be. */
    Outcome map(long gpa, String region) {
        long sizeBytes = regions.stream()
                .filter(spec -> spec.name().equals(region))
                .findFirst()
                .orElseThrow()
                .sizeBytes();
        Outcome outcome = engine.map(gpa, sizeBytes, region, 0);
        if (outcome.kind() == Outcome.Kind.OK) {
            adopt();
        }
        return outcome;
    }

    /** Takes away the map that begins at an address. */
    void unmap(long gpa) {
        if (engine.unmap(gpa).kind() == Outcome.Kind.OK) {
            maps.removeIf(map -> map.gpa() == gpa);
            converted.unmap(gpa);
        }
    }

    private void know(RegionSpec spec) {
        regions.add(spec);
        converted.addRegion(spec);
    }

    private void know(Mapped map) {
        int at = 0;
        while (at < maps.size() && Long.compareUnsigned(maps.get(at).gpa(), map.gpa()) < 0) {
            at++;
        }
        maps.add(at, map);
        converted.map(map, regionOf(map));
    }

    /** Whether some of a range is mapped, and all that is consists of whole pages of its region. */
    boolean hasPagesIn(long first, long last) {
        boolean found = false;
        for (Mapped map : maps) {
            long mapLast = map.gpa() + map.sizeBytes() - 1;
            if (Long.compareUnsigned(map.gpa(), last) <= 0 && Long.compareUnsigned(first, mapLast) <= 0) {
                long pageMask = engine.guest().regionOf(map).pageBytes() - 1;
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
