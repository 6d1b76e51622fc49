package io.flipbook.tests.simulation;

import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.DiscardHold;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.Policy;
import io.flipbook.engine.Rejection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** What is on record, in the most obvious form. It changes only by what is found to be on the {@link ModelDisk}. */
final class ReferenceGuest {
    /** Pages of a region at an address, which is counted in the smallest pages. */
    record Mapped(long gpaPage, int pages, ReferenceRegion region, int fromPage) {
        long end() {
            return gpaPage + (long) pages * region.unitsPerPage;
        }

        boolean overlaps(Mapped other) {
            return gpaPage < other.end() && other.gpaPage < end()
                    || region == other.region
                            && fromPage < other.fromPage + other.pages
                            && other.fromPage < fromPage + pages;
        }
    }

    final Map<String, ReferenceRegion> regions = new LinkedHashMap<>();
    final List<Mapped> maps = new ArrayList<>();
    final Map<Integer, ListenerSpec> listeners = new LinkedHashMap<>();
    final Map<Long, ConversionRequest> undecided = new TreeMap<>();
    final Map<DiscardHold, Integer> holds = new EnumMap<>(DiscardHold.class);
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
        holds.clear();
        regions.values().forEach(region -> Arrays.fill(region.pins, 0));
    }

    Optional<Judgement.Page> pageAt(long gpaPage) {
        for (Mapped map : maps) {
            long inMap = gpaPage - map.gpaPage();
            if (inMap >= 0 && gpaPage < map.end()) {
                int page = map.fromPage() + (int) inMap / map.region().unitsPerPage;
                return Optional.of(new Judgement.Page(map.region(), page));
            }
        }
        return Optional.empty();
    }

    /** Who holds against discards and who requires them, and so excludes whom. */
    Rejection checkHold(DiscardHold hold, boolean acquired) {
        if (!acquired) {
            return holds(hold) ? Rejection.NONE : Rejection.NOT_HELD;
        }
        boolean busy = switch (hold) {
            case DISABLE -> holds(DiscardHold.REQUIRE) || holds(DiscardHold.COORDINATED_REQUIRE);
            case UNCOORDINATED_DISABLE -> holds(DiscardHold.REQUIRE);
            case REQUIRE -> holds(DiscardHold.DISABLE) || holds(DiscardHold.UNCOORDINATED_DISABLE);
            case COORDINATED_REQUIRE -> holds(DiscardHold.DISABLE);
        };
        return busy ? Rejection.BUSY : Rejection.NONE;
    }

    private boolean holds(DiscardHold hold) {
        return holds.getOrDefault(hold, 0) > 0;
    }

    /** Which pages are set, as a text: two states with the same text are the same. */
    String pages() {
        return pages(region -> region.shared, region -> region.plugged);
    }

    /** The same where others say which those are. */
    String pages(Function<ReferenceRegion, BitSet> shared, Function<ReferenceRegion, BitSet> plugged) {
        StringBuilder text = new StringBuilder();
        for (ReferenceRegion region : regions.values()) {
            text.append(region.name).append(shared.apply(region)).append(plugged.apply(region));
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
        return offset + sizeBytes > region.pages * region.pageBytes() ? Rejection.OUT_OF_RANGE : Rejection.NONE;
    }
}
