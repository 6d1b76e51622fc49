package io.flipbook.tests.pairing;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.Operation;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.PairingCheck;
import io.flipbook.engine.Policy;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.device.MappingListener;
import io.flipbook.engine.device.RegionListener;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** An engine, its devices, a check of each listener, and conversions at random that one seed fixes. */
final class PairedGuest implements AutoCloseable {
    static final int PAGES = 8192;
    private static final int GRANULE_PAGES = 512;
    private static final int CONVERSIONS_A_POLICY = 5000;

    final List<String> findings = new ArrayList<>();
    final Map<Outcome.Kind, Long> outcomes = new EnumMap<>(Outcome.Kind.class);
    final List<WatchedDevice> devices = new ArrayList<>();
    private final Random random;
    private final PairingCheck check =
            new PairingCheck((listener, fault, offset, size) -> findings.add(listener + ": " + fault));
    private final ConversionEngine engine =
            ConversionEngine.open(EngineConfig.transientOne().observer(check));
    private final ConversionRequest request = ConversionRequest.toShared("ram", 0, 4096);
    private final List<Reference> regions = new ArrayList<>();
    private long conversions;

    PairedGuest(long seed) {
        random = new Random(seed);
    }

    void addRegion(String name, int pages, long pageBytes) {
        engine.addRegion(
                new RegionSpec(name, pages * pageBytes, pageBytes, false, false, 0, RegionSpec.Memory.TWO_SIDED));
        regions.add(new Reference(name, pages, pageBytes));
    }

    /** Registers a listener that the engine makes. */
    void register(ListenerSpec spec) {
        expect(Outcome.Kind.COMMITTED, engine.register(spec));
        watch(spec, engine.models().mapping(spec.name()));
    }

    /** Registers a listener of the embedder's, which keeps {@code mapping} in step. */
    void register(ListenerSpec spec, RegionListener listener, MappingListener mapping) {
        watch(spec, mapping);
        expect(Outcome.Kind.COMMITTED, engine.register(spec, listener));
    }

    private void watch(ListenerSpec spec, MappingListener mapping) {
        Reference region = regions.stream()
                .filter(each -> each.region.equals(spec.region()))
                .findFirst()
                .orElseThrow();
        int from = (int) (spec.offset() / region.pageBytes);
        int to = spec.watchesWholeRegion() ? region.pages : from + (int) (spec.sizeBytes() / region.pageBytes);
        devices.add(new WatchedDevice(spec.name(), region, spec.side(), from, to, mapping));
        check.watch(spec.name(), mapping);
    }

    /** Converts something; says what goes wrong with the accesses of a device afterwards, or null. */
    String convert() {
        if (conversions++ % CONVERSIONS_A_POLICY == 0) {
            changePolicy();
        }
        Reference region = regions.get(random.nextInt(16) == 0 ? regions.size() - 1 : 0);
        int size = sizePages(region);
        int from = random.nextInt(region.pages - size + 1);
        if (size >= GRANULE_PAGES && random.nextBoolean()) {
            from -= from % GRANULE_PAGES;
        }
        boolean toShared = random.nextInt(region.pages) >= region.sharedPages();
        Operation operation = toShared ? Operation.TO_SHARED : Operation.TO_PRIVATE;
        Outcome outcome =
                engine.convert(request.set(operation, region.region, from * region.pageBytes, size * region.pageBytes));
        outcomes.merge(outcome.kind(), 1L, Long::sum);
        region.converted(toShared, from, from + size, outcome);
        return accessAround(region, from, from + size);
    }

    /** The memory of what became private is gone; the engine says so to those that it made itself. */
    void outlive(WatchedDevice device) {
        Reference region = device.reference;
        for (int page = 0; page < region.pages; page++) {
            if (!region.isShared(page)) {
                device.mapping.outlive(page * region.pageBytes, region.pageBytes);
            }
        }
    }

    /** Accesses everything. */
    String accessAll() {
        for (WatchedDevice device : devices) {
            String wrong = device.wrongAccess(0, device.reference.pages);
            if (wrong != null) {
                return wrong;
            }
        }
        return null;
    }

    void finish() {
        check.finish();
    }

    /** The state is what the outcomes say. */
    boolean agreesWithTheEngine() {
        return regions.stream().allMatch(this::agreesWithTheEngine);
    }

    private boolean agreesWithTheEngine(Reference region) {
        List<String> expected = new ArrayList<>();
        for (int page = 0; page < region.pages; page++) {
            if (region.isShared(page)) {
                expected.add(region.region + page);
            }
        }
        List<String> actual = new ArrayList<>();
        engine.guest().visitShared(region.region, (offset, size) -> {
            for (long at = offset; at < offset + size; at += region.pageBytes) {
                actual.add(region.region + at / region.pageBytes);
            }
            return true;
        });
        return actual.equals(expected);
    }

    @Override
    public void close() {
        engine.close();
        check.close();
    }

    /** The range that changed by each device, and by one of them what is around it too, whole granules. */
    private String accessAround(Reference region, int from, int to) {
        int wide = (int) (conversions % devices.size());
        for (int i = 0; i < devices.size(); i++) {
            WatchedDevice device = devices.get(i);
            if (device.reference != region) {
                continue;
            }
            int around = i == wide ? GRANULE_PAGES : 0;
            String wrong = device.wrongAccess(Math.max(0, from - around), Math.min(region.pages, to + around));
            if (wrong != null) {
                return wrong;
            }
        }
        return null;
    }

    private int sizePages(Reference region) {
        int kind = random.nextInt(1000);
        int most = kind < 1 ? region.pages / 2 : kind < 20 ? 2 * GRANULE_PAGES : kind < 300 ? 32 : 4;
        int size = kind >= 10 && kind < 20 ? GRANULE_PAGES : 1 + random.nextInt(most);
        return Math.min(size, region.pages);
    }

    private void changePolicy() {
        Policy.OnVeto[] consistent = {
            Policy.OnVeto.ROLLBACK, Policy.OnVeto.PARTIAL, Policy.OnVeto.ALL_PRIVATE, Policy.OnVeto.ROLLBACK
        };
        boolean pageByPage = random.nextInt(4) == 0;
        engine.setPolicy(new Policy(
                pageByPage ? Policy.Mixed.PER_PAGE : Policy.Mixed.SEGMENTS,
                consistent[(int) (conversions / CONVERSIONS_A_POLICY % consistent.length)],
                random.nextInt(4) == 0 ? Policy.Profile.QEMU_10_1 : Policy.Profile.FLIPBOOK));
    }

    private static void expect(Outcome.Kind kind, Outcome outcome) {
        if (outcome.kind() != kind) {
            throw new AssertionError(outcome.toString());
        }
    }
}
