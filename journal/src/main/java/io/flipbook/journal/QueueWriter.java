package io.flipbook.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.rollcycles.LargeRollCycles;
import net.openhft.chronicle.wire.DocumentContext;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes documents to Chronicle's files, by address. Allocates nothing, except when the day changes.
 *
 * <p>Chronicle asks this class for the time, and is told that of the record being written: a record's journal time
 * alone decides which file it lies in.
 */
final class QueueWriter {
    private static final long NS_PER_MS = 1_000_000;

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
    void append(RecordEncoder record, int placeBytes, long timeNs) throws IOException {
        timeMs = timeNs / NS_PER_MS;
        placeLength = 0;
        DocumentContext context = appender.writingDocument();
        Bytes<?> bytes = context.wire().bytes();
        long offset = bytes.writePosition();
        int length = record.length();
        int end = length + placeBytes;
        mapped.wrap(bytes.addressForWrite(offset), end);
        record.copyTo(mapped, 0);
        mapped.setMemory(length, placeBytes, (byte) 0);
        bytes.writePosition(offset + end);
        context.close();
        document = bytes;
        placeOffset = offset + length;
        placeLength = placeBytes;
        if (timeNs >= nextDayNs) {
            dayHasBegun(timeNs);
        }
    }

    /** The bytes of the place that the last document reserved and that is still open, 0 when there is none. */
    int placeLength() {
        return placeLength;
    }

    /** Writes a record into the open place. */
    void fill(RecordEncoder record) {
        mapped.wrap(document.addressForWrite(placeOffset), record.length());
        record.publishTo(mapped, 0);
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

    /**
     * Chronicle has made a file for anybody to read. It cannot be made beforehand: Chronicle would note it as created,
     * and after a kill it would be missed.
     */
    private void dayHasBegun(long timeNs) throws IOException {
        int day = RollFile.dayOf(timeNs);
        JournalFiles.makePrivate(RollFile.of(directory, day).path());
        nextDayNs = RollFile.startNs(day + 1);
    }
}
