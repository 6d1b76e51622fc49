package io.flipbook.tests.load;

import io.flipbook.engine.Answer;
import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.RequestBatch;
import io.flipbook.engine.SourceSpec;
import io.flipbook.engine.events.CommittedEvents;
import io.flipbook.engine.live.GuestReader;
import io.flipbook.engine.ring.ConversionHandler;
import io.flipbook.engine.ring.ConversionRing;
import io.flipbook.engine.ring.RingConfig;
import io.flipbook.engine.ring.RingProducer;
import io.flipbook.journal.JournalConfig;
import io.flipbook.journal.JournalPosition;
import io.flipbook.journal.JournalScanner;
import io.flipbook.journal.KeptPosition;
import io.flipbook.journal.Retention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Mixed work for so many seconds, in rounds: single requests, batches, a ring, a reader, sources, refusals, restarts,
 * new roll files, snapshots, retention, and a consumer that goes on where it was. Says now and then what it holds,
 * always at the same place of a round: a line of the numbers of {@link ProcessFigures}, and the count of operations.
 */
final class LongRunProgram implements ConversionHandler {
    private static final long PAGE = 4096;
    private static final int PAGES = 1 << 18;
    private static final int SINGLE = 2000;
    private static final int BATCHES = 16;
    private static final int BATCH = 64;
    private static final int OFFERED = 1000;
    private static final int SAMPLES = 40;
    /** However long they take on a slow machine: fewer say nothing of a rise. */
    static final int LEAST_SAMPLES = 16;

    private static final long QUARTER_OF_A_DAY_NS = TimeUnit.HOURS.toNanos(6);
    private static final long NOON_NS = 1_700_049_600_000_000_000L;

    private final SplittableRandom random = new SplittableRandom(7);
    private final RequestBatch batch = new RequestBatch(BATCH);
    private final AtomicLong nowNs = new AtomicLong(NOON_NS);
    private final AtomicLong answers = new AtomicLong();
    private final List<Object> leaked = new ArrayList<>();
    private final Path journal;
    private final KeptPosition kept;
    private final int leakEvery;
    private final EngineConfig config;
    private long operations;

    private LongRunProgram(Path directory, int leakEvery) {
        journal = directory.resolve("journal");
        kept = KeptPosition.in(directory.resolve("position"));
        this.leakEvery = leakEvery;
        config = EngineConfig.journaledAs(JournalConfig.of(journal)
                        .small()
                        .clock(nowNs::incrementAndGet)
                        .retention(Retention.ofDays(1)))
                .snapshotEvery(5000);
    }

