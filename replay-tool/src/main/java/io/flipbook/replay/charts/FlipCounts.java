package io.flipbook.replay.charts;

import io.flipbook.engine.RegionSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * How often each page has changed. A run of pages costs two additions however long it is: only where counts go up and
 * down is kept, and added up at the end.
 *
 * <p>The memory that this takes is bounded. A region has at most {@value #MAX_UNITS} units, and all together have four
 * times as many; a unit is one page where that is enough, and then the counts are exact. Else it is more pages, and its
 * count is how often any of them changed: no page of it has changed more often. A region that goes and comes again as
 * it was is counted on; one of its name and another shape is another one.
 */
public final class FlipCounts {
    private static final int MAX_UNITS = 1 << 22;
    private static final int MAX_ALL_UNITS = 4 * MAX_UNITS;

    /** Pages side by side that have changed equally often. */
    public record Flipped(String region, long offset, long sizeBytes, long flips) {}

    /** One region: what is to be added at each unit to the count of the unit before it. */
    private static final class Steps {
        private final RegionSpec region;
        private final int unitShift;
        private final int[] steps;

        Steps(RegionSpec region, int maxUnits) {
            this.region = region;
            int shift = Long.numberOfTrailingZeros(region.pageBytes());
            while ((region.sizeBytes() - 1 >>> shift) + 1 > maxUnits) {
                shift++;
            }
            unitShift = shift;
            steps = new int[(int) (region.sizeBytes() - 1 >>> shift) + 2];
        }

        void add(long offset, long sizeBytes) {
            steps[(int) (offset >>> unitShift)]++;
            steps[(int) (offset + sizeBytes - 1 >>> unitShift) + 1]--;
        }

        Flipped flipped(int from, int to, int flips) {
            long offset = (long) from << unitShift;
            long end = Math.min(region.sizeBytes(), (long) to << unitShift);
            return new Flipped(region.name(), offset, end - offset, Integer.toUnsignedLong(flips));
        }
    }

    private final Map<RegionSpec, Steps> regions = new HashMap<>();
    /** By name, so that a region need not be compared whole with others. */
    private final Map<String, Steps> latest = new HashMap<>();

    private int unitsLeft = MAX_ALL_UNITS;

    /** Counts one change of each page of a run. */
    public void add(RegionSpec region, long offset, long sizeBytes) {
        Steps steps = latest.get(region.name());
        if (steps == null || steps.region != region && !steps.region.equals(region)) {
            steps = regions.computeIfAbsent(region, this::begin);
            latest.put(region.name(), steps);
        }
        steps.add(offset, sizeBytes);
    }

    private Steps begin(RegionSpec region) {
        Steps steps = new Steps(region, Math.max(1, Math.min(MAX_UNITS, unitsLeft / 2)));
        unitsLeft = Math.max(0, unitsLeft - steps.steps.length);
        return steps;
    }

    /** Whether every unit is one page. */
    public boolean isExact() {
        return regions.values().stream().allMatch(steps -> 1L << steps.unitShift == steps.region.pageBytes());
    }

    /** How many bytes have changed at least once; whole units. */
    public long touchedBytes() {
        long[] bytes = new long[1];
        regions.values().forEach(steps -> visit(steps, each -> bytes[0] += each.sizeBytes()));
        return bytes[0];
    }

    /** The pages that have changed most often, at most so many runs of them, the most first. */
    public List<Flipped> most(int limit) {
        Comparator<Flipped> order = Comparator.comparingLong(Flipped::flips)
                .thenComparing(Flipped::region, Comparator.reverseOrder())
                .thenComparing(Flipped::offset, Comparator.reverseOrder());
        PriorityQueue<Flipped> most = new PriorityQueue<>(order);
        regions.values()
                .forEach(steps -> visit(steps, each -> {
                    most.add(each);
                    if (most.size() > limit) {
                        most.remove();
                    }
                }));
        List<Flipped> sorted = new ArrayList<>(most);
        sorted.sort(order.reversed());
        return sorted;
    }

    private static void visit(Steps steps, Consumer<Flipped> visitor) {
        int flips = 0;
        int from = 0;
        for (int unit = 0; unit < steps.steps.length; unit++) {
            if (steps.steps[unit] != 0) {
                if (flips != 0) {
                    visitor.accept(steps.flipped(from, unit, flips));
                }
                from = unit;
                flips += steps.steps[unit];
            }
        }
    }
}
