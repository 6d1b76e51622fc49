package io.flipbook.replay.query;

import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.GuestMemory;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.RunVisitor;
import io.flipbook.replay.query.predicate.AddressMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How much of each region is shared, and in how many runs, kept up to date by looking only at what a request is about:
 * before it is done, and after.
 */
final class SharedCounts {
    /** Bytes and runs. */
    private static final class Count {
        private long bytes;
        private long runs;
    }

    private record Part(RegionSpec region, long offset, long sizeBytes) {}

    private final GuestMemory guest;
    private final AddressMap addresses;
    private final Map<String, Count> counts = new HashMap<>();
    private final List<Part> parts = new ArrayList<>();
    private final Count all = new Count();

    /** Counts what there is. */
    SharedCounts(GuestMemory guest, AddressMap addresses) {
        this.guest = guest;
        this.addresses = addresses;
        guest.regions().forEach(this::add);
    }

    /** In bytes; of all regions for null, -1 if there is no such one. */
    long bytes(String region) {
        Count count = region == null ? all : counts.get(region);
        return count == null ? -1 : count.bytes;
    }

    long runs(String region) {
        Count count = region == null ? all : counts.get(region);
        return count == null ? -1 : count.runs;
    }

    /** A region came. */
    void add(RegionSpec region) {
        counts.put(region.name(), new Count());
        count(new Part(region, 0, region.sizeBytes()), 1);
    }

    /** A region has gone. */
    void remove(String region) {
        Count gone = counts.remove(region);
        all.bytes -= gone.bytes;
        all.runs -= gone.runs;
    }

    /** A request is about to be done; null for one that is not known, as it is not on record any more. */
    void before(ConversionRequest request) {
        parts.clear();
        if (request == null) {
            guest.regions().forEach(region -> parts.add(new Part(region, 0, region.sizeBytes())));
            count(-1);
            return;
        }
        addresses.visitParts(request, (region, offset, sizeBytes) -> {
            // Several parts may be of one region, and side by side: then all of it is looked at, once.
            boolean isAnother = parts.removeIf(part -> part.region().equals(region));
            parts.add(isAnother ? new Part(region, 0, region.sizeBytes()) : new Part(region, offset, sizeBytes));
        });
        count(-1);
    }

    /** It was done. */
    void after() {
        count(1);
    }

    private void count(int sign) {
        for (int i = 0; i < parts.size(); i++) {
            count(parts.get(i), sign);
        }
    }

    /** Counts the runs of a part and of the page on either side, so that those which join or part there are right. */
    private void count(Part part, int sign) {
        RegionSpec region = part.region();
        long from = part.offset() == 0 ? 0 : part.offset() - region.pageBytes();
        long end = part.offset() + part.sizeBytes();
        long to = end == region.sizeBytes() ? end : end + region.pageBytes();
        Count count = counts.get(region.name());
        RunVisitor visitor = (offset, sizeBytes) -> {
            count.bytes += sign * sizeBytes;
            count.runs += sign;
            all.bytes += sign * sizeBytes;
            all.runs += sign;
            return true;
        };
        guest.visitSource(region.name(), "shared", from, to - from, visitor);
    }
}
