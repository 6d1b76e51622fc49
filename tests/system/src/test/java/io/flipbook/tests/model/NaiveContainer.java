package io.flipbook.tests.model;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What listeners with the same {@code container=} share: a limit, and the mappings of each side of a region. */
final class NaiveContainer {
    final String kind;
    final BigInteger limit;
    final boolean largePages;
    int used;
    private final Map<Object, NaiveIommu> spaces = new LinkedHashMap<>();
    private final Map<Object, Integer> members = new LinkedHashMap<>();

    NaiveContainer(String kind, BigInteger limit, boolean largePages) {
        this.kind = kind;
        this.limit = limit;
        this.largePages = largePages;
    }

    boolean isLike(NaiveContainer other) {
        return kind.equals(other.kind) && limit.equals(other.limit) && largePages == other.largePages;
    }

    boolean isFull() {
        return BigInteger.valueOf(used).compareTo(limit) >= 0;
    }

    NaiveIommu enter(NaiveRegion region, boolean sharedSide) {
        Object space = List.of(region.name, sharedSide);
        members.merge(space, 1, Integer::sum);
        return spaces.computeIfAbsent(space, it -> new NaiveIommu(this, kind, largePages, region.pages));
    }

    /** Leaves; true if nobody is left. */
    boolean leave(NaiveRegion region, boolean sharedSide) {
        Object space = List.of(region.name, sharedSide);
        if (members.merge(space, -1, Integer::sum) == 0) {
            members.remove(space);
            spaces.remove(space).close();
        }
        return members.isEmpty();
    }
}
