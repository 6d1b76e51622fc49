package io.flipbook.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.rollcycles.LargeRollCycles;
import net.openhft.chronicle.wire.DocumentContext;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes documents to Chronicle's files, by address, and forces them. Allocates nothing, except when the day changes.
 *
 * <p>Chronicle asks this class for the time, and is told that of the record being written, which decides in which file
 * it lies; one that was promised space lies in the file that has it, whatever the time.
 */
final class QueueWriter {
    private static final long NS_PER_MS = 1_000_000;
    /** More than Chronicle ever writes to its metadata. */
    private static final long METADATA_BYTES = 128 << 10;

    private final Path directory;
    private final FileOperations files;
    private final JournalConfig config;
    private final Forcer forcer;
    private final SingleChronicleQueue queue;
    private final ExcerptAppender appender;
    private final UnsafeBuffer mapped = new UnsafeBuffer(0, 0);
    private long timeMs;
    private Bytes<?> document;
    private long documentStart;
    private long placeOffset;
    private int placeLength;
    private long endBefore;
    private long documentEnd;
    private boolean hasBegunFile;
    /** Null unless each document is forced. */
    private WritePosition writePosition;

    private RollFile file;
    private Room room;
    private long startNs;
    private long lastNs = Long.MIN_VALUE;
    private long position;
    private long lastPosition;
    /** Nothing of this session is in the file yet. */
    private boolean isFresh;
    /** The file has been made here, and Chronicle has not heard of it. */
    private boolean isUnborn;
    /** What was reserved in the file before, until the first document of this one has ended it. */
    private Room roomBefore;

    private long positionBefore;

    private QueueWriter(
            Path directory, JournalConfig config, Forcer forcer, long timeNs, List<RollFile> existing, long endOfData)
            throws IOException {
        this.directory = directory;
        this.config = config;
        files = config.files();
        this.forcer = forcer;
        timeMs = TimeUnit.NANOSECONDS.toMillis(timeNs);
        Path metadata = directory.resolve(JournalFiles.METADATA);
        JournalFiles.createPrivate(files, metadata);
        reserveMetadata(metadata);
        if (!existing.isEmpty()) {
            RollFile last = existing.get(existing.size() - 1);
            use(last, Room.open(files, last.path(), endOfData, config.roomBytes()), endOfData);
        }
        try {
            if (!existing.isEmpty() && forcer.forcesEach()) {
                writePosition = WritePosition.ofForced(config.files(), file.path());
            }
            queue = SingleChronicleQueueBuilder.binary(directory)
                    .rollCycle(LargeRollCycles.HUGE_DAILY)
                    .blockSize(config.blockSizeBytes())
                    .timeProvider(() -> timeMs)
                    .checkInterrupts(false)
                    .build();
        } catch (IOException | RuntimeException | Error e) {
            closeRoom();
            throw e;
        }
        try {
            appender = queue.createAppender();
            appender.singleThreadedCheckDisabled(true);
        } catch (RuntimeException | Error e) {
            closeRoom();
            queue.close();
            throw e;
        }
    }

    /**
     * Opens the queue; who calls holds the writer's lock and has checked every file.
     *
     * @param existing the roll files that there are
     * @param endOfData where the data ends in the last of them
     */
    static QueueWriter open(
            Path directory, JournalConfig config, Forcer forcer, long timeNs, List<RollFile> existing, long endOfData)
            throws IOException {
        return new QueueWriter(directory, config, forcer, timeNs, existing, endOfData);
    }

    /** Begins to force as the policy says; tells of a failure on a thread of its own. */
    void start(Consumer<Throwable> onFailure) {
        forcer.start(onFailure);
    }

    /** Whether space for a document at this time is that of a file that has to be made. */
    boolean isInAnotherFile(long timeNs) {
        return timeNs > lastNs;
    }

    /**
     * Makes sure that there is space for a document at this time, for a record behind it, and for the end.
     *
     * @throws JournalFullException if there is none; nothing has changed then
     */
    void reserve(long timeNs) {
        if (isInAnotherFile(timeNs)) {
            beginDay(RollFile.of(directory, RollFile.dayOf(timeNs)));
        } else if (position > lastPosition) {
            room.extend(position, document);
            lastPosition = room.lastPosition();
        }
    }

    /** Writes a document of one record, and a reserved place of {@code placeBytes} behind it; space was reserved. */
    void append(RecordEncoder record, int placeBytes, long timeNs) throws IOException {
        DocumentContext context = begin(timeNs);
        Bytes<?> bytes = context.wire().bytes();
        long offset = bytes.writePosition();
        int length = record.length();
        mapped.wrap(bytes.addressForWrite(offset), length + placeBytes);
        record.copyTo(mapped, 0);
        mapped.setMemory(length, placeBytes, (byte) 0);
        end(context, offset, length, placeBytes);
        forcer.appended(1, placeBytes > 0);
        showForced();
    }

    /**
     * Writes a document of several records; space was reserved.
     *
     * @param awaitsOutcomes whether nobody is told of them before the next document
     */
    void append(RecordBatch records, boolean awaitsOutcomes, long timeNs) throws IOException {
        DocumentContext context = begin(timeNs);
        Bytes<?> bytes = context.wire().bytes();
        long offset = bytes.writePosition();
        mapped.wrap(bytes.addressForWrite(offset), records.lengthBytes());
        records.copyTo(mapped, 0);
        end(context, offset, records.lengthBytes(), 0);
        forcer.appended(records.count(), awaitsOutcomes);
        showForced();
    }

