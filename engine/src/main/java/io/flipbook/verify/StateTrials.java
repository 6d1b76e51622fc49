package io.flipbook.verify;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.events.CommittedEvents;
import io.flipbook.engine.live.GuestReader;
import io.flipbook.engine.live.RegionRuns;
import io.flipbook.engine.live.StateChangingException;
import io.flipbook.verify.Trial.Answer;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** What the state has to be, whatever the machine. */
final class StateTrials {
    private static final long PAGE = 4096;
    private static final int PAGES = 1 << 14;
    private static final String REGION = "ram";
    private static final int COMPARED_EVERY = 256;
    private static final int DIGESTED = 500;
    private static final int MOST_TRIES = 20;
    /** Of the state after {@link #DIGESTED} conversions of {@link #request}; every machine has to come to it. */
    private static final long DIGEST = 0x1fead1c036743a42L;

    private StateTrials() {}

    static List<Trial> all() {
        return List.of(
                Trial.ofJournals("damaged-bit", DamageTrial::run),
                Trial.ofJournals("bitmap", (directory, time) -> bitmap(time)),
                Trial.ofJournals("digest", (directory, time) -> digest(directory.resolve("journal"))),
                Trial.ofJournals("concurrent-readers", (directory, time) -> concurrentReaders(time)));
    }

    /** One of a row that is the same everywhere: most are short, some long. */
    static ConversionRequest request(SplittableRandom random) {
        int page = random.nextInt(PAGES);
        int longest = Math.min(PAGES - page, random.nextInt(8) == 0 ? PAGES : 70);
        int count = 1 + random.nextInt(longest);
        return random.nextBoolean()
                ? ConversionRequest.toShared(REGION, page * PAGE, count * PAGE)
                : ConversionRequest.toPrivate(REGION, page * PAGE, count * PAGE);
    }

    static ConversionEngine open(EngineConfig config) {
        ConversionEngine engine = ConversionEngine.open(config);
        if (engine.guest().regions().isEmpty()) {
            engine.addRegion(RegionSpec.of(REGION, PAGES * PAGE));
        }
        return engine;
    }

    private static Answer bitmap(Deadline time) {
        SplittableRandom random = new SplittableRandom(2);
        BitSet naive = new BitSet(PAGES);
        long conversions = 0;
        try (ConversionEngine engine = open(EngineConfig.transientOne())) {
            do {
                for (int i = 0; i < COMPARED_EVERY; i++) {
                    ConversionRequest request = request(random);
                    Outcome outcome = engine.convert(request);
                    int before = naive.cardinality();
                    int from = (int) (request.start() / PAGE);
                    naive.set(
                            from,
                            from + (int) (request.sizeBytes() / PAGE),
                            request.operation().populates());
                    if (outcome.pages() != Math.abs(naive.cardinality() - before)) {
                        return Answer.broken("conversion " + conversions + " changed " + outcome.pages() + " pages");
                    }
                    conversions++;
                }
                BitSet real = new BitSet(PAGES);
                engine.guest().visitShared(REGION, (offset, sizeBytes) -> {
                    real.set((int) (offset / PAGE), (int) ((offset + sizeBytes) / PAGE));
                    return true;
                });
                if (!real.equals(naive)) {
                    return Answer.broken("after conversion " + conversions + " other pages are shared");
                }
            } while (!time.isOver());
        }
        return Answer.kept(conversions + " conversions as a naive one");
    }

    private static Answer digest(Path journal) {
        SplittableRandom random = new SplittableRandom(3);
        long written;
        try (ConversionEngine engine = open(EngineConfig.journaledIn(journal))) {
            for (int i = 0; i < DIGESTED; i++) {
                engine.convert(request(random));
            }
            written = engine.guest().digest();
        }
        long followed;
        try (CommittedEvents events = CommittedEvents.open(journal)) {
            while (events.poll(event -> {}, DIGESTED) > 0) {
                continue;
            }
            followed = events.guest().digest();
        }
        try (ConversionEngine engine = open(EngineConfig.journaledIn(journal))) {
            long restarted = engine.guest().digest();
            String text = "0x" + Long.toHexString(written);
            return written == DIGEST && followed == DIGEST && restarted == DIGEST
                    ? Answer.kept(text + ", written, followed and after a restart")
                    : Answer.broken(text + " written, 0x" + Long.toHexString(followed) + " followed, 0x"
                            + Long.toHexString(restarted) + " after a restart; it should be 0x"
                            + Long.toHexString(DIGEST));
        }
    }

    /** The writer turns a range over and over; who reads it sees all of it on one side, or none. */
    private static Answer concurrentReaders(Deadline time) {
        long sizeBytes = PAGES / 2 * PAGE;
        AtomicReference<String> wrong = new AtomicReference<>();
        AtomicBoolean ended = new AtomicBoolean();
        AtomicLong answers = new AtomicLong();
        try (ConversionEngine engine = open(EngineConfig.transientOne())) {
            ConversionRequest toShared = ConversionRequest.toShared(REGION, PAGE, sizeBytes);
            ConversionRequest toPrivate = ConversionRequest.toPrivate(REGION, PAGE, sizeBytes);
            long sharedDigest = engine.convert(toShared).digest();
            CompletableFuture<Void> reader = CompletableFuture.runAsync(
                    () -> {
                        try (GuestReader guest = engine.reader()) {
                            while (!ended.get()) {
                                RegionRuns runs = read(guest, sizeBytes, ended);
                                if (runs != null && !isOfOneMoment(runs, sharedDigest)) {
                                    wrong.set(runs.count() + " runs with digest 0x" + Long.toHexString(runs.digest()));
                                }
                                answers.addAndGet(runs == null ? 0 : 1);
                            }
                        } catch (RuntimeException e) {
                            wrong.set(e.toString());
                        }
                    },
                    work -> new Thread(work, "flipbook-verify-reader").start());
            long conversions = 0;
            try {
                do {
                    engine.convert(toPrivate);
                    engine.convert(toShared);
                    conversions += 2;
                } while (wrong.get() == null && (!time.isOver() || answers.get() == 0));
            } finally {
                ended.set(true);
                reader.join();
            }
            return wrong.get() == null
                    ? Answer.kept(answers + " answers, each of one moment, beside " + conversions + " conversions")
                    : Answer.broken("a reader saw " + wrong.get());
        }
    }

    /** Reads the range, again and again where a busy machine keeps the writer in a change; null if that has ended. */
    private static RegionRuns read(GuestReader guest, long sizeBytes, AtomicBoolean ended) {
        for (int tries = 1; !ended.get(); tries++) {
            try {
                return guest.readShared(REGION, PAGE, sizeBytes);
            } catch (StateChangingException e) {
                if (tries == MOST_TRIES) {
                    throw e;
                }
            }
        }
        return null;
    }

    private static boolean isOfOneMoment(RegionRuns runs, long sharedDigest) {
        if (runs.count() == 0) {
            return runs.digest() == 0;
        }
        return runs.count() == 1
                && runs.offset(0) == PAGE
                && runs.offset(0) + runs.sizeBytes(0) == runs.endOffset()
                && runs.digest() == sharedDigest;
    }
}
