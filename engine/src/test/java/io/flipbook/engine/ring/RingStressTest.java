package io.flipbook.engine.ring;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.Operation;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.device.Errno;
import io.flipbook.engine.device.RegionListener;
import io.flipbook.journal.JournalConfig;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many producers at once: nothing is lost, doubled or told out of order, whenever the ring is closed. */
@Timeout(120)
class RingStressTest {
    private static final long PAGE = 4096;
    private static final int PRODUCERS = 4;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    Path temp;

    /** Offers numbers from 0 on; hears of each once, in that order. */
    private static final class Client extends Thread implements ConversionHandler {
        private final ConversionRequest request = ConversionRequest.toShared("ram", 0, PAGE);
        private final int count;
        private final long firstPage;
        private RingProducer producer;
        private volatile long heard;
        private long accepted;
        private long allocatedBytes;
        private String wrong = "";

        Client(int number, int count) {
            this.count = count;
            firstPage = number * 1024L;
        }

        @Override
        public void run() {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            while (accepted < count) {
                Operation operation = accepted % 2 == 0 ? Operation.TO_SHARED : Operation.TO_PRIVATE;
                request.set(operation, "ram", (firstPage + accepted / 2 % 1024) * PAGE, PAGE);
                int answer = producer.offer(request, accepted);
                if (answer == RingProducer.ACCEPTED) {
                    accepted++;
                } else if (answer == RingProducer.CLOSED) {
                    break;
                } else {
                    LockSupport.parkNanos(1000);
                }
            }
            allocatedBytes = THREADS.getCurrentThreadAllocatedBytes() - before;
        }

        @Override
        public void onOutcome(long correlation, Outcome outcome) {
            if (correlation != heard || outcome.kind() != Outcome.Kind.COMMITTED || outcome.pages() != 1) {
                wrong = "heard of " + correlation + " after " + heard + ": " + outcome;
            }
            heard = correlation + 1;
        }

        @Override
        public void onNoOutcome(long correlation, Throwable why) {
            wrong = "no outcome of " + correlation + ": " + why;
        }
    }

    @Test
    void losesAndDoublesNothingThoughListenersAreSlow() throws InterruptedException {
        long[] calls = {0};
        ConversionRing ring = open("slow", 64, 20, new RegionListener() {
            @Override
            public Errno populate(long offset, long sizeBytes) {
                if (++calls[0] % 500 == 0) {
                    LockSupport.parkNanos(1_000_000);
                }
                return Errno.NONE;
            }

            @Override
            public void discard(long offset, long sizeBytes) {
                calls[0]++;
            }
        });
        List<Client> clients = start(ring, 20_000);
        for (Client client : clients) {
            client.join();
        }
        ring.close();
        for (Client client : clients) {
            assertThat(client.wrong).isEmpty();
            assertThat(client.heard).isEqualTo(client.accepted).isEqualTo(20_000);
        }
        assertThat(calls[0]).isEqualTo(PRODUCERS * 20_000L);
    }

    @Test
    void answersAllThatItAcceptedWheneverItIsClosed() throws InterruptedException {
        for (int round = 0; round < 30; round++) {
            ConversionRing ring = open("closing" + round, 1 << 4 + round % 6, 50, null);
            List<Client> clients = start(ring, Integer.MAX_VALUE);
            LockSupport.parkNanos(round * 300_000L);
            ring.close();
            for (Client client : clients) {
                client.join();
                assertThat(client.wrong).isEmpty();
                assertThat(client.heard).isEqualTo(client.accepted);
            }
        }
    }

    @Test
    void allocatesNothingOnceItIsWarm() throws InterruptedException {
        ConversionRing ring = open("allocating", 1 << 12, 1000, null);
        long[] ofLoop = new long[6];
        long[] ofProducers = new long[6];
        long loop = ring.execute(engine -> Thread.currentThread().getId()).join();
        for (int round = 0; round < ofLoop.length; round++) {
            long before = THREADS.getThreadAllocatedBytes(loop);
            List<Client> clients = start(ring, 50_000);
            for (Client client : clients) {
                client.join();
                while (client.heard < client.accepted) {
                    Thread.onSpinWait();
                }
                ofProducers[round] += client.allocatedBytes;
            }
            ofLoop[round] = THREADS.getThreadAllocatedBytes(loop) - before;
        }
        ring.close();
        assertThat(ofLoop).contains(0);
        assertThat(ofProducers).contains(0);
    }

    private static List<Client> start(ConversionRing ring, int count) {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < PRODUCERS; i++) {
            Client client = new Client(i, count);
            client.producer = ring.producer(client);
            clients.add(client);
        }
        clients.forEach(Thread::start);
        return clients;
    }

    private ConversionRing open(String name, int capacity, int batch, RegionListener listener) {
        JournalConfig journal = JournalConfig.of(temp.resolve(name)).blockSizeBytes(JournalConfig.MIN_BLOCK_BYTES << 8);
        RingConfig config = RingConfig.DEFAULT.capacity(capacity).batch(batch);
        ConversionRing ring = ConversionRing.open(
                EngineConfig.journaledAs(journal),
                batch == 50 ? config.idle(() -> BusySpinIdleStrategy.INSTANCE) : config);
        ring.execute(engine -> {
                    engine.addRegion(RegionSpec.of("ram", PRODUCERS * 1024 * PAGE));
                    if (listener != null) {
                        engine.register(ListenerSpec.of("d", "ram", ListenerSpec.Kind.EXTERNAL), listener);
                    }
                    return null;
                })
                .join();
        return ring;
    }
}
