package io.flipbook.journal;

import java.io.IOException;
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
 * Writes documents to Chronicle's files, and forces them; most of them without asking Chronicle ({@link MappedBlock}).
 * Allocates nothing, except when the day changes.
 *
 * <p>Chronicle asks this class for the time, and is told that of the record being written, which decides in which file
 * it lies; one that was promised space lies in the file that has it, whatever the time.
 */
final class QueueWriter {
    private static final long NS_PER_MS = 1_000_000;
    /** More than Chronicle ever writes to its metadata. */
    private static final long METADATA_BYTES = 128 << 10;
    /** With less room a thread of its own would wake all the time; and who has many journals asks for less. */
    private static final long AHEAD_FROM_BYTES = 1 << 20;

    private final Path directory;
    private final FileOperations files;
    private final JournalConfig config;
    private final Forcer forcer;
    private final SingleChronicleQueue queue;
    private final ExcerptAppender appender;
    private final UnsafeBuffer mapped = new UnsafeBuffer(0, 0);
    private final MappedBlock block;
    /** Null where space is reserved by the writer alone. */
    private final RoomAhead ahead;
    /** Not where Chronicle's notes are held back, nor where a store may find no space: Chronicle meets that sooner. */
    private final boolean isDirect;

    private long timeMs;
    private Bytes<?> document;
    private long documentStart;
    private long placeOffset;
    private int placeLength;
    private long endBefore;
    private long documentEnd;
    private boolean hasBegunFile;
    private long writtenBytes;
    /** Null unless each document is forced. */
    private WritePosition writePosition;

    private WrittenFile file;
    private long startNs;
    private long lastNs = Long.MIN_VALUE;
    private long position;
    private long lastPosition;
    /** Nothing of this session is in the file yet. */
    private boolean isFresh;
    /** The file has been made here, and Chronicle has not heard of it. */
    private boolean isUnborn;
    /** The file before, until the first document of this one has ended it. */
    private WrittenFile fileBefore;

    private long positionBefore;

