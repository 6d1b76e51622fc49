package io.flipbook.tests.golden;

import io.flipbook.engine.Answer;
import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.ConversionRequest.SourceClock;
import io.flipbook.engine.DiscardHold;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.GuestMemory;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.Observation;
import io.flipbook.engine.Policy;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.Side;
import io.flipbook.engine.SourceSpec;
import io.flipbook.engine.device.Errno;
import io.flipbook.engine.device.RegionListener;
import io.flipbook.engine.memtype.MemoryType;
import io.flipbook.engine.memtype.TypeChange;
import io.flipbook.journal.JournalConfig;
import io.flipbook.journal.JournalSnapshots;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The journals that are kept: what goes into one of the format as it is now. */
enum GoldenJournal {
    /** Every type of record but one, of removals, and every kind of outcome, over days and sessions; ended cleanly. */
    EVERYTHING {
        @Override
        ConversionEngine write(Path directory) {
            Days days = new Days();
            try (ConversionEngine engine = open(directory, days)) {
                layOut(engine);
                convert(engine);
                days.next();
                answer(engine);
                engine.observe(new Observation(
                        "kvm_memory_fault",
                        SourceClock.BOOT,
                        12_345,
                        true,
                        BASE,
                        PAGE,
                        true,
                        Observation.Verdict.DISAGREES));
            }
            days.next();
            try (ConversionEngine engine = open(directory, days)) {
                refuse(engine);
                engine.begin(ConversionRequest.unplugAll("dimm"));
            }
            days.next();
            try (ConversionEngine engine = open(directory, days)) {
                fail(engine);
            }
            days.next();
            ConversionEngine last = open(directory, days);
            last.close();
            return last;
        }
    },

    /** What a writer leaves that is killed: one request undecided, and no end. */
    KILLED {
        @Override
        ConversionEngine write(Path directory) {
            Days days = new Days();
            ConversionEngine engine = open(directory, days);
            layOut(engine);
            days.next();
            convert(engine);
            engine.begin(ConversionRequest.toShared("ram", 0, 8 * PAGE));
            return engine;
        }
    },

    /** Regions that come and go, with a snapshot of numbers that have gaps in mid-course; ended cleanly. */
    REMOVALS {
        @Override
        ConversionEngine write(Path directory) {
            Days days = new Days();
            try (ConversionEngine engine = open(directory, days)) {
                layOut(engine);
                convert(engine);
                replace(engine);
            }
            days.next();
            try (GuestMemory state = new GuestMemory()) {
                JournalSnapshots.in(directory).make(state, Long.MAX_VALUE, state::writeSnapshot);
            }
            ConversionEngine last = open(directory, days);
            last.removeRegion("pool");
            last.addRegion(RegionSpec.of("rom", 8 * PAGE));
            last.convert(ConversionRequest.toShared("rom", 0, PAGE));
            last.close();
            return last;
        }
    };

    private static final long PAGE = RegionSpec.DEFAULT_PAGE_BYTES;
    private static final long BASE = 0x1_0000_0000L;

    /** Noon of one day after the other. */
    private static final class Days {
        private long nowNs = 1_700_049_600_000_000_000L;

        void next() {
            nowNs += TimeUnit.DAYS.toNanos(1);
        }

        long timeNs() {
            nowNs += 1_000;
            return nowNs;
        }
    }

    /** Writes it, and leaves it as it is to be kept; gives the last engine, which is to be closed after that. */
    abstract ConversionEngine write(Path directory);

    String fileName() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    private static ConversionEngine open(Path directory, Days days) {
        JournalConfig journal = JournalConfig.of(directory)
                .clock(days::timeNs)
                .blockSizeBytes(JournalConfig.MIN_BLOCK_BYTES)
                .writer("golden \u00e9 1");
        return ConversionEngine.open(EngineConfig.journaledAs(journal)
                .listeners(spec -> spec.name().equals("absent") ? null : listener(Errno.NONE)));
    }

