package io.flipbook.replay;

import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.LayoutRecord;
import io.flipbook.engine.LayoutRecord.Mapped;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.MemoryTypeSet;
import io.flipbook.engine.Observation;
import io.flipbook.engine.Operation;
import io.flipbook.engine.RecordDecoder;
import io.flipbook.engine.RegionSpec;
import io.flipbook.journal.RecordView;
import io.flipbook.replay.query.predicate.GuestPlace;
import io.flipbook.replay.scenario.UnsignedNumber;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which records are about a region, or touch a place. Conversions by address are followed through the maps of their
 * time, in both directions; an outcome is about what its request is about. Has to see all records from the first on.
 */
final class RecordFilter {
    private final String region;
    private final GuestPlace place;
    private final RecordDecoder decoder;
    private final List<Mapped> maps = new ArrayList<>();
    private final Map<Integer, ListenerSpec> listeners = new HashMap<>();
    private final Set<Long> openRequests = new HashSet<>();
    /** All that there have been, each as the last of its name. */
    private final Map<String, RegionSpec> regions = new HashMap<>();

    /** A filter for a region, a place, both, or (both null) for nothing. */
    RecordFilter(String region, GuestPlace place, RecordDecoder decoder) {
        this.region = region;
        this.place = place;
        this.decoder = decoder;
    }

    /** Takes in what records have led to that are not there any more. */
    void know(List<LayoutRecord> earlier) {
        earlier.forEach(this::passes);
    }

    /** Whether the record passes that the decoder has just read. */
    boolean passes(RecordView view, RecordDecoder.Kind kind) {
        if (region == null && place == null) {
            return true;
        }
        switch (kind) {
            case REQUEST:
                boolean touches = touches(decoder.request());
                if (touches) {
                    openRequests.add(view.sequence());
                }
                return touches;
            case OUTCOME:
                return openRequests.remove(decoder.outcome().requestSequence());
            case LAYOUT:
                return passes(decoder.layout());
            default:
                return false;
        }
    }

    /** A region that is asked for and that there was not, when all was seen; else null. */
    String missingRegion() {
        for (String name : new String[] {region, place == null ? null : place.region()}) {
            if (name != null && !regions.containsKey(name)) {
                return name;
            }
        }
        return null;
    }

    private boolean passes(LayoutRecord layout) {
        if (layout instanceof LayoutRecord.RegionAdded added) {
            regions.put(added.spec().name(), added.spec());
            return touches(added.spec());
        } else if (layout instanceof LayoutRecord.RegionRemoved removed) {
            RegionSpec spec = regions.get(decoder.regionName(removed.id()));
            return spec != null && touches(spec);
        } else if (layout instanceof Mapped map) {
            maps.removeIf(before -> before.gpa() == map.gpa());
            maps.add(map);
            return touchesMapped(map, map.gpa(), map.sizeBytes());
        } else if (layout instanceof LayoutRecord.Unmapped unmapped) {
            return unmap(unmapped.gpa());
        } else if (layout instanceof LayoutRecord.ListenerAdded added) {
            listeners.put(added.id(), added.spec());
            return touches(added.spec());
        } else if (layout instanceof LayoutRecord.ListenerEnded ended) {
            ListenerSpec spec = listeners.get(ended.id());
            return spec != null && touches(spec);
        } else if (layout instanceof LayoutRecord.PinChanged pin) {
            return touches(decoder.regionName(pin.regionId()), pin.offset(), pin.sizeBytes());
        } else if (layout instanceof MemoryTypeSet types) {
            return touches(decoder.regionName(types.regionId()), types.offset(), types.sizeBytes());
        }
        return layout instanceof Observation observation
                && observation.byAddress()
                && touchesAddresses(observation.start(), observation.sizeBytes());
    }

    private boolean touches(ConversionRequest request) {
        if (request.operation().isByAddress()) {
            return touchesAddresses(request.start(), request.sizeBytes());
        }
        long sizeBytes = request.operation() == Operation.UNPLUG_ALL ? -1 : request.sizeBytes();
        return touches(request.region(), request.start(), sizeBytes);
    }

    private boolean touches(RegionSpec spec) {
        return touches(spec.name(), 0, spec.sizeBytes());
    }

    private boolean touches(ListenerSpec spec) {
        return touches(spec.region(), spec.offset(), spec.watchesWholeRegion() ? -1 : spec.sizeBytes());
    }

    /** Whether a range of a region is in the region and holds the place that are asked for. */
    private boolean touches(String name, long offset, long sizeBytes) {
        if (region != null && !region.equals(name)) {
            return false;
        }
        if (place == null) {
            return true;
        }
        if (!place.isAddress()) {
            return place.region().equals(name) && holds(offset, sizeBytes, place.start());
        }
        return maps.stream()
                .filter(map -> decoder.regionName(map.regionId()).equals(name))
                .filter(map -> holds(map.gpa(), map.sizeBytes(), place.start()))
                .anyMatch(map -> holds(offset, sizeBytes, map.offset() + (place.start() - map.gpa())));
    }

    /** Whether any part of a range of addresses does. */
    private boolean touchesAddresses(long gpa, long sizeBytes) {
        if (region == null && place.isAddress() && holds(gpa, sizeBytes, place.start())) {
            return true;
        }
        return maps.stream().anyMatch(map -> touchesMapped(map, gpa, sizeBytes));
    }

    private boolean touchesMapped(Mapped map, long gpa, long sizeBytes) {
        if (sizeBytes == 0) {
            return false;
        }
        long first = UnsignedNumber.max(gpa, map.gpa());
        long last = UnsignedNumber.min(gpa + sizeBytes - 1, map.gpa() + map.sizeBytes() - 1);
        if (Long.compareUnsigned(first, last) > 0) {
            return false;
        }
        long offset = map.offset() + (first - map.gpa());
        return touches(decoder.regionName(map.regionId()), offset, last - first + 1);
    }

    private boolean unmap(long gpa) {
        for (Mapped map : maps) {
            if (map.gpa() == gpa) {
                boolean touches = touchesMapped(map, map.gpa(), map.sizeBytes());
                maps.remove(map);
                return touches;
            }
        }
        return false;
    }

    private static boolean holds(long start, long sizeBytes, long at) {
        return Long.compareUnsigned(at - start, sizeBytes) < 0;
    }
}