    /**
     * Opens the queue; who calls holds the writer's lock and has checked every file.
     *
     * @param existing the roll files that there are
     * @param endOfData where the data ends in the last of them
     */
    QueueWriter(
            Path directory, JournalConfig config, Forcer forcer, long timeNs, List<RollFile> existing, long endOfData)
            throws IOException {
        this.directory = directory;
        this.config = config;
        files = config.files();
        this.forcer = forcer;
        block = new MappedBlock(config.blockSizeBytes());
        ahead = files.makesRoomAhead() && config.roomBytes() >= AHEAD_FROM_BYTES ? new RoomAhead() : null;
        isDirect = config.roomBytes() > 0 && !forcer.forcesEach();
        timeMs = TimeUnit.NANOSECONDS.toMillis(timeNs);
        Path metadata = directory.resolve(JournalFiles.METADATA);
        JournalFiles.createPrivate(files, metadata);
        if (config.roomBytes() > 0) {
            Room.reserveWhole(files, metadata, METADATA_BYTES);
        }
        if (!existing.isEmpty()) {
            RollFile last = existing.get(existing.size() - 1);
            use(WrittenFile.open(files, last, last.path(), endOfData, config.roomBytes(), ahead), endOfData);
            writePosition = forcer.forcesEach() ? WritePosition.ofForced(file.header()) : null;
        }
        try {
            queue = SingleChronicleQueueBuilder.binary(directory)
                    .rollCycle(LargeRollCycles.HUGE_DAILY)
                    .blockSize(config.blockSizeBytes())
                    .timeProvider(() -> timeMs)
                    .checkInterrupts(false)
                    .build();
        } catch (RuntimeException | Error e) {
            closeFiles();
            throw e;
        }
        try {
            appender = queue.createAppender();
            appender.singleThreadedCheckDisabled(true);
        } catch (RuntimeException | Error e) {
            closeFiles();
            queue.close();
            throw e;
        }
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
            file.room().extend(position, document);
            lastPosition = file.room().lastPosition();
        }
    }

    /** Writes a document of one record, and a reserved place of {@code placeBytes} behind it; space was reserved. */
    void append(RecordEncoder record, int placeBytes, long timeNs) throws IOException {
        int length = record.length();
        placeLength = 0;
        if (isDirect && block.takes(position, length + placeBytes)) {
            documentStart = position;
            block.write(position, record, placeBytes);
            hasBegunFile = false;
        } else {
            appendByQueue(record, placeBytes, timeNs);
        }
        end(length, placeBytes);
        forcer.appended(1, placeBytes > 0);
        showForced();
    }

    /**
     * Writes a document of several records; space was reserved.
     *
     * @param awaitsOutcomes whether nobody is told of them before the next document
     */
    void append(RecordBatch records, boolean awaitsOutcomes, long timeNs) throws IOException {
        DocumentContext context = beginByQueue(records.lengthBytes(), timeNs);
        records.copyTo(mapped, 0);
        endByQueue(context, records.lengthBytes(), records.firstCrc());
        end(records.lengthBytes(), 0);
        forcer.appended(records.count(), awaitsOutcomes);
        showForced();
    }

    private void end(int length, int placeBytes) {
        placeOffset = documentStart + ChronicleFormat.WORD_BYTES + length;
        placeLength = placeBytes;
        position = placeOffset + placeBytes;
        documentEnd = position;
        writtenBytes += ChronicleFormat.WORD_BYTES + length + placeBytes;
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

    /** The bytes of all documents of this session, with their headers. */
    long writtenBytes() {
        return writtenBytes;
    }

    /** How many records were appended since the last force; any thread may ask. */
    long unforcedRecords() {
        return forcer.unforcedRecords();
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
        block.fill(placeOffset, record);
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
        if (file != null) {
            file.room().settle();
        }
        try {
            appender.close();
        } finally {
            try {
                queue.close();
            } finally {
                try {
                    if (ended) {
                        file.room().release(position);
                        if (!isFresh) {
                            file.shorten(files, documentStart);
                        }
                    }
                } finally {
                    closeFiles();
                }
            }
        }
    }

    /**
     * Makes the file before Chronicle does: private, and with space; Chronicle gives it its name. Under its name it
     * would be noted as used while it is empty, and after a kill it would be missed.
     */
    private void beginDay(RollFile next) {
        if (file != null) {
            file.room().settle();
        }
        WrittenFile prepared = prepare(next);
        if (isUnborn) {
            file.close();
            removePrepared(file.file());
        } else {
            fileBefore = file;
            positionBefore = position;
        }
        use(prepared, 0);
        isUnborn = true;
    }

    private WrittenFile prepare(RollFile next) {
        Path prepared = next.preparedPath();
        try {
            files.delete(prepared);
            files.open(prepared, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)
                    .close();
            return WrittenFile.open(files, next, prepared, 0, config.roomBytes(), ahead);
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

    private void use(WrittenFile newFile, long newPosition) {
        file = newFile;
        block.leave();
        startNs = RollFile.startNs(file.day());
        lastNs = RollFile.lastNs(file.day());
        position = newPosition;
        lastPosition = file.room().lastPosition();
        isFresh = true;
    }

    private void hasBegun() throws IOException {
        if (isUnborn && files.exists(file.file().preparedPath())) {
            throw new IOException("the queue has begun another file than the one that was made for it");
        }
        isFresh = false;
        isUnborn = false;
        forcer.begin(file.path());
        if (fileBefore != null) {
            fileBefore.room().release(positionBefore);
            fileBefore.close();
            fileBefore = null;
        }
    }

    private void holdBack() {
        if (isUnborn && forcer.forcesEach()) {
            writePosition = WritePosition.ofNew(file.header());
        }
        if (writePosition != null) {
            writePosition.holdBack();
        }
    }

    /** Has Chronicle write a document, which is how a file or a block begins. */
    private void appendByQueue(RecordEncoder record, int placeBytes, long timeNs) throws IOException {
        int length = record.length() + placeBytes;
        DocumentContext context = beginByQueue(length, timeNs);
        record.copyTo(mapped.addressOffset());
        MappedBlock.zero(mapped.addressOffset() + record.length(), placeBytes);
        endByQueue(context, length, record.crc());
    }

    /** Begins a document of so many bytes, which are {@link #mapped}. */
    private DocumentContext beginByQueue(int length, long timeNs) {
        timeMs = Math.min(Math.max(timeNs, startNs), lastNs) / NS_PER_MS;
        if (writePosition != null) {
            writePosition.showLast();
        }
        if (!block.holds(position, length)) {
            file.room().settle();
        }
        DocumentContext context = appender.writingDocument();
        document = context.wire().bytes();
        mapped.wrap(document.addressForWrite(document.writePosition()), length);
        return context;
    }

    private void endByQueue(DocumentContext context, int length, int crcOfFirst) throws IOException {
        long offset = document.writePosition();
        document.writePosition(offset + length);
        context.close();
        documentStart = offset - ChronicleFormat.WORD_BYTES;
        block.follow(document, documentStart, length, crcOfFirst, file.header());
        holdBack();
        hasBegunFile = isFresh;
        if (isFresh) {
            endBefore = documentEnd;
            hasBegun();
        }
    }

    private void showForced() {
        if (writePosition != null && forcer.hasForcedAll()) {
            writePosition.forced();
        }
    }

    private void closeFiles() {
        if (file != null) {
            file.close();
        }
        if (fileBefore != null) {
            fileBefore.close();
        }
        if (ahead != null) {
            ahead.end();
        }
    }
}
