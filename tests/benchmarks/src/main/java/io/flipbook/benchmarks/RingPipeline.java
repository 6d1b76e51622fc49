package io.flipbook.benchmarks;

import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.Operation;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.ring.ConversionHandler;
import io.flipbook.engine.ring.ConversionRing;
import io.flipbook.engine.ring.RingConfig;
import io.flipbook.engine.ring.RingProducer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** Four producers in front of a ring, each of which converts 2 MiB at a time in a quarter of a guest of 64 GiB. */
final class RingPipeline implements AutoCloseable {
    static final int PRODUCERS = 4;

    private static final long FLIP_BYTES = 2L << 20;
    private static final int FLIPS = 1 << 13;
    /** Odd, so that each lap visits all flips once, far from one another. */
    private static final int STRIDE = 2_021;
    /** How long a producer waits where the ring is full. */
    private static final long WAIT_NS = 20_000;

    private final ConversionRing ring;
    private final Client[] clients = new Client[PRODUCERS];
    private final HeldBytes device = new HeldBytes();

    RingPipeline(EngineConfig engine, RingConfig config) {
        ring = ConversionRing.open(engine, config);
        ring.execute(open -> {
                    open.addRegion(RegionSpec.of("ram", PRODUCERS * FLIPS * FLIP_BYTES));
                    return open.register(ListenerSpec.of("device", "ram", ListenerSpec.Kind.EXTERNAL), device);
                })
                .join();
        for (int i = 0; i < PRODUCERS; i++) {
            clients[i] = new Client(i * FLIPS * FLIP_BYTES);
        }
    }

    /** Converts so often, and waits for all outcomes; how much the listener holds. */
    long run(int conversions) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(PRODUCERS);
        for (Client client : clients) {
            client.goOn(conversions / PRODUCERS, done);
        }
        done.await();
        return device.bytes();
    }

    @Override
    public void close() {
        ring.close();
    }

    /** Laps to shared and laps to private by turns, so each conversion changes all its pages. */
    private final class Client implements ConversionHandler {
        private final long firstByte;
        private final RingProducer producer = ring.producer(this);
        private final ConversionRequest request = ConversionRequest.toShared("ram", 0, FLIP_BYTES);
        private int offered;
        private int heard;
        private int last;
        private CountDownLatch done;

        Client(long firstByte) {
            this.firstByte = firstByte;
        }

        void goOn(int count, CountDownLatch whenDone) {
            last = offered + count;
            done = whenDone;
            new Thread(this::offerAll).start();
        }

        private void offerAll() {
            while (offered < last) {
                boolean toShared = (offered & FLIPS) == 0;
                long offset = firstByte + (offered * STRIDE & FLIPS - 1) * FLIP_BYTES;
                request.set(toShared ? Operation.TO_SHARED : Operation.TO_PRIVATE, "ram", offset, FLIP_BYTES);
                while (producer.offer(request, offered) != RingProducer.ACCEPTED) {
                    LockSupport.parkNanos(WAIT_NS);
                }
                offered++;
            }
        }

        @Override
        public void onOutcome(long correlation, Outcome outcome) {
            if (correlation != heard || outcome.kind() != Outcome.Kind.COMMITTED) {
                throw new IllegalStateException("conversion " + correlation + " after " + heard + ": " + outcome);
            }
            if (++heard == last) {
                done.countDown();
            }
        }

        @Override
        public void onNoOutcome(long correlation, Throwable why) {
            throw new IllegalStateException("conversion " + correlation, why);
        }
    }
}
