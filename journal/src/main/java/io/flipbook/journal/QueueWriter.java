package io.flipbook.journal;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.core.io.Closeable;
import net.openhft.chronicle.core.values.LongValue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.impl.single.TableStoreWriteLock;
import net.openhft.chronicle.queue.rollcycles.LargeRollCycles;
import net.openhft.chronicle.wire.DocumentContext;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes documents to Chronicle's files, by address. Allocates nothing, except when the day changes.
 *
 * <p>Chronicle asks this class for the time, and is told that of the record being written: a record's journal time alone
 * decides which file it lies in.
 */
final class QueueWriter {
    private static final String WRITE_LOCK = "chronicle.write.lock";

    private final Path directory;
    private final SingleChronicleQueue queue;
    private final ExcerptAppender appender;
    private final UnsafeBuffer mapped = new UnsafeBuffer(0, 0);
    private long timeMs;
    private long nextDayNs = Long.MIN_VALUE;
    private Bytes<?> document;
    private long placeOffset;
    private int placeLength;

    private QueueWriter(Path directory, long blockSizeBytes, long timeNs) throws IOException {
        this.directory = directory;
        timeMs = TimeUnit.NANOSECONDS.toMillis(timeNs);
        JournalFiles.createPrivate(directory.resolve(JournalFiles.METADATA));
        queue = SingleChronicleQueueBuilder.binary(directory)
                .rollCycle(LargeRollCycles.HUGE_DAILY)
                .blockSize(blockSizeBytes)
                .timeProvider(() -> timeMs)
                .checkInterrupts(false)
                .build();
        try {
            releaseStaleLock();
            appender = queue.createAppender();
            appender.singleThreadedCheckDisabled(true);
        } catch (RuntimeException | Error e) {
            queue.close();
            throw e;
        }
    }

    /** Opens the queue; who calls holds the writer's lock and has checked every file. */
    static QueueWriter open(Path directory, long blockSizeBytes, long timeNs) throws IOException {
        return new QueueWriter(directory, blockSizeBytes, timeNs);
    }

    /** Writes a document of one record, and a reserved place of {@code placeBytes} behind it. */
    void append(DirectBuffer record, int length, int placeBytes, long timeNs) throws IOException {
        if (timeNs >= nextDayNs) {
            beginDay(timeNs);
        }
        timeMs = timeNs / 1_000_000;
        placeLength = 0;
        DocumentContext context = appender.writingDocument();
        Bytes<?> bytes = context.wire().bytes();
        long offset = bytes.writePosition();
        int total = length + placeBytes;
        mapped.wrap(bytes.addressForWrite(offset), total);
        mapped.putBytes(0, record, 0, length);
        for (int i = length; i < total; i += Long.BYTES) { // setMemory leaves compiled code, which costs more
            mapped.putLong(i, 0);
        }
        bytes.writePosition(offset + total);
        context.close();
        document = bytes;
        placeOffset = offset + length;
        placeLength = placeBytes;
    }

    /** The bytes of the place that the last document reserved and that is still open, 0 when there is none. */
    int placeLength() {
        return placeLength;
    }

    /** Writes a record into the open place. Its checksum goes last: it says that the place is filled. */
    void fill(DirectBuffer record, int length) {
        mapped.wrap(document.addressForWrite(placeOffset), length);
        int crcOffset = RecordLayout.CRC_OFFSET;
        int payloadOffset = RecordLayout.PAYLOAD_OFFSET;
        mapped.putBytes(0, record, 0, crcOffset);
        mapped.putBytes(payloadOffset, record, payloadOffset, length - payloadOffset);
        int crc = record.getInt(crcOffset, RecordLayout.ORDER);
        boolean swap = ByteOrder.nativeOrder() != RecordLayout.ORDER;
        mapped.putIntRelease(crcOffset, swap ? Integer.reverseBytes(crc) : crc);
        placeLength = 0;
    }

    /** Releases everything; a document that an append has left unfinished stays so. */
    void close() {
        try {
            appender.close();
        } finally {
            queue.close();
        }
    }

    /** A new file is made here, with its permissions from the start: Chronicle takes an empty one as new. */
    private void beginDay(long timeNs) throws IOException {
        int day = RollFile.dayOf(timeNs);
        JournalFiles.createPrivate(RollFile.of(directory, day).path());
        nextDayNs = RollFile.startNs(day + 1);
    }

    /** A writer that was killed left it; its process id may be ours by now. Nobody else writes: our own lock is held. */
    private void releaseStaleLock() {
        LongValue lock = queue.metaStore().acquireValueFor(WRITE_LOCK);
        lock.setVolatileValue(TableStoreWriteLock.UNLOCKED);
        Closeable.closeQuietly(lock);
    }
}
