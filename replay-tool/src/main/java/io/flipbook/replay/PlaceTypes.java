package io.flipbook.replay;

import io.flipbook.engine.GuestView;
import io.flipbook.engine.LayoutRecord;
import io.flipbook.engine.MemoryTypeRange;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.memtype.TypeAttributes;
import io.flipbook.replay.json.JsonOut;
import io.flipbook.replay.query.predicate.GuestPlace;
import java.util.List;
import java.util.OptionalLong;

/**
 * What decides the memory type of a place, and where else host and guest disagree.
 *
 * @param region     the name of the region that the place is in
 * @param offset     where in it; unsigned bytes
 * @param gpa        its guest physical address; empty where the page is not mapped
 * @param shared     whether its page is shared
 * @param attributes what decides the type
 * @param aliases    all ranges where host and guest map with different types
 * @param unknown    all ranges of which that is not known, since the guest's type counts and is not on record
 */
record PlaceTypes(
        String region,
        long offset,
        OptionalLong gpa,
        boolean shared,
        TypeAttributes attributes,
        List<MemoryTypeRange> aliases,
        List<MemoryTypeRange> unknown) {
    /**
     * Finds a place in a state.
     *
     * @throws CommandFailure if there is no memory there
     */
    static PlaceTypes find(GuestView guest, GuestPlace place) {
        if (!place.isAddress()) {
            return find(guest, regionOf(guest, place), place.start());
        }
        for (LayoutRecord.Mapped map : guest.maps()) {
            if (holds(map.gpa(), map.sizeBytes(), place.start())) {
                return find(guest, guest.regionOf(map), map.offset() + (place.start() - map.gpa()));
            }
        }
        throw CommandFailure.usage("no memory is mapped at " + JsonOut.hex(place.start()) + " then");
    }

    private static RegionSpec regionOf(GuestView guest, GuestPlace place) {
        RegionSpec region = guest.regions().stream()
                .filter(spec -> spec.name().equals(place.region()))
                .findFirst()
                .orElseThrow(() -> CommandFailure.usage("there is no region " + place.region() + " then"));
        if (!holds(0, region.sizeBytes(), place.start())) {
            throw CommandFailure.usage("region " + place.region() + " ends at " + JsonOut.hex(region.sizeBytes())
                    + ", before " + JsonOut.hex(place.start()));
        }
        return region;
    }

    private static PlaceTypes find(GuestView guest, RegionSpec region, long offset) {
        List<MemoryTypeRange> ranges = guest.regions().stream()
                .flatMap(each -> guest.memoryTypes(each.name()).stream())
                .toList();
        return new PlaceTypes(
                region.name(),
                offset,
                gpaOf(guest, region, offset),
                guest.isEverywhere(region.name(), offset & -region.pageBytes(), region.pageBytes(), true),
                guest.memoryType(region.name(), offset),
                ranges.stream().filter(range -> range.attributes().isAlias()).toList(),
                ranges.stream()
                        .filter(range -> range.attributes().effective() == null)
                        .toList());
    }

    private static OptionalLong gpaOf(GuestView guest, RegionSpec region, long offset) {
        return guest.maps().stream()
                .filter(map -> guest.regionOf(map).equals(region))
                .filter(map -> holds(map.offset(), map.sizeBytes(), offset))
                .mapToLong(map -> map.gpa() + (offset - map.offset()))
                .findFirst();
    }

    private static boolean holds(long start, long sizeBytes, long at) {
        return Long.compareUnsigned(at - start, sizeBytes) < 0;
    }
}
