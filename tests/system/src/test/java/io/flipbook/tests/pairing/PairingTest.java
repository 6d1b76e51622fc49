package io.flipbook.tests.pairing;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.ListenerSpec.Kind;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.PairingCheck.Fault;
import io.flipbook.engine.Side;
import io.flipbook.engine.device.EntryLimit;
import io.flipbook.engine.device.Iommu;
import io.flipbook.engine.device.Iommufd;
import io.flipbook.engine.device.MappingListener;
import io.flipbook.engine.device.Type1;
import io.flipbook.engine.device.Type1V1;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PairingTest {
    private static final long PAGE = 4096;
    private static final long LARGE = 2 << 20;
    private static final long GUEST = PairedGuest.PAGES * PAGE;
    private static final int SEEDS = 20;
    /** Within so many conversions a fault is found that a listener has in one of eight calls. */
    private static final int BOUND = 2000;

    private final long seed = Long.getLong("flipbook.seeds", 1L);

    @Test
    void noMappingIsStaleOrMissingInAMillionConversions() {
        long conversions = Long.getLong("flipbook.conversions", 1_000_000L);
        try (PairedGuest guest = new PairedGuest(seed)) {
            addEveryKind(guest);
            for (long i = 1; i <= conversions; i++) {
                String wrong = guest.convert();
                if (wrong == null && i % 10_000 == 0) {
                    wrong = guest.accessAll();
                }
                if (wrong != null || !guest.findings.isEmpty()) {
                    throw new AssertionError("seed %d, conversion %d: %s %s".formatted(seed, i, wrong, guest.findings));
                }
            }
            guest.finish();
            assertThat(guest.findings).isEmpty();
            assertThat(guest.agreesWithTheEngine()).isTrue();
            assertThat(guest.devices).allMatch(device -> device.mapping.lostPages() == 0);
            assertThat(guest.devices).anyMatch(device -> device.mapping.windowPages() > 0);
            assertThat(guest.outcomes.keySet())
                    .contains(
                            Outcome.Kind.COMMITTED,
                            Outcome.Kind.ROLLED_BACK,
                            Outcome.Kind.PARTIAL,
                            Outcome.Kind.ALL_PRIVATE,
                            Outcome.Kind.NOOP);
        }
    }

    private static void addEveryKind(PairedGuest guest) {
        guest.addRegion("ram", PairedGuest.PAGES, PAGE);
        guest.addRegion("vram", 256, 16 * PAGE);
        guest.register(ListenerSpec.of("type1", "ram", Kind.TYPE1).limitedTo(PairedGuest.PAGES / 2 + 40));
        guest.register(ListenerSpec.of("type1-large", "ram", Kind.TYPE1).inPiecesOf(LARGE));
        guest.register(ListenerSpec.of("type1-v1", "ram", Kind.TYPE1_V1));
        guest.register(ListenerSpec.of("iommufd", "ram", Kind.IOMMUFD));
        guest.register(ListenerSpec.of("iommufd-large", "ram", Kind.IOMMUFD).inPiecesOf(LARGE));
        guest.register(ListenerSpec.of("iommufd-split", "ram", Kind.IOMMUFD)
                .inPiecesOf(LARGE)
                .withLargePages(false));
        ListenerSpec contained = ListenerSpec.of("left", "ram", Kind.TYPE1).inContainer("c");
        guest.register(contained.over(0, GUEST / 2).inPiecesOf(16 * PAGE));
        guest.register(ListenerSpec.of("right", "ram", Kind.TYPE1)
                .inContainer("c")
                .over(GUEST / 2, GUEST / 2)
                .inPiecesOf(16 * PAGE));
        guest.register(ListenerSpec.of("vram", "vram", Kind.TYPE1).inContainer("c"));
        guest.register(ListenerSpec.of("trusted", "ram", Kind.IOMMUFD)
                .inPiecesOf(LARGE)
                .watching(Side.PRIVATE));
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void findsAFaultUnderItsName(Fault fault) {
        for (long each = 1; each <= SEEDS; each++) {
            for (int kind = 0; kind < 4; kind++) {
                Set<String> found = faultsFound(fault, each, kind);
                assertThat(found).as("seed %d, kind %d", each, kind).containsExactly("external: " + fault);
            }
        }
    }

    @Test
    void findsNoFaultInAnHonestListener() {
        for (long each = 1; each <= SEEDS; each++) {
            for (int kind = 0; kind < 4; kind++) {
                assertThat(faultsFound(null, each, kind)).as("seed %d", each).isEmpty();
            }
        }
    }

    @Test
    void aDeviceFindsWhatAMissedDiscardLeavesBehind() {
        try (PairedGuest guest = new PairedGuest(seed);
                Iommu iommu = iommuOfKind(0)) {
            register(guest, iommu, PAGE, Fault.DISCARD_MISSED, seed);
            String wrong = null;
            for (int i = 0; i < BOUND && wrong == null; i++) {
                wrong = guest.convert();
            }
            assertThat(wrong).startsWith("external: stale");
            guest.outlive(guest.devices.get(0));
            assertThat(guest.accessAll()).startsWith("external: stale");
        }
    }

    /** All that is found in a run, beside an honest listener of the engine's. */
    private static Set<String> faultsFound(Fault fault, long seed, int kind) {
        try (PairedGuest guest = new PairedGuest(seed);
                Iommu iommu = iommuOfKind(kind)) {
            FaultyListener listener = register(guest, iommu, kind == 1 || kind == 3 ? LARGE : PAGE, fault, seed);
            guest.register(ListenerSpec.of("honest", "ram", Kind.IOMMUFD));
            for (int i = 0; i < BOUND; i++) {
                guest.convert();
            }
            listener.discardLate();
            guest.finish();
            return new LinkedHashSet<>(guest.findings);
        }
    }

    private static FaultyListener register(PairedGuest guest, Iommu iommu, long granule, Fault fault, long seed) {
        guest.addRegion("ram", PairedGuest.PAGES, PAGE);
        MappingListener mapping = new MappingListener(iommu, PAGE, granule);
        FaultyListener listener = new FaultyListener(mapping, fault, seed);
        guest.register(ListenerSpec.of("external", "ram", Kind.EXTERNAL), listener, mapping);
        return listener;
    }

    private static Iommu iommuOfKind(int kind) {
        List<Iommu> kinds = List.of(
                new Type1(PairedGuest.PAGES, new EntryLimit(EntryLimit.DEFAULT)),
                new Iommufd(PairedGuest.PAGES, true),
                new Type1V1(PairedGuest.PAGES, new EntryLimit(EntryLimit.DEFAULT)),
                new Iommufd(PairedGuest.PAGES, false));
        for (int i = 0; i < kinds.size(); i++) {
            if (i != kind) {
                kinds.get(i).close();
            }
        }
        return kinds.get(kind);
    }
}