    private static RegionListener listener(Errno answer) {
        return new RegionListener() {
            @Override
            public Errno populate(long offset, long sizeBytes) {
                return answer;
            }

            @Override
            public void discard(long offset, long sizeBytes) {}
        };
    }

    private static RegionListener throwing() {
        return new RegionListener() {
            @Override
            public Errno populate(long offset, long sizeBytes) {
                return Errno.NONE;
            }

            @Override
            public void discard(long offset, long sizeBytes) {
                throw new IllegalStateException("a discard that throws");
            }
        };
    }

    private static ListenerSpec spec(String name, ListenerSpec.Kind kind) {
        return ListenerSpec.of(name, "ram", kind);
    }

    private static void layOut(ConversionEngine engine) {
        engine.addRegion(new RegionSpec("ram", 256 * PAGE, PAGE, false, false, 0, RegionSpec.Memory.IN_PLACE));
        engine.addRegion(RegionSpec.of("dimm", 256 * PAGE).pluggedInBlocksOf(16 * PAGE));
        engine.addRegion(new RegionSpec("rom", 8 << 21, 2 << 20, true, false, 0, RegionSpec.Memory.TWO_SIDED));
        engine.map(BASE, 128 * PAGE, "ram", 0);
        engine.map(BASE + 128 * PAGE, 64 * PAGE, "dimm", 0);
        engine.map(0, 2 << 20, "rom", 0);
        engine.unmap(0);
        engine.register(spec("vfio", ListenerSpec.Kind.TYPE1).limitedTo(100));
        engine.register(spec("plain", ListenerSpec.Kind.PLAIN)
                .over(16 * PAGE, 64 * PAGE)
                .refusing(Errno.of("EIO"), 4, 9));
        engine.register(spec("iommufd", ListenerSpec.Kind.IOMMUFD)
                .inPiecesOf(8 * PAGE)
                .withLargePages(false)
                .inContainer("ioas"));
        engine.register(spec("v1", ListenerSpec.Kind.TYPE1_V1).limitedTo(300));
        engine.register(spec("trusted", ListenerSpec.Kind.PLAIN).watching(Side.PRIVATE));
        engine.register(spec("external", ListenerSpec.Kind.EXTERNAL), listener(Errno.NONE));
        engine.register(spec("absent", ListenerSpec.Kind.EXTERNAL), listener(Errno.NONE));
    }

    private static void convert(ConversionEngine engine) {
        engine.convert(ConversionRequest.toShared("ram", 10 * PAGE, 20 * PAGE).at(SourceClock.EPOCH, 1_000));
        engine.convert(ConversionRequest.toShared("ram", 10 * PAGE, 20 * PAGE)
                .by(ConversionRequest.Initiator.HOST)
                .at(SourceClock.BOOT, -1));
        engine.pin(true, "ram", 12 * PAGE, 2 * PAGE);
        engine.convert(ConversionRequest.toPrivate("ram", 10 * PAGE, 10 * PAGE));
        engine.pin(false, "ram", 12 * PAGE, 2 * PAGE);
        engine.convert(ConversionRequest.toPrivate("ram", 11 * PAGE, 3 * PAGE));
        engine.convert(ConversionRequest.plug("dimm", 0, 64 * PAGE));
        engine.convert(ConversionRequest.convertToShared(BASE + 120 * PAGE, 32 * PAGE));
        engine.convert(ConversionRequest.convertToPrivate(BASE + 124 * PAGE, 8 * PAGE));
        engine.convert(ConversionRequest.convertToPrivate(BASE + 190 * PAGE, 8 * PAGE));
        engine.convert(ConversionRequest.unplug("dimm", 16 * PAGE, 16 * PAGE));
        engine.convert(ConversionRequest.toShared("nowhere", 0, PAGE));
        engine.setPolicy(new Policy(Policy.Mixed.PER_PAGE, Policy.OnVeto.ROLLBACK));
        engine.convert(ConversionRequest.toShared("ram", 10 * PAGE, 6 * PAGE));
        engine.setPolicy(Policy.QEMU_10_1);
        engine.convert(ConversionRequest.convertToShared(BASE + 127 * PAGE, 2 * PAGE));
        engine.setPolicy(Policy.DEFAULT);
        engine.addSource(new SourceSpec("hotplug", "rom", 4 << 20), false);
        engine.convert(ConversionRequest.ofSource(true, "rom", "hotplug", 4 << 20, 4 << 20));
        engine.addSource(new SourceSpec("gone", "ram", 0), true);
        engine.removeSource("ram", "gone");
        engine.setMemoryType(
                "rom", 0, 4 << 20, new TypeChange(true, MemoryType.WT, MemoryType.UC_MINUS, MemoryType.WP));
        engine.setMemoryType("ram", 0, PAGE, new TypeChange(null, null, MemoryType.WC, null));
        engine.hold(DiscardHold.REQUIRE, true);
        engine.hold(DiscardHold.REQUIRE, false);
    }

