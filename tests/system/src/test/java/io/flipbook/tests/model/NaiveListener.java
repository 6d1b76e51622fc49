package io.flipbook.tests.model;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One listener: which side it watches, when it refuses, and what it has mapped where it maps. */
final class NaiveListener {
    final String name;
    final NaiveRange section;
    final boolean watchesShared;
    final boolean maps;
    final boolean possible;
    final String containerName;
    private final NaiveContainer own;
    private final Map<String, NaiveContainer> containers;
    private final int granulePages;
    private final List<BigInteger> vetoes = new ArrayList<>();
    private final String errno;
    private int populateCalls;
    private NaiveContainer container;
    private NaiveIommu iommu;
    private long window;
    private long outOfReach;

    /** As {@code listener} says; {@code containers} are those that have a name. */
    NaiveListener(Statement statement, NaiveRange section, Map<String, NaiveContainer> containers) {
        this.name = statement.word(0);
        this.section = section;
        this.containers = containers;
        String kind = statement.option("kind").orElse("plain");
        watchesShared = statement.option("watch").orElse("shared").equals("shared");
        maps = !kind.equals("plain");
        containerName = statement.option("container").orElse("");
        own = new NaiveContainer(
                kind,
                statement.numberOption("limit").orElse(BigInteger.valueOf(65535)),
                statement.option("large-pages").orElse("on").equals("on"));
        BigInteger page = section.region().pageBytes;
        BigInteger granule = statement.numberOption("granule").orElse(page);
        boolean fits = containerName.isEmpty()
                || !containers.containsKey(containerName)
                || containers.get(containerName).isLike(own);
        possible = granule.bitCount() == 1 && granule.compareTo(page) >= 0 && fits;
        granulePages = granule.divide(page)
                .max(BigInteger.ONE)
                .min(BigInteger.valueOf(section.region().pages))
                .intValueExact();
        String veto = statement.option("veto").orElse("");
        this.errno = veto.substring(veto.indexOf(':') + 1);
        if (!veto.isEmpty()) {
            for (String call : veto.substring(0, veto.indexOf(':')).split(",")) {
                vetoes.add(Number64.read(call).orElseThrow());
            }
        }
    }

    /** Begins with nothing, as when it was made. */
    void open() {
        populateCalls = 0;
        window = 0;
        outOfReach = 0;
        if (maps) {
            NaiveContainer fresh = new NaiveContainer(own.kind, own.limit, own.largePages);
            container = containerName.isEmpty() ? fresh : containers.computeIfAbsent(containerName, it -> fresh);
            iommu = container.enter(section.region(), watchesShared);
        }
    }

    /** Ends; what it has mapped is gone unless others share it. */
    void close() {
        if (maps && container.leave(section.region(), watchesShared)) {
            containers.remove(containerName, container);
        }
    }

    /** Whether a page is there for it. */
    boolean present(int page) {
        return section.region().present(watchesShared, page);
    }

    /** Tells it that the pages are there; the result is the errno if it refuses. */
    Optional<String> populate(NaiveRange range) {
        populateCalls++;
        if (vetoes.contains(BigInteger.valueOf(populateCalls))) {
            return Optional.of(errno);
        }
        if (!maps) {
            return Optional.empty();
        }
        for (int first = range.first(); first < range.end(); ) {
            int end = (int) Math.min(range.end(), (first / granulePages + 1L) * granulePages);
            Optional<String> refusal = iommu.map(first, end);
            if (refusal.isPresent()) {
                discard(range);
                return refusal;
            }
            first = end;
        }
        return Optional.empty();
    }

    /** Tells it that the pages go. */
    void discard(NaiveRange range) {
        if (!maps) {
            return;
        }
        if (own.kind.equals("type1-v1")) {
            iommu.unmapAsVersion1(range.first(), range.end());
        } else if (iommu.split(range.first()) && iommu.split(range.end())) {
            iommu.unmap(range.first(), range.end());
        } else {
            int start = iommu.isInside(range.first()) ? iommu.startOf(range.first()) : range.first();
            int end = iommu.isInside(range.end()) ? iommu.endOf(range.end()) : range.end();
            iommu.unmap(start, end);
            mapAgain(start, range.first());
            mapAgain(range.end(), end);
        }
    }

    private void mapAgain(int first, int end) {
        if (first < end) {
            window += end - first;
            if (iommu.map(first, end).isPresent()) {
                outOfReach += end - first;
            }
        }
    }

    /** The memory of pages is gone. */
    void outlive(NaiveRange range) {
        if (maps && range.region() == section.region()) {
            for (int page = range.first(); page < range.end(); page++) {
                iommu.outlive(page);
            }
        }
    }

    int entries() {
        return iommu.entries();
    }

    /** Adds what {@code mapped} answers. */
    void describe(Map<String, Object> result) {
        result.put("entries", iommu.entries());
        result.put("peak", iommu.peak());
        result.put("window", window);
        result.put("out-of-reach", outOfReach);
        result.put("mapped", section.region().hexRuns(iommu::mapped));
    }

    /** What becomes of a device's access to a page. */
    String access(int page) {
        if (!iommu.mapped(page)) {
            return present(page) ? "missing" : "fault";
        }
        return present(page) && !iommu.outlived(page) ? "good" : "stale";
    }
}
