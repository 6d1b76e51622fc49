package io.flipbook.engine.ring;

import io.flipbook.engine.GuestMemory;
import io.flipbook.engine.RegionSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers for the names of regions, so that a request in the ring needs no object. A number is never used for another
 * name; it stays with its name when the region goes, and means whichever region has that name when the request is
 * taken. Of more names than a guest can have regions the last ones get no number: requests for them are objects.
 * Immutable; each one knows all that the ones before it knew.
 */
final class RegionNames {
    /** The number of no name. */
    static final int NONE = -1;

    private static final RegionNames EMPTY = new RegionNames(new String[0], Map.of());

    private final String[] names;
    private final Map<String, Integer> numbers;

    private RegionNames(String[] names, Map<String, Integer> numbers) {
        this.names = names;
        this.numbers = numbers;
    }

    static RegionNames empty() {
        return EMPTY;
    }

    /** With those of these regions that are not known yet; this one where there are none. */
    RegionNames and(List<RegionSpec> regions) {
        Map<String, Integer> more = null;
        for (RegionSpec region : regions) {
            int known = more == null ? numbers.size() : more.size();
            if (known < GuestMemory.MAX_REGIONS && !numbers.containsKey(region.name())) {
                more = more == null ? new HashMap<>(numbers) : more;
                more.put(region.name(), more.size());
            }
        }
        if (more == null) {
            return this;
        }
        String[] all = new String[more.size()];
        more.forEach((name, number) -> all[number] = name);
        return new RegionNames(all, more);
    }

    /** {@link #NONE} where it is not known. */
    int numberOf(String name) {
        Integer number = numbers.get(name);
        return number == null ? NONE : number;
    }

    String nameOf(int number) {
        return names[number];
    }
}
