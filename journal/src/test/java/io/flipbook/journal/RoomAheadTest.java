package io.flipbook.journal;

import static io.flipbook.journal.Journals.append;
import static io.flipbook.journal.Journals.appendPairs;
import static io.flipbook.journal.Journals.scanClean;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flipbook.journal.Journals.SetClock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import net.openhft.posix.PosixAPI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Space that is reserved on a thread of its own, by a device that is slow, or full, or cannot do it. */
@Timeout(120)
class RoomAheadTest {
    private static final String AHEAD = "flipbook-room";
    private static final long ROOM_BYTES = 1 << 20;
    /** Of several blocks, which are left one after the other while more is reserved. */
    private static final long LARGE_ROOM_BYTES = 16 << 20;

    @TempDir
    Path temp;

    private final Device device = new Device();
    private final SetClock clock = new SetClock();

    /** The system's files. */
    private static final class Device extends FileOperations {
        private static final int POPULATE_WRITE = 23;

        private final AtomicInteger reservedAhead = new AtomicInteger();
        private final AtomicInteger reservedByWriter = new AtomicInteger();
        private final AtomicInteger notMapped = new AtomicInteger();
        private final Semaphore populates = new Semaphore(Integer.MAX_VALUE);
        private volatile boolean isFull;
        private volatile boolean cannotReserve;
        private volatile long slowNs;

        @Override
        boolean makesRoomAhead() {
            return true;
        }

        @Override
        FileSpace openSpace(Path file) throws IOException {
            return new PassedOnSpace(super.openSpace(file)) {
                @Override
                public boolean allocate(long offset, long lengthBytes) throws IOException {
                    if (isFull) {
                        throw new IOException("No space left on device");
                    }
                    (isAhead() ? reservedAhead : reservedByWriter).incrementAndGet();
                    return !cannotReserve && super.allocate(offset, lengthBytes);
                }
            };
        }

        @Override
        void populate(long address, long lengthBytes) {
            if (isAhead()) {
                populates.acquireUninterruptibly();
                LockSupport.parkNanos(slowNs);
                notMapped.addAndGet(PosixAPI.posix().madvise(address, lengthBytes, POPULATE_WRITE) == 0 ? 0 : 1);
                populates.release();
            }
        }

        private static boolean isAhead() {
            return Thread.currentThread().getName().equals(AHEAD);
        }
    }

    @Test
    void theWriterReservesNextToNothing() {
        try (Journal journal = open()) {
            appendPairs(journal, 100);
            int before = device.reservedByWriter.get();
            for (int i = 0; i < 60; i++) {
                appendPairs(journal, 1000);
                awaitNobodyAtWork();
            }
            assertThat(device.reservedByWriter.get() - before).isZero();
            assertThat(device.reservedAhead.get()).isBetween(8, 30);
        }
        assertThat(scanClean(temp.resolve("journal")).summary().endedCleanly()).isTrue();
        assertThat(aheadThreads()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {ROOM_BYTES, LARGE_ROOM_BYTES})
    void nobodyIsAtWorkInMemoryThatIsLeft(long roomBytes) {
        device.slowNs = TimeUnit.MILLISECONDS.toNanos(roomBytes == ROOM_BYTES ? 2 : 20);
        try (Journal journal = open(roomBytes)) {
            for (int day = 0; day < 3; day++) {
                appendPairs(journal, 150_000);
                clock.nowNs += Journals.DAY_NS;
            }
        }
        assertThat(device.reservedAhead.get()).isGreaterThan(roomBytes == ROOM_BYTES ? 20 : 2);
        assertThat(device.notMapped).hasValue(0);
        assertThat(scanClean(temp.resolve("journal")).summary().rollFiles()).isEqualTo(3);
    }

    @Test
    void aFullDeviceIsSaidWhenTheRoomIsUsedAndTheJournalGoesOnWhenThereIsSpace() {
        try (Journal journal = open()) {
            appendPairs(journal, 1000);
            device.isFull = true;
            long before = journal.lastSequence();
            assertThatThrownBy(() -> appendPairs(journal, 1_000_000))
                    .isInstanceOf(JournalFullException.class)
                    .hasMessageContaining("No space left on device");
            long last = journal.lastSequence();
            assertThat(last - before).as("what half a room holds").isGreaterThan(ROOM_BYTES / 2 / 256);
            device.isFull = false;
            assertThat(append(journal, 8)).isEqualTo(last + 1);
            appendPairs(journal, 20_000);
        }
        assertThat(scanClean(temp.resolve("journal")).summary().endedCleanly()).isTrue();
    }

    @Test
    void theWriterDoesItWhereItCanBeDoneByWritingAlone() {
        device.cannotReserve = true;
        try (Journal journal = open()) {
            appendPairs(journal, 40_000);
        }
        assertThat(device.reservedByWriter.get()).isGreaterThan(3);
        assertThat(scanClean(temp.resolve("journal")).summary().endedCleanly()).isTrue();
    }

    @Test
    void closingWaitsUntilNobodyIsAtWork() throws InterruptedException {
        Journal journal = open();
        device.populates.drainPermits();
        while (aheadThreads().isEmpty()) { // which begins when it is asked
            appendPairs(journal, 10);
        }
        Thread closing = new Thread(journal::close);
        closing.start();
        closing.join(100);
        assertThat(closing.isAlive()).isTrue();
        device.populates.release();
        closing.join();
        assertThat(device.notMapped).hasValue(0);
        assertThat(scanClean(temp.resolve("journal")).summary().endedCleanly()).isTrue();
    }

    private static void awaitNobodyAtWork() {
        for (Thread thread : aheadThreads()) {
            while (thread.getState() != Thread.State.WAITING) {
                LockSupport.parkNanos(1000);
            }
        }
    }

    private static List<Thread> aheadThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(AHEAD))
                .toList();
    }

    private Journal open() {
        return open(ROOM_BYTES);
    }

    private Journal open(long roomBytes) {
        JournalConfig config =
                Journals.config(temp.resolve("journal"), clock).files(device).roomBytes(roomBytes);
        return Journal.open(config, record -> true);
    }
}