    /** Directory, seconds, and after how many operations a descriptor is to be leaked; 0 is never. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path directory = Path.of(arguments[0]);
        long endNs = TimeUnit.SECONDS.toNanos(Long.parseLong(arguments[1]));
        LongRunProgram program = new LongRunProgram(directory, Integer.parseInt(arguments[2]));
        long beginNs = System.nanoTime();
        long nextNs = 0;
        int said = 0;
        for (long atNs = 0; atNs < endNs || said < LEAST_SAMPLES; atNs = System.nanoTime() - beginNs) {
            boolean isToSay = atNs >= nextNs;
            program.round(isToSay);
            nextNs = isToSay ? nextNs + endNs / SAMPLES : nextNs;
            said += isToSay ? 1 : 0;
        }
    }

    private void round(boolean isToSay) throws IOException, InterruptedException {
        nowNs.addAndGet(QUARTER_OF_A_DAY_NS);
        long digest;
        try (ConversionEngine engine = ConversionEngine.open(config)) {
            if (engine.guest().regions().isEmpty()) {
                engine.addRegion(RegionSpec.of("ram", PAGES * PAGE));
                engine.map(0, PAGES * PAGE, "ram", 0);
                engine.register(ListenerSpec.of("plain", "ram", ListenerSpec.Kind.PLAIN));
                engine.register(ListenerSpec.of("limited", "ram", ListenerSpec.Kind.TYPE1)
                        .inPiecesOf(64 * PAGE)
                        .limitedTo(2000));
            }
            Thread reader = read(engine);
            convert(engine);
            reader.join();
            if (isToSay) {
                say();
            }
            digest = engine.guest().digest();
        }
        follow(digest);
        offer();
        long[] findings = new long[1];
        JournalScanner.of(journal).scanFromSnapshot(record -> true, finding -> findings[0]++);
        if (findings[0] > 0) {
            throw new AssertionError(findings[0] + " findings");
        }
        leak();
    }

    private void convert(ConversionEngine engine) {
        for (int i = 0; i < SINGLE; i++) {
            engine.convert(request());
        }
        for (int i = 0; i < BATCHES; i++) {
            while (batch.add(request(), i)) {
                operations++;
            }
            engine.convert(batch, this::onOutcome);
        }
        engine.addSource(new SourceSpec("postcopy", "ram", 0), false);
        engine.removeSource("ram", "postcopy");
        engine.register(ListenerSpec.of("guest-of-honour", "ram", ListenerSpec.Kind.IOMMUFD));
        engine.unregister("guest-of-honour");
        for (int i = 0; i < 10; i++) {
            engine.decide(engine.begin(request()), Answer.ACK);
        }
        operations += SINGLE;
    }

    /** What is misaligned is rejected, and what is long is refused by the one with a limit, now and then. */
    private ConversionRequest request() {
        int page = random.nextInt(PAGES);
        long size = (1 + random.nextInt(Math.min(PAGES - page, random.nextInt(10) == 0 ? 4096 : 64))) * PAGE;
        long offset = page * PAGE + (random.nextInt(50) == 0 ? 1 : 0);
        return random.nextBoolean()
                ? ConversionRequest.convertToShared(offset, size)
                : ConversionRequest.toPrivate("ram", offset, size);
    }

    private Thread read(ConversionEngine engine) {
        Thread reader = new Thread(() -> {
            try (GuestReader guest = engine.reader()) {
                for (long page = 0; page < 200; page++) {
                    guest.readShared("ram", page * 1000 * PAGE, 64 * PAGE);
                }
            }
        });
        reader.start();
        return reader;
    }

    private void follow(long digest) {
        JournalPosition position = kept.read();
        try (CommittedEvents events =
                position == null ? CommittedEvents.open(journal) : CommittedEvents.openBehind(journal, position)) {
            while (events.poll(event -> event.visitRuns((region, offset, sizeBytes) -> {}), 1000) > 0) {
                continue;
            }
            if (events.guest().digest() != digest) {
                throw new AssertionError("a consumer came to another state");
            }
            kept.keep(events.position());
        }
    }

    private void offer() {
        answers.set(0);
        try (ConversionRing ring = ConversionRing.open(config, RingConfig.DEFAULT)) {
            RingProducer producer = ring.producer(this);
            for (int i = 0; i < OFFERED; i++) {
                while (producer.offer(request(), i) == RingProducer.BACK_PRESSURED) {
                    Thread.onSpinWait();
                }
                operations++;
            }
        }
        if (answers.get() != OFFERED) {
            throw new AssertionError(answers.get() + " answers");
        }
    }

    private void leak() throws IOException {
        while (leakEvery > 0 && (leaked.size() + 1L) * leakEvery <= operations) {
            leaked.add(Files.newByteChannel(journal.resolve("metadata.cq4t")));
        }
    }

    private void say() throws IOException {
        ProcessFigures now = ProcessFigures.of(journal);
        System.out.printf(
                "%d %d %d %d %d %d %d %d%n",
                now.descriptors(),
                now.mappings(),
                now.mappedBytes(),
                now.heapBytes(),
                now.directBytes(),
                now.residentBytes(),
                now.threads(),
                operations);
    }

    @Override
    public void onOutcome(long correlation, Outcome outcome) {
        answers.incrementAndGet();
    }

    @Override
    public void onNoOutcome(long correlation, Throwable why) {
        throw new AssertionError(why);
    }
}
