package io.flipbook.replay.query.predicate;

import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.GuestView;
import io.flipbook.engine.LayoutRecord;
import io.flipbook.engine.LayoutRecord.Mapped;
import io.flipbook.engine.Operation;
import io.flipbook.engine.RegionSpec;
import io.flipbook.replay.scenario.UnsignedNumber;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The regions and maps of a guest as they were when they were last read: which bytes a place or a request means. */
public final class AddressMap {
    /** A part of a region, in whole pages. */
    @FunctionalInterface
    public interface PartVisitor {
        void onPart(RegionSpec region, long offset, long sizeBytes);
    }

    /** A page: its region and its offset there. */
    public record Page(RegionSpec region, long offset) {
        public long sizeBytes() {
            return region.pageBytes();
        }

        /** Whether a range of its region holds it. */
        public boolean isIn(long rangeOffset, long rangeBytes) {
            return Long.compareUnsigned(offset - rangeOffset, rangeBytes) < 0;
        }
    }

    private record Placed(Mapped map, RegionSpec region) {}

    private final Map<String, RegionSpec> regions = new HashMap<>();
    private final List<Placed> maps = new ArrayList<>();

    /** Reads the layout of a guest, as is needed whenever a record has changed it. */
    public void read(GuestView guest) {
        regions.clear();
        guest.regions().forEach(region -> regions.put(region.name(), region));
        maps.clear();
        guest.maps().forEach(map -> maps.add(new Placed(map, guest.regionOf(map))));
    }

    /** Whether a record changes what is kept here. */
    public static boolean isChangedBy(LayoutRecord layout) {
        return layout instanceof LayoutRecord.RegionAdded
                || layout instanceof LayoutRecord.RegionRemoved
                || layout instanceof Mapped
                || layout instanceof LayoutRecord.Unmapped;
    }

    /** A region by its name; null if there is none. */
    public RegionSpec region(String name) {
        return regions.get(name);
    }

    /** The page that holds a place; null where there is no memory. */
    public Page pageAt(GuestPlace place) {
        if (!place.isAddress()) {
            RegionSpec region = regions.get(place.region());
            return region != null && Long.compareUnsigned(place.start(), region.sizeBytes()) < 0
                    ? new Page(region, place.start() & -region.pageBytes())
                    : null;
        }
        for (Placed placed : maps) {
            Mapped map = placed.map();
            if (Long.compareUnsigned(place.start() - map.gpa(), map.sizeBytes()) < 0) {
                long offset = map.offset() + place.start() - map.gpa();
                return new Page(placed.region(), offset & -placed.region().pageBytes());
            }
        }
        return null;
    }

    /** Shows the parts of regions that a request is about; nothing where it names none. */
    public void visitParts(ConversionRequest request, PartVisitor visitor) {
        if (request.operation().isByAddress()) {
            visitAddresses(request.start(), request.sizeBytes(), visitor);
            return;
        }
        RegionSpec region = regions.get(request.region());
        if (region == null) {
            return;
        }
        boolean whole = request.operation() == Operation.UNPLUG_ALL;
        visit(region, whole ? 0 : request.start(), whole ? region.sizeBytes() : request.sizeBytes(), visitor);
    }

    /** Shows the parts of regions that a range is; returns whether all of it is memory. */
    public boolean visitRange(GuestPlace place, long sizeBytes, PartVisitor visitor) {
        if (place.isAddress()) {
            return visitAddresses(place.start(), sizeBytes, visitor) == sizeBytes;
        }
        RegionSpec region = regions.get(place.region());
        if (region == null || Long.compareUnsigned(place.start(), region.sizeBytes()) >= 0) {
            return false;
        }
        visit(region, place.start(), sizeBytes, visitor);
        return Long.compareUnsigned(sizeBytes, region.sizeBytes() - place.start()) <= 0;
    }

    /** Shows what is mapped in a range of addresses; returns how many bytes of it are. */
    private long visitAddresses(long gpa, long sizeBytes, PartVisitor visitor) {
        if (sizeBytes == 0) {
            return 0;
        }
        long last = lastOf(gpa, sizeBytes);
        long mappedBytes = 0;
        for (Placed placed : maps) {
            Mapped map = placed.map();
            long first = UnsignedNumber.max(gpa, map.gpa());
            long end = UnsignedNumber.min(last, map.gpa() + map.sizeBytes() - 1);
            if (Long.compareUnsigned(first, end) <= 0) {
                mappedBytes += end - first + 1;
                visit(placed.region(), map.offset() + (first - map.gpa()), end - first + 1, visitor);
            }
        }
        return mappedBytes;
    }

    /** Shows the pages of a region that a range touches. */
    private static void visit(RegionSpec region, long offset, long sizeBytes, PartVisitor visitor) {
        if (sizeBytes == 0 || Long.compareUnsigned(offset, region.sizeBytes()) >= 0) {
            return;
        }
        long first = offset & -region.pageBytes();
        long last = UnsignedNumber.min(lastOf(offset, sizeBytes), region.sizeBytes() - 1) | (region.pageBytes() - 1);
        visitor.onPart(region, first, last - first + 1);
    }

    private static long lastOf(long first, long sizeBytes) {
        long last = first + sizeBytes - 1;
        return Long.compareUnsigned(last, first) < 0 ? -1 : last;
    }
}
