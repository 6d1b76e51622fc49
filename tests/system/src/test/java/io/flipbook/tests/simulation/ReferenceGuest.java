package io.flipbook.tests.simulation;

import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.Policy;
import io.flipbook.engine.Rejection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What is on record, in the most obvious form. It changes only by what is found to be on the {@link ModelDisk}. */
final class ReferenceGuest {
    /** Pages of a region at an address, counted in pages. */
    record Mapped(long gpaPage, int pages, ReferenceRegion region, int fromPage) {
        boolean overlaps(Mapped other) {
            return gpaPage < other.gpaPage + other.pages && other.gpaPage < gpaPage + pages
                    || region == other.region
                            && fromPage < other.fromPage + other.pages
                            && other.fromPage < fromPage + pages;
        }
    }

    final Map<String, ReferenceRegion> regions = new LinkedHashMap<>();
    final List<Mapped> maps = new ArrayList<>();
    final Map<Integer, ListenerSpec> listeners = new LinkedHashMap<>();
    final Map<Long, ConversionRequest> undecided = new TreeMap<>();
    Policy policy = Policy.DEFAULT;
    boolean halted;
    private int nextListener;

    void addListener(ListenerSpec spec) {
        listeners.put(nextListener++, spec);
    }

    Optional<ListenerSpec> listener(String name) {
        return listeners.values().stream()
                .filter(spec -> spec.name().equals(name))
                .findFirst();
    }

    void removeListener(String name) {
        listeners.values().removeIf(spec -> spec.name().equals(name));
    }

    List<String> listenerNames() {
        return listeners.values().stream().map(ListenerSpec::name).toList();
    }

    void beginSession() {
        halted = false;
        regions.values().forEach(region -> Arrays.fill(region.pins, 0));
    }

    Optional<Judgement.Page> pageAt(long gpaPage) {
        for (Mapped map : maps) {
            long inMap = gpaPage - map.gpaPage();
            if (inMap >= 0 && inMap < map.pages()) {
                return Optional.of(new Judgement.Page(map.region(), map.fromPage() + (int) inMap));
            }
        }
        return Optional.empty();
    }

    /** Which pages are set, as a text: two states with the same text are the same. */
    String pages() {
        StringBuilder text = new StringBuilder();
        for (ReferenceRegion region : regions.values()) {
            text.append(region.name).append(region.shared).append(region.plugged);
        }
        return text.toString();
    }

    static Rejection checkRange(ReferenceRegion region, long offset, long sizeBytes, long unitBytes) {
        if (region == null) {
            return Rejection.UNKNOWN_REGION;
        }
        if (sizeBytes == 0) {
            return Rejection.ZERO_SIZE;
        }
        if (offset % unitBytes != 0 || sizeBytes % unitBytes != 0) {
            return Rejection.MISALIGNED;
        }
        return offset + sizeBytes > region.pages * ReferenceRegion.PAGE_BYTES ? Rejection.OUT_OF_RANGE : Rejection.NONE;
    }
}
