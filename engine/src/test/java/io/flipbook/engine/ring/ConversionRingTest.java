package io.flipbook.engine.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.SourceSpec;
import io.flipbook.engine.device.Errno;
import io.flipbook.engine.device.RegionListener;
import io.flipbook.journal.JournalConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ConversionRingTest {
    private static final long PAGE = 4096;
    private static final int CAPACITY = 16;

    @TempDir
    Path temp;

    private final List<String> told = new ArrayList<>();
    private final ConcurrentLinkedQueue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
    private ConversionRing ring;

    @BeforeEach
    void open() {
        ring = ConversionRing.open(config(), ringConfig());
        assertThat(ring.execute(engine -> engine.addRegion(RegionSpec.of("ram", 256 * PAGE))
                                .kind())
                        .join())
                .isEqualTo(Outcome.Kind.OK);
    }

    @AfterEach
    void close() {
        ring.close();
    }

    @Test
    void tellsOfEachRequestInTheOrderInWhichItWasOffered() {
        RingProducer producer = ring.producer(handler("p"));
        CompletableFuture<Void> gate = hold();
        for (int i = 0; i < 10; i++) {
            assertThat(producer.offer(shared(i), 100 + i)).isEqualTo(RingProducer.ACCEPTED);
        }
        gate.complete(null);
        ring.close();

        assertThat(told).hasSize(10).startsWith("p 100 committed, 1 pages", "p 101 committed, 1 pages");
        assertThat(told.get(9)).startsWith("p 109");
        assertThat(uncaught).isEmpty();
    }

    @Test
    void saysThatItIsFullAndNeverBlocks() {
        RingProducer producer = ring.producer(handler("p"));
        CompletableFuture<Void> gate = hold();
        int accepted = 0;
        while (producer.offer(shared(accepted), accepted) == RingProducer.ACCEPTED) {
            accepted++;
        }
        assertThat(accepted).isBetween(CAPACITY - 1, CAPACITY);
        assertThat(producer.offer(shared(0), 0)).isEqualTo(RingProducer.BACK_PRESSURED);
        assertThat(ring.status().waiting()).isBetween((long) accepted, accepted + 1L);
        assertThat(ring.status().capacity()).isEqualTo(CAPACITY);
        assertThat(refusedOffers()).isEqualTo(2);
        assertThatThrownBy(() -> ring.submit(shared(0)).get()).hasRootCauseInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> ring.execute(engine -> 1).get())
                .hasRootCauseInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("full");
        gate.complete(null);
        while (producer.offer(shared(0), 99) == RingProducer.BACK_PRESSURED) {
            Thread.onSpinWait();
        }
        ring.close();
        assertThat(told).hasSize(accepted + 1);
    }

    private long refusedOffers() {
        long[] refused = new long[1];
        ring.meters(
                (meter, value) -> refused[0] += meter.label().equals("flipbook.ring.refused") ? value.getAsLong() : 0);
        return refused[0];
    }

    @Test
    void convertsAllThatItHasAcceptedBeforeItCloses() {
        RingProducer producer = ring.producer(handler("p"));
        CompletableFuture<Void> gate = hold();
        for (int i = 0; i < 10; i++) {
            producer.offer(shared(i), i);
        }
        CompletableFuture<Outcome> future = ring.submit(shared(99));
        Thread closer = new Thread(ring::close);
        closer.start();
        while (producer.offer(shared(0), 0) != RingProducer.CLOSED) {
            Thread.onSpinWait();
        }
        gate.complete(null);
        assertThat(future.join().kind()).isEqualTo(Outcome.Kind.COMMITTED);
        ring.close();

        assertThat(told).hasSizeGreaterThanOrEqualTo(10);
        assertThat(producer.offer(shared(0), 0)).isEqualTo(RingProducer.CLOSED);
        assertThatThrownBy(() -> ring.submit(shared(0)).get()).hasMessageContaining("closed");
        try (ConversionEngine engine = ConversionEngine.open(config())) {
            assertThat(engine.guest().isEverywhere("ram", 0, 10 * PAGE, true)).isTrue();
        }
    }

    @Test
    void givesFuturesForOutcomesAndForWork() throws Exception {
        Outcome outcome = ring.submit(shared(3)).get();
        Outcome other = ring.submit(ConversionRequest.toShared("none", 0, PAGE)).get();
        assertThat(outcome.toString()).isEqualTo("committed, 1 pages");
        assertThat(other.toString()).isEqualTo("rejected unknown-region");
        assertThat(ring.execute(engine -> engine.guest().isEverywhere("ram", 3 * PAGE, PAGE, true))
                        .get())
                .isTrue();
        assertThatThrownBy(() -> ring.execute(engine -> {
                            throw new IllegalArgumentException("mine");
                        })
                        .get())
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("mine");
        assertThat(ring.failure()).isNull();
    }

    @Test
    void keepsFuturesAndWorkInTheOrderOfRequests() {
        RingProducer producer = ring.producer(handler("p"));
        List<CompletableFuture<Boolean>> seen = new ArrayList<>();
        CompletableFuture<Void> gate = hold();
        for (int i = 0; i < 3; i++) {
            int page = i;
            producer.offer(shared(page), page);
            seen.add(ring.execute(engine -> engine.guest().isEverywhere("ram", page * PAGE, PAGE, true)
                    && engine.guest().isEverywhere("ram", (page + 1) * PAGE, PAGE, false)));
            ring.submit(shared(100 + page)).thenAccept(outcome -> told.add("future"));
        }
        gate.complete(null);
        ring.close();
        assertThat(seen).allMatch(CompletableFuture::join);
        assertThat(told).filteredOn(line -> line.equals("future")).hasSize(3);
        assertThat(told.get(0)).startsWith("p 0");
    }

    @Test
    void takesRequestsOfAnyKind() {
        ring.execute(engine -> engine.map(0, 16 * PAGE, "ram", 0)).join();
        ring.execute(engine -> engine.addSource(new SourceSpec("s", "ram", PAGE), true))
                .join();
        RingProducer producer = ring.producer(handler("p"));
        producer.offer(ConversionRequest.convertToShared(PAGE, PAGE), 1);
        producer.offer(ConversionRequest.ofSource(false, "ram", "s", 0, PAGE), 2);
        producer.offer(ConversionRequest.unplugAll("ram"), 3);
        producer.offer(ConversionRequest.toPrivate("added later", 0, PAGE), 4);
        producer.offer(ConversionRequest.toPrivate("ram", PAGE, PAGE), 5);
        ring.close();
        assertThat(told)
                .containsExactly(
                        "p 1 committed, 1 pages",
                        "p 2 committed, 1 pages",
                        "p 3 rejected not-pluggable",
                        "p 4 no IllegalArgumentException",
                        "p 5 committed, 1 pages");
    }

    @Test
    void meansTheRegionThatHasTheNameWhenARequestIsTaken() {
        RingProducer producer = ring.producer(handler("p"));
        CompletableFuture<Void> gate = hold();
        producer.offer(shared(200), 1);
        ring.execute(engine -> engine.removeRegion("ram").kind());
        producer.offer(shared(200), 2);
        ring.execute(engine -> engine.addRegion(RegionSpec.of("ram", 128 * PAGE).initially(true))
                .kind());
        producer.offer(shared(200), 3);
        producer.offer(shared(100), 4);
        gate.complete(null);
        ring.close();

        assertThat(told)
                .containsExactly(
                        "p 1 committed, 1 pages",
                        "p 2 rejected unknown-region",
                        "p 3 rejected out-of-range",
                        "p 4 noop");
    }

    @Test
    void keepsWhatARequestSaysOfItsSource() {
        RingProducer producer = ring.producer(handler("p"));
        ConversionRequest request =
                shared(0).by(ConversionRequest.Initiator.HOST).at(ConversionRequest.SourceClock.BOOT, 12345);
        producer.offer(request, 0);
        ring.close();
        ConversionRequest[] read = new ConversionRequest[1];
        var decoder = new io.flipbook.engine.RecordDecoder();
        io.flipbook.journal.JournalScanner.of(temp.resolve("journal"))
                .scan(
                        view -> {
                            if (decoder.read(view) == io.flipbook.engine.RecordDecoder.Kind.REQUEST) {
                                read[0] = decoder.request().copy();
                            }
                            return true;
                        },
                        finding -> {});
        assertThat(read[0].initiator()).isEqualTo(ConversionRequest.Initiator.HOST);
        assertThat(read[0].clock()).isEqualTo(ConversionRequest.SourceClock.BOOT);
        assertThat(read[0].sourceTimeNs()).isEqualTo(12345);
    }

    @Test
    void tellsEverybodyWhoWaitsWhenAListenerHasStoppedTheEngine() {
        register(new RegionListener() {
            @Override
            public Errno populate(long offset, long sizeBytes) {
                return Errno.NONE;
            }

            @Override
            public void discard(long offset, long sizeBytes) {
                throw new IllegalStateException("broken");
            }
        });
        RingProducer producer = ring.producer(handler("p"));
        CompletableFuture<Void> gate = hold();
        producer.offer(shared(0), 0);
        producer.offer(ConversionRequest.toPrivate("ram", 0, PAGE), 1);
        producer.offer(shared(1), 2);
        CompletableFuture<Integer> work = ring.execute(engine -> 1);
        CompletableFuture<Outcome> future = ring.submit(shared(2));
        gate.complete(null);
        ring.close();

        assertThat(told)
                .containsExactly("p 0 committed, 1 pages", "p 1 failed by d EFAULT", "p 2 no IllegalStateException");
        assertThat(work).isCompletedExceptionally();
        assertThat(future).isCompletedExceptionally();
        assertThat(ring.failure()).hasMessageContaining("stopped").hasRootCauseMessage("broken");
        assertThat(producer.offer(shared(0), 0)).isEqualTo(RingProducer.CLOSED);
        ring = ConversionRing.open(config(), ringConfig());
        assertThat(ring.execute(engine -> engine.guest().undecided().size()).join())
                .isZero();
    }

    @Test
    void goesOnThoughAHandlerThrows() {
        RingProducer producer = ring.producer(new ConversionHandler() {
            @Override
            public void onOutcome(long correlation, Outcome outcome) {
                told.add("told " + correlation);
                throw new IllegalStateException("handler");
            }

            @Override
            public void onNoOutcome(long correlation, Throwable why) {
                throw new AssertionError(why);
            }
        });
        producer.offer(shared(0), 0);
        producer.offer(shared(1), 1);
        ring.close();
        assertThat(told).containsExactly("told 0", "told 1");
        assertThat(uncaught).hasSize(2);
        assertThat(ring.failure()).isNull();
    }

    @Test
    void letsAHandlerOfferAndCloseWithoutWaitingForItself() {
        AtomicReference<RingProducer> producer = new AtomicReference<>();
        CountDownLatch done = new CountDownLatch(1);
        producer.set(ring.producer(new ConversionHandler() {
            @Override
            public void onOutcome(long correlation, Outcome outcome) {
                told.add("told " + correlation);
                if (correlation < 5) {
                    producer.get().offer(shared((int) correlation), correlation + 1);
                } else {
                    ring.close();
                    done.countDown();
                }
            }

            @Override
            public void onNoOutcome(long correlation, Throwable why) {
                throw new AssertionError(why);
            }
        }));
        producer.get().offer(shared(0), 0);
        assertThat(await(done)).isTrue();
        ring.close();
        assertThat(told).hasSize(6);
    }

    @Test
    void saysWhyTheEngineCannotBeOpened() {
        assertThatIllegalStateException().isThrownBy(() -> ConversionRing.open(config(), ringConfig()));
    }

    @Test
    void refusesSizesThatMakeNoRing() {
        assertThatIllegalArgumentException().isThrownBy(() -> RingConfig.DEFAULT.capacity(17));
        assertThatIllegalArgumentException().isThrownBy(() -> RingConfig.DEFAULT.capacity(8));
        assertThatIllegalArgumentException().isThrownBy(() -> RingConfig.DEFAULT.batch(0));
    }

    /** Keeps the engine's thread busy until the gate opens. */
    private CompletableFuture<Void> hold() {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        CountDownLatch begun = new CountDownLatch(1);
        ring.execute(engine -> {
            begun.countDown();
            return gate.join();
        });
        assertThat(await(begun)).isTrue();
        return gate;
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void register(RegionListener listener) {
        ring.execute(engine -> engine.register(ListenerSpec.of("d", "ram", ListenerSpec.Kind.EXTERNAL), listener))
                .join();
    }

    private EngineConfig config() {
        return EngineConfig.journaledAs(
                JournalConfig.of(temp.resolve("journal")).blockSizeBytes(JournalConfig.MIN_BLOCK_BYTES));
    }

    private RingConfig ringConfig() {
        return RingConfig.DEFAULT.capacity(CAPACITY).threads(loop -> {
            Thread thread = new Thread(loop, "ring");
            thread.setUncaughtExceptionHandler((dying, thrown) -> uncaught.add(thrown));
            return thread;
        });
    }

    private ConversionHandler handler(String name) {
        return new ConversionHandler() {
            @Override
            public void onOutcome(long correlation, Outcome outcome) {
                told.add(name + " " + correlation + " " + outcome);
            }

            @Override
            public void onNoOutcome(long correlation, Throwable why) {
                told.add(name + " " + correlation + " no " + why.getClass().getSimpleName());
            }
        };
    }

    private static ConversionRequest shared(int page) {
        return ConversionRequest.toShared("ram", page * PAGE, PAGE);
    }
}
