package io.flipbook.engine.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.ConversionRequest;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.concurrent.ControlledMessageHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class RequestQueueTest {
    private static final int CAPACITY = 1 << 12;
    private static final int ROUNDS = Integer.getInteger("flipbook.closings", 20_000);
    private static final int SPINS = 1000;

    /** A producer offers without a pause, and the queue is closed at any of its instructions. */
    @Test
    void readsWhatItHasAcceptedUpToThePositionThatTheCloserSees() throws InterruptedException {
        AtomicReference<RequestQueue> current = new AtomicReference<>();
        long[] accepted = new long[1];
        Thread producer = new Thread(() -> {
            ConversionRequest request = ConversionRequest.convertToShared(0, 4096);
            for (int round = 0; round < ROUNDS; round++) {
                RequestQueue queue = current.get();
                for (int spins = 0; queue == null; spins++) {
                    pause(spins);
                    queue = current.get();
                }
                long count = 0;
                int answer = RingProducer.ACCEPTED;
                while (answer != RingProducer.CLOSED) {
                    answer = queue.offer(0, request, count);
                    count += answer == RingProducer.ACCEPTED ? 1 : 0;
                }
                accepted[0] = count;
                current.set(null);
            }
        });
        producer.start();
        long[] read = new long[1];
        ControlledMessageHandler counter = (type, buffer, index, length) -> {
            assertThat(RequestMessage.correlation(buffer, index)).isEqualTo(read[0]++);
            return ControlledMessageHandler.Action.CONTINUE;
        };
        RequestQueue queue = new RequestQueue(CAPACITY);
        for (int round = 0; round < ROUNDS; round++) {
            read[0] = 0;
            current.set(queue);
            while (read[0] < round % 20) {
                queue.read(counter, CAPACITY);
            }
            queue.close();
            long end = queue.claimedPosition();
            while (queue.readPosition() < end) {
                queue.read(counter, CAPACITY);
            }
            RequestQueue next =
                    round % 100 == 0 ? new RequestQueue(CAPACITY) : new RequestQueue(RingConfig.MIN_CAPACITY);
            for (int spins = 0; current.get() != null; spins++) {
                pause(spins);
            }
            assertThat(read[0]).as("round %d", round).isEqualTo(accepted[0]);
            queue = next;
        }
        producer.join();
    }

    /** The other thread may wait for the same processor. */
    private static void pause(int spins) {
        if (spins < SPINS) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }
}
