package io.flipbook.tests.model;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All the state there is, and the checks of ranges. */
final class NaiveGuest {
    final Map<String, NaiveRegion> regions = new LinkedHashMap<>();
    final List<NaiveMap> maps = new ArrayList<>();
    /** In the order of registration. */
    final List<NaiveListener> listeners = new ArrayList<>();

    /** Those that have a name. */
    final Map<String, NaiveContainer> containers = new LinkedHashMap<>();

    final Map<String, Integer> discardHolds = new LinkedHashMap<>();
    String mixed = "segments";
    String onVeto = "rollback";
    boolean likeQemu;
    boolean halted;

    void rejectWhenHalted() {
        Rejection.when(halted, "halted");
    }

    NaiveRegion region(String name) {
        Rejection.when(!regions.containsKey(name), "unknown-region");
        return regions.get(name);
    }

    Optional<NaiveListener> listener(String name) {
        return listeners.stream().filter(listener -> listener.name.equals(name)).findFirst();
    }

    /** The checks that all ranges share, after the one for the region. */
    static NaiveRange range(NaiveRegion region, BigInteger offset, BigInteger size, BigInteger unit) {
        Rejection.when(size.signum() == 0, "zero-size");
        Rejection.when(!NaiveRegion.multiple(offset, unit) || !NaiveRegion.multiple(size, unit), "misaligned");
        Rejection.when(offset.add(size).compareTo(region.sizeBytes) > 0, "out-of-range");
        return new NaiveRange(region, region.pageAt(offset), region.pageAt(offset.add(size)));
    }

    /** The range of a statement {@code op REGION OFFSET SIZE}, in pages. */
    NaiveRange pageRange(Statement statement) {
        NaiveRegion region = region(statement.word(0));
        return range(region, statement.number(1), statement.number(2), region.pageBytes);
    }

    /** Whether a range goes on behind the map that its first page is in. */
    boolean goesOnBehindItsFirstMap(BigInteger gpa, BigInteger size) {
        return maps.stream()
                .filter(map -> map.gpa().compareTo(gpa) <= 0 && gpa.compareTo(map.gpaEnd()) < 0)
                .anyMatch(map -> map.gpaEnd().compareTo(gpa.add(size)) < 0);
    }

    /** What of guest physical address space is mapped, in ascending order of address. */
    List<NaiveRange> mappedParts(BigInteger gpa, BigInteger size, boolean mustBeAll) {
        BigInteger end = gpa.add(size);
        List<NaiveMap> ascending = new ArrayList<>(maps);
        ascending.sort(Comparator.comparing(NaiveMap::gpa));
        List<NaiveRange> parts = new ArrayList<>();
        BigInteger mapped = BigInteger.ZERO;
        for (NaiveMap map : ascending) {
            BigInteger from = gpa.max(map.gpa());
            BigInteger to = end.min(map.gpaEnd());
            if (from.compareTo(to) < 0) {
                BigInteger offset = map.offset().add(from.subtract(map.gpa()));
                parts.add(range(map.region(), offset, to.subtract(from), map.region().pageBytes));
                mapped = mapped.add(to.subtract(from));
            }
        }
        Rejection.when(mustBeAll && !mapped.equals(size), "unmapped");
        return parts;
    }

    /** Tells a new listener all that is there; the result is the errno if it refused, and then it is gone. */
    static Optional<String> replay(NaiveListener listener, NaiveCalls calls) {
        listener.open();
        List<NaiveRange> taken = new ArrayList<>();
        for (NaiveRange run : listener.section.runsOf(listener::present)) {
            Optional<String> errno = calls.populate(listener, run);
            if (errno.isPresent()) {
                for (int i = taken.size() - 1; i >= 0; i--) {
                    calls.discard(listener, taken.get(i));
                }
                listener.close();
                return errno;
            }
            taken.add(run);
        }
        return Optional.empty();
    }
}
