package io.flipbook.tests.simulation;

import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.Operation;
import io.flipbook.engine.Policy;
import io.flipbook.engine.Rejection;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the state says of a request, worked out page by page. */
final class Judgement {
    /** One page that a request is about. */
    record Page(ReferenceRegion region, int page) {}

    final boolean populates;
    private final boolean plugging;
    private final List<Page> pages = new ArrayList<>();
    /** Those that are not as wanted, in the order of the request. */
    final List<Page> differing = new ArrayList<>();

    Rejection rejection = Rejection.NONE;
    boolean pageByPage;

    private Judgement(Operation operation) {
        populates = operation.populates();
        plugging = operation.isAboutPlugging();
    }

    static Judgement of(ReferenceGuest guest, ConversionRequest request) {
        Judgement judgement = new Judgement(request.operation());
        judgement.rejection = request.operation().isByAddress()
                ? judgement.addMapped(guest, request)
                : judgement.addRange(guest, request);
        judgement.findDiffering();
        if (judgement.rejection == Rejection.NONE) {
            judgement.judgeMixed(request.operation(), guest.policy.mixed());
        }
        if (judgement.rejection == Rejection.NONE && !judgement.populates) {
            judgement.judgePins();
        }
        return judgement;
    }

    /** Whether there is anything at all that somebody outside could have done. */
    boolean hasPages() {
        return !pages.isEmpty();
    }

    /** Whether it would change a page. */
    boolean changes(ReferenceRegion region, int page) {
        return rejection == Rejection.NONE && differing.contains(new Page(region, page));
    }

    /** How many pages differ from the first one up to and with this one. */
    int upTo(String region, int page) {
        for (int i = 0; i < differing.size(); i++) {
            if (differing.get(i).region().name.equals(region)
                    && differing.get(i).page() == page) {
                return i + 1;
            }
        }
        return -1;
    }

    void apply(int count) {
        for (Page page : differing.subList(0, count)) {
            source(page.region()).set(page.page(), populates);
        }
    }

    private BitSet source(ReferenceRegion region) {
        return plugging ? region.plugged : region.shared;
    }

    private Rejection addRange(ReferenceGuest guest, ConversionRequest request) {
        ReferenceRegion region = guest.regions.get(request.region());
        if (region == null) {
            return Rejection.UNKNOWN_REGION;
        }
        if (plugging && region.blockPages == 0) {
            return Rejection.NOT_PLUGGABLE;
        }
        if (request.operation() == Operation.UNPLUG_ALL) {
            add(region, 0, region.pages);
            return Rejection.NONE;
        }
        long unit = region.pageBytes() * (plugging ? region.blockPages : 1);
        Rejection invalid = ReferenceGuest.checkRange(region, request.start(), request.sizeBytes(), unit);
        if (invalid == Rejection.NONE) {
            add(region, region.page(request.start()), region.page(request.start() + request.sizeBytes()));
        }
        return invalid;
    }

    private Rejection addMapped(ReferenceGuest guest, ConversionRequest request) {
        long page = ReferenceRegion.PAGE_BYTES;
        if (request.sizeBytes() == 0) {
            return Rejection.ZERO_SIZE;
        }
        if (request.start() % page != 0 || request.sizeBytes() % page != 0) {
            return Rejection.MISALIGNED;
        }
        int count = (int) (request.sizeBytes() / page);
        Map<Page, Integer> units = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            guest.pageAt(request.start() / page + i).ifPresent(found -> units.merge(found, 1, Integer::sum));
        }
        if (units.entrySet().stream()
                .anyMatch(found -> found.getValue() < found.getKey().region().unitsPerPage)) {
            return Rejection.MISALIGNED;
        }
        pages.addAll(units.keySet());
        int mapped = units.values().stream().mapToInt(Integer::intValue).sum();
        return populates || mapped == count ? Rejection.NONE : Rejection.UNMAPPED;
    }

    private void add(ReferenceRegion region, int from, int to) {
        for (int page = from; page < to; page++) {
            pages.add(new Page(region, page));
        }
    }

    private void findDiffering() {
        for (Page page : pages) {
            if (source(page.region()).get(page.page()) != populates) {
                differing.add(page);
            }
        }
    }

    private void judgeMixed(Operation operation, Policy.Mixed policy) {
        boolean mixed = !differing.isEmpty() && differing.size() < pages.size();
        if (operation == Operation.UNPLUG_ALL) {
            return;
        }
        if (plugging) {
            rejection = mixed || differing.isEmpty() ? Rejection.MIXED : Rejection.NONE;
        } else if (mixed) {
            rejection = policy == Policy.Mixed.REFUSE ? Rejection.MIXED : Rejection.NONE;
            pageByPage = policy == Policy.Mixed.PER_PAGE;
        }
    }

    private void judgePins() {
        if (differing.stream().anyMatch(page -> page.region().pins[page.page()] > 0)) {
            rejection = Rejection.BUSY;
        }
    }
}
