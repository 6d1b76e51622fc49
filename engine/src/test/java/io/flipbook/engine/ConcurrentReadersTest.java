package io.flipbook.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.live.GuestReader;
import io.flipbook.engine.live.RegionRuns;
import io.flipbook.engine.live.StateChangingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * Readers while the writer goes on as fast as it can. The digest of a state is that of its pages alone, so any run
 * that is not of the same moment as the others, or as the digest, shows.
 */
class ConcurrentReadersTest {
    private static final long PAGE = 4096;
    private static final long PAGES = 1 << 18;
    private static final long READS = 100_000;
    private static final long LONG_READS = 100;
    private static final int READERS = 2;
    /** So many reads may be given up, where the machine keeps a writer from ending a change for long. */
    private static final int MOST_GIVEN_UP = 10;

    /** What a reader does again and again; it says what is wrong by throwing. */
    @FunctionalInterface
    private interface Reading {
        void read(GuestReader reader);
    }

    @Test
    void neverSeesAChangeInPart() {
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.transientOne())) {
            engine.addRegion(RegionSpec.of("ram", PAGES * PAGE));
            Random random = new Random(11);
            ConversionRequest request = ConversionRequest.toShared("ram", 0, PAGE);
            try (Source digests = new Source("ram", "shared", PAGES, 1)) {
                run(engine, READS, reader -> digestMatchesRuns(reader, digests), () -> {
                    for (int i = 0; i < 200; i++) {
                        boolean shared = random.nextBoolean();
                        // Mostly a few pages at the borders of words; now and then so many that words stop to count.
                        long pages = 1L << (random.nextInt(8) == 0 ? random.nextInt(19) : random.nextInt(4));
                        long at = Math.min(PAGES - pages, Seeds.below(random, 64) * (PAGES / 64) + random.nextInt(3));
                        Operation operation = shared ? Operation.TO_SHARED : Operation.TO_PRIVATE;
                        engine.convert(request.set(operation, "ram", at * PAGE, pages * PAGE));
                    }
                    engine.convert(request.set(Operation.TO_PRIVATE, "ram", 0, PAGES * PAGE));
                });
            }
        }
    }

    private static void digestMatchesRuns(GuestReader reader, Source digests) {
        RegionRuns runs = reader.readShared("ram", 0, PAGES * PAGE);
        if (runs.endOffset() < PAGES * PAGE) {
            return; // the writer was faster
        }
        long digest = 0;
        for (int i = 0; i < runs.count(); i++) {
            long from = runs.offset(i) / PAGE;
            digest += digests.digestOf(from, from + runs.sizeBytes(i) / PAGE);
        }
        assertThat(digest).isEqualTo(runs.digest());
    }

    @Test
    void seesAChangeOfTwoRegionsInBothOnceItIsSeenInOne() {
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.transientOne())) {
            for (String name : List.of("first", "second")) {
                engine.addRegion(RegionSpec.of(name, PAGES * PAGE));
            }
            engine.map(0, PAGES * PAGE, "first", 0);
            engine.map(PAGES * PAGE, PAGES * PAGE, "second", 0);
            long lastBefore = engine.lastSequence();
            ConversionRequest request = ConversionRequest.toShared("first", 0, PAGE);
            run(engine, READS, reader -> bothAreAsTheirSequenceSays(reader, lastBefore), () -> {
                engine.convert(request.set(Operation.CONVERT_TO_SHARED, null, 0, 2 * PAGES * PAGE));
                engine.convert(request.set(Operation.CONVERT_TO_PRIVATE, null, 0, 2 * PAGES * PAGE));
            });
        }
    }

    /** Shared behind the first request and outcome, private behind the next two, and so on. */
    private static void bothAreAsTheirSequenceSays(GuestReader reader, long lastBefore) {
        long seen = 0;
        for (String region : List.of("first", "second")) {
            RegionRuns runs = reader.readShared(region, 0, PAGES * PAGE);
            assertThat(runs.sequence()).isGreaterThanOrEqualTo(seen);
            seen = runs.sequence();
            boolean shared = seen > lastBefore && (seen - lastBefore) / 2 % 2 == 1;
            assertThat(runs.count()).isEqualTo(shared ? 1 : 0);
            assertThat(runs.endOffset()).isEqualTo(PAGES * PAGE);
            if (shared) {
                assertThat(runs.sizeBytes(0)).isEqualTo(PAGES * PAGE);
            }
        }
    }

    @Test
    void answersOrRefusesWhileEnginesCloseAndSourcesGo() throws InterruptedException {
        AtomicReference<ConversionEngine> current = new AtomicReference<>();
        AtomicBoolean ended = new AtomicBoolean();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            threads.add(start(failure, () -> {
                while (!ended.get()) {
                    readUntilRefused(current.get());
                }
            }));
        }
        Random random = new Random(3);
        for (int round = 0; round < 300 && failure.get() == null; round++) {
            ConversionEngine engine = ConversionEngine.open(EngineConfig.transientOne());
            engine.addRegion(RegionSpec.of("ram", PAGES * PAGE));
            current.set(engine);
            for (int i = 0; i < 20; i++) {
                engine.addSource(new SourceSpec("balloon", "ram", 0), false);
                engine.convert(ConversionRequest.toShared("ram", Seeds.below(random, PAGES) * PAGE, PAGE));
                engine.removeSource("ram", "balloon");
            }
            engine.close();
        }
        ended.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failure.get()).isNull();
    }

    private static void readUntilRefused(ConversionEngine engine) {
        if (engine == null) {
            return;
        }
        AtomicLong givenUp = new AtomicLong();
        try (GuestReader reader = engine.reader()) {
            while (true) {
                read(reader, givenUp, each -> {
                    each.readPopulated("ram", 0, PAGES * PAGE);
                    each.isPopulated("ram", 0);
                });
            }
        } catch (StateChangingException e) {
            throw e;
        } catch (IllegalStateException e) {
            assertThat(e).hasMessageContaining("closed");
        }
    }

    @Test
    void readsARegionThatComesAndGoesOnlyAsItWasWhileItWasThere() {
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.transientOne())) {
            engine.addRegion(RegionSpec.of("other", PAGE));
            engine.convert(ConversionRequest.toShared("other", 0, PAGE));
            long withoutRam = engine.guest().digest();
            run(engine, READS, reader -> isAWholeRegion(reader, withoutRam), () -> {
                engine.addRegion(RegionSpec.of("ram", PAGES * PAGE).initially(true));
                engine.removeRegion("ram");
                engine.addRegion(RegionSpec.of("ram", 100 * PAGE).initially(true));
                engine.removeRegion("ram");
            });
        }
    }

    private static void isAWholeRegion(GuestReader reader, long withoutRam) {
        try {
            RegionRuns runs = reader.readShared("ram", 0, 100 * PAGE);
            assertThat(runs.count()).isEqualTo(1);
            assertThat(runs.sizeBytes(0)).isEqualTo(100 * PAGE);
            assertThat(runs.digest()).isNotEqualTo(withoutRam);
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining("no region ram");
        }
    }

    @Test
    void readsInPiecesWhereTheWriterIsFaster() {
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.transientOne())) {
            engine.addRegion(RegionSpec.of("ram", PAGES * PAGE));
            ConversionRequest request = ConversionRequest.toShared("ram", 0, PAGE);
            for (long page = 0; page < PAGES; page += 2) {
                engine.convert(request.set(Operation.TO_SHARED, "ram", page * PAGE, PAGE));
            }
            AtomicLong pieces = new AtomicLong();
            run(
                    engine,
                    LONG_READS,
                    reader -> {
                        RegionRuns runs = reader.readShared("ram", 2 * PAGE, (PAGES - 2) * PAGE);
                        assertThat(runs.count()).isPositive();
                        pieces.addAndGet(runs.endOffset() < PAGES * PAGE ? 1 : 0);
                    },
                    () -> {
                        engine.convert(request.set(Operation.TO_PRIVATE, "ram", 0, PAGE));
                        engine.convert(request.set(Operation.TO_SHARED, "ram", 0, PAGE));
                    });
            assertThat(pieces).hasPositiveValue();
        }
    }

    private static void run(ConversionEngine engine, long leastReads, Reading reading, Runnable writing) {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        AtomicLong reads = new AtomicLong();
        AtomicLong givenUp = new AtomicLong();
        AtomicBoolean ended = new AtomicBoolean();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            threads.add(start(failure, () -> {
                try (GuestReader reader = engine.reader()) {
                    while (!ended.get()) {
                        reads.addAndGet(read(reader, givenUp, reading) ? 1 : 0);
                    }
                }
            }));
        }
        while (reads.get() < leastReads && failure.get() == null) {
            writing.run();
        }
        ended.set(true);
        for (Thread thread : threads) {
            join(thread);
        }
        assertThat(failure.get()).isNull();
    }

    /** Reads, unless it is to be tried again; whether it did. */
    private static boolean read(GuestReader reader, AtomicLong givenUp, Reading reading) {
        try {
            reading.read(reader);
            return true;
        } catch (StateChangingException e) {
            if (givenUp.incrementAndGet() > MOST_GIVEN_UP) {
                throw e;
            }
            return false;
        }
    }

    private static Thread start(AtomicReference<Throwable> failure, Runnable work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (Throwable e) { // said by the test's own thread
                failure.compareAndSet(null, e);
            }
        });
        thread.start();
        return thread;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