    /** Another dimm in the place of the first one, of another shape, and a pool instead of the rom. */
    private static void replace(ConversionEngine engine) {
        engine.unmap(BASE + 128 * PAGE);
        engine.removeRegion("dimm");
        engine.removeRegion("ram");
        engine.convert(ConversionRequest.toShared("dimm", 0, PAGE));
        engine.addRegion(RegionSpec.of("dimm", 512 * PAGE).initially(true).holding(DiscardHold.COORDINATED_REQUIRE));
        engine.map(BASE + 128 * PAGE, 64 * PAGE, "dimm", 64 * PAGE);
        engine.register(ListenerSpec.of("of-dimm", "dimm", ListenerSpec.Kind.TYPE1));
        engine.convert(ConversionRequest.convertToPrivate(BASE + 128 * PAGE, 64 * PAGE));
        engine.removeRegion("rom");
        engine.addRegion(new RegionSpec("pool", 64 * PAGE, PAGE, true, false, 0, RegionSpec.Memory.IN_PLACE));
        engine.pin(true, "pool", 4 * PAGE, PAGE);
        engine.convert(ConversionRequest.toPrivate("pool", 0, 8 * PAGE));
        engine.begin(ConversionRequest.toPrivate("pool", 8 * PAGE, 8 * PAGE));
    }

    private static void answer(ConversionEngine engine) {
        for (Answer answer : Answer.values()) {
            engine.decide(engine.begin(ConversionRequest.plug("dimm", 0, 32 * PAGE)), answer);
        }
        engine.decide(engine.begin(ConversionRequest.unplugAll("dimm")), Answer.ACK);
    }

    private static void refuse(ConversionEngine engine) {
        engine.register(spec("full", ListenerSpec.Kind.TYPE1).limitedTo(1));
        // a halt last, for nothing else is taken after it
        List<Policy.OnVeto> onVetoes = new ArrayList<>(List.of(Policy.OnVeto.values()));
        onVetoes.remove(Policy.OnVeto.HALT);
        onVetoes.add(Policy.OnVeto.HALT);
        for (Policy.OnVeto onVeto : onVetoes) {
            engine.setPolicy(new Policy(Policy.Mixed.SEGMENTS, onVeto));
            engine.register(spec("picky-" + onVeto, ListenerSpec.Kind.PLAIN)
                    .over(200 * PAGE, 40 * PAGE)
                    .refusing(Errno.of("EPERM"), 1));
            engine.convert(ConversionRequest.toShared("ram", 200 * PAGE, 8 * PAGE));
            engine.convert(ConversionRequest.toPrivate("ram", 200 * PAGE, 8 * PAGE));
            engine.unregister("picky-" + onVeto);
        }
    }

    private static void fail(ConversionEngine engine) {
        engine.setPolicy(Policy.DEFAULT);
        engine.convert(ConversionRequest.toShared("ram", 100 * PAGE, 4 * PAGE));
        engine.register(spec("throwing", ListenerSpec.Kind.EXTERNAL), throwing());
        engine.convert(ConversionRequest.toPrivate("ram", 100 * PAGE, 4 * PAGE));
    }
}
