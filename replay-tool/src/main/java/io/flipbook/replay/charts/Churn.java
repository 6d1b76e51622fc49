package io.flipbook.replay.charts;

import io.flipbook.engine.Operation;
import io.flipbook.engine.RegionSpec;
import java.util.Map;
import java.util.TreeMap;

/** What has changed: how much in which direction, in runs of which length, and which pages most often. */
final class Churn {
    private final Histogram runsBytes = new Histogram();
    private final FlipCounts flips = new FlipCounts();
    private final Map<String, Long> bytesByDirection = new TreeMap<>();
    private long pages;
    private long bytes;

    void add(RegionSpec region, long offset, long sizeBytes) {
        runsBytes.add(sizeBytes);
        flips.add(region, offset, sizeBytes);
        pages += sizeBytes / region.pageBytes();
        bytes += sizeBytes;
    }

    /** Says in which direction a request has changed pages. */
    void direction(Operation operation, boolean populated, long changedBytes) {
        if (changedBytes > 0) {
            bytesByDirection.merge(direction(operation, populated), changedBytes, Long::sum);
        }
    }

    private static String direction(Operation operation, boolean populated) {
        if (operation.isAboutPlugging()) {
            return populated ? "plug" : "unplug";
        } else if (operation.isAboutAddedSource()) {
            return populated ? "source-populate" : "source-discard";
        }
        return populated ? "to-shared" : "to-private";
    }

    Histogram runsBytes() {
        return runsBytes;
    }

    FlipCounts flips() {
        return flips;
    }

    /** How many bytes have changed in each direction. */
    Map<String, Long> bytesByDirection() {
        return bytesByDirection;
    }

    /** How many times a page has changed, of all pages. */
    long pages() {
        return pages;
    }

    long bytes() {
        return bytes;
    }
}