    private DocumentContext begin(long timeNs) {
        timeMs = Math.min(Math.max(timeNs, startNs), lastNs) / NS_PER_MS;
        placeLength = 0;
        if (writePosition != null) {
            writePosition.showLast();
        }
        return appender.writingDocument();
    }

    private void end(DocumentContext context, long offset, int length, int placeBytes) throws IOException {
        Bytes<?> bytes = context.wire().bytes();
        int end = length + placeBytes;
        bytes.writePosition(offset + end);
        context.close();
        holdBack();
        document = bytes;
        documentStart = offset - ChronicleFormat.WORD_BYTES;
        placeOffset = offset + length;
        placeLength = placeBytes;
        position = offset + end;
        hasBegunFile = isFresh;
        if (isFresh) {
            endBefore = documentEnd;
            hasBegun();
        }
        documentEnd = position;
    }

    /** Whether the last document is the first one of this session in its file. */
    boolean hasBegunFile() {
        return hasBegunFile;
    }

    /** The day of the file that the last document is in. */
    int day() {
        return file.day();
    }

    /** Then: where the last document ends of the file that was written before, 0 when there was none. */
    long endBefore() {
        return endBefore;
    }

    /** Where the last document ends, in bytes in its file. */
    long documentEnd() {
        return documentEnd;
    }

    /** The bytes of the place that the last document reserved and that is still open, 0 when there is none. */
    int placeLength() {
        return placeLength;
    }

    /** Writes a record into the open place. */
    void fill(RecordEncoder record) throws IOException {
        mapped.wrap(document.addressForWrite(placeOffset), record.length());
        record.publishTo(mapped, 0);
        placeLength = 0;
        forcer.appended(1, false);
        showForced();
    }

    /** Forces what is not forced yet, unless the policy is not to. */
    void force() throws IOException {
        forcer.force();
        showForced();
    }

    /**
     * Releases everything; a document that an append has left unfinished stays so.
     *
     * @param ended nothing is written behind the last document before all is read again
     */
    void close(boolean ended) {
        forcer.close();
        try {
            appender.close();
        } finally {
            try {
                queue.close();
            } finally {
                try {
                    if (ended) {
                        room.release(position);
                        shorten();
                    }
                } finally {
                    closeRoom();
                }
            }
        }
    }

    /**
     * Leaves the file no longer than the scanner says that it has to be, so that a cut of it is found wherever it is
     * made, in what was never used too.
     */
    private void shorten() {
        if (isFresh) {
            return;
        }
        try (FileChannel channel = files.open(file.path(), StandardOpenOption.WRITE)) {
            channel.truncate(ChronicleFormat.minFileBytes(documentStart));
        } catch (IOException e) {
            throw JournalIoException.of("cannot shorten", file.path(), e);
        }
    }

    private void reserveMetadata(Path metadata) throws IOException {
        if (config.roomBytes() == 0) {
            return;
        }
        try (FileSpace space = files.openSpace(metadata)) {
            space.allocate(0, METADATA_BYTES);
        } catch (IOException e) {
            throw new JournalFullException(metadata, e);
        }
    }

    /**
     * Makes the file before Chronicle does: private, and with space; Chronicle gives it its name. Under its name it
     * would be noted as used while it is empty, and after a kill it would be missed.
     */
    private void beginDay(RollFile next) {
        Room nextRoom = prepare(next);
        if (isUnborn) {
            room.close();
            removePrepared(file);
        } else {
            roomBefore = room;
            positionBefore = position;
        }
        use(next, nextRoom, 0);
        isUnborn = true;
    }

    private Room prepare(RollFile next) {
        Path prepared = next.preparedPath();
        try {
            files.delete(prepared);
            files.open(prepared, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)
                    .close();
            Room nextRoom = Room.open(files, prepared, 0, config.roomBytes());
            nextRoom.rename(next.path());
            return nextRoom;
        } catch (IOException e) {
            removePrepared(next);
            throw new JournalFullException(next.path(), e);
        } catch (JournalFullException e) {
            removePrepared(next);
            throw new JournalFullException(next.path(), e.getCause());
        }
    }

    /** Where that cannot be done it is when the file is made again, or the journal is opened. */
    private void removePrepared(RollFile unused) {
        try {
            files.delete(unused.preparedPath());
        } catch (IOException e) {
            // The queue uses it for its own day alone, which is not begun before.
        }
    }

    private void use(RollFile newFile, Room newRoom, long newPosition) {
        file = newFile;
        room = newRoom;
        startNs = RollFile.startNs(file.day());
        lastNs = RollFile.lastNs(file.day());
        position = newPosition;
        lastPosition = room.lastPosition();
        isFresh = true;
    }

    private void hasBegun() throws IOException {
        if (isUnborn && files.exists(file.preparedPath())) {
            throw new IOException("the queue has begun another file than the one that was made for it");
        }
        isFresh = false;
        isUnborn = false;
        forcer.begin(file.path());
        if (roomBefore != null) {
            roomBefore.release(positionBefore);
            roomBefore.close();
            roomBefore = null;
        }
    }

    private void holdBack() throws IOException {
        if (isUnborn && forcer.forcesEach()) {
            closeWritePosition();
            writePosition = WritePosition.ofNew(config.files(), file.path());
        }
        if (writePosition != null) {
            writePosition.holdBack();
        }
    }

    private void showForced() {
        if (writePosition != null && forcer.hasForcedAll()) {
            writePosition.forced();
        }
    }

    private void closeWritePosition() {
        if (writePosition != null) {
            writePosition.close();
            writePosition = null;
        }
    }

    private void closeRoom() {
        closeWritePosition();
        if (room != null) {
            room.close();
        }
        if (roomBefore != null) {
            roomBefore.close();
        }
    }
}
