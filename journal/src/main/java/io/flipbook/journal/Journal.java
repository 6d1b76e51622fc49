package io.flipbook.journal;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.UUID;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A journal that is open for writing.
 *
 * <p>There is one writer, in all processes, and it appends from one thread: that of its first append. {@link #close()}
 * may be called on any thread once that one appends no more. What a successful call has appended survives the end of
 * the process at any instruction.
 */
public final class Journal implements RecordLog {
    private static final VarHandle LAST_SEQUENCE = longField("lastSequence");
    private static final VarHandle LAST_TIME_NS = longField("lastTimeNs");

    /** How many documents of one record find space once {@link #reserve} has returned. */
    private static final int PROMISED_RECORDS = 2;

    private final JournalConfig config;
    private final Path directory;
    private final WriterLock lock;
    private final boolean isNew;
    private final UUID identity;
    private final QueueWriter queue;
    private final ManifestWriter manifest;
    private final RecordEncoder encoder = new RecordEncoder();
    private long lastSequence;
    private long lastTimeNs;
    private int lastCrc;
    private Thread owner;
    private volatile Throwable failure;
    private int promised;
    private boolean isRolling;
    private boolean closed;

    private Journal(
            JournalConfig config,
            Path directory,
            WriterLock lock,
            Recovery found,
            ManifestWriter manifest,
            QueueWriter queue) {
        this.config = config;
        this.directory = directory;
        this.lock = lock;
        this.manifest = manifest;
        this.queue = queue;
        isNew = found.isNew();
        identity = found.identity();
        lastSequence = found.lastSequence();
        lastTimeNs = found.lastTimeNs();
        lastCrc = found.lastCrc();
    }

    /**
     * Opens a journal for writing, and creates it where the directory is missing or empty.
     *
     * <p>What is there is read through first, each good record in order to {@code recovery}, also when damage turns up
     * later. A record that a killed writer has not finished is no damage: it was never acknowledged, and is erased.
     *
     * @param recovery receives what is there; it must not ask to stop
     * @return the journal, after {@code BEGIN} or {@code RECOVER} was appended
     * @throws IllegalStateException if another writer is alive, in this process or another; at once; or if this
     *     virtual machine was started without a flag of {@link PlatformFlags}
     * @throws IllegalArgumentException if the directory is neither a journal nor empty
     * @throws JournalDamagedException if anything is wrong with the files; nothing was changed
     * @throws JournalVersionException if a later version wrote them; nothing was changed
     * @throws JournalIoException if a file cannot be read or written
     */
    public static Journal open(JournalConfig config, RecordVisitor recovery) {
        PlatformFlags.check();
        Path directory = JournalFiles.prepare(config.files(), config.directory());
        WriterLock lock = WriterLock.acquire(directory, config.files());
        QueueWriter queue = null;
        try {
            Recovery found = Recovery.of(directory, config.files(), config.recovery(), recovery);
            found.repair();
            ManifestWriter manifest = found.openManifest();
            queue = found.openQueue(config);
            Journal journal = new Journal(config, directory, lock, found, manifest, queue);
            UnsafeBuffer first = found.firstRecord(config.syncPolicy(), config.writer());
            journal.write(
                    found.firstType(), found.firstFlags(), first, 0, first.capacity(), 0, found.hasFileWithoutRecord());
            journal.retainAtOpening();
            queue.start(e -> journal.failure = e);
            return journal;
        } catch (RuntimeException | Error e) {
            try {
                if (queue != null) {
                    queue.close(false);
                }
            } finally {
                lock.release();
            }
            throw e;
        }
    }

    /** Whether {@link #open} has created this journal. */
    public boolean isNew() {
        return isNew;
    }

    /** What tells this journal from every other; made once, when it was created. */
    public UUID identity() {
        return identity;
    }

    /** The journal's directory, without symbolic links in it. */
    public Path directory() {
        return directory;
    }

    @Override
    public long append(int type, int userFlags, DirectBuffer payload, int offset, int length) {
        check(type, userFlags, payload, offset, length);
        return write(type, flags(userFlags), payload, offset, length, 0, takePromise());
    }

    @Override
    public long appendAll(RecordBatch records) {
        checkBatch(records);
        return write(records, false, takePromise());
    }

    @Override
    public long appendAllReserving(RecordBatch records) {
        checkBatch(records);
        promised = 0;
        long first = write(records, true, false);
        promised = 1;
        return first;
    }

    @Override
    public long appendReserving(
            int type, int userFlags, DirectBuffer payload, int offset, int length, int reservedPayloadLength) {
        check(type, userFlags, payload, offset, length);
        RecordLayout.checkPlace(length, reservedPayloadLength);
        int placeBytes = RecordLayout.lengthOf(reservedPayloadLength);
        promised = 0;
        return write(type, flags(userFlags) | RecordLayout.RESERVES, payload, offset, length, placeBytes, false);
    }

    @Override
    public long fill(int type, int userFlags, DirectBuffer payload, int offset, int length) {
        check(type, userFlags, payload, offset, length);
        int placeLength = queue.placeLength();
        if (placeLength == 0) {
            throw new IllegalStateException("no reserved place is open");
        }
        if (RecordLayout.lengthOf(length) > placeLength) {
            return write(type, flags(userFlags), payload, offset, length, 0, true);
        }
        try {
            encode(type, userFlags << RecordLayout.USER_FLAGS_SHIFT, payload, offset, length, now());
            queue.fill(encoder);
            return ++lastSequence;
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    @Override
    public void reserve() {
        checkOwner();
        try {
            reserve(now());
            promised = PROMISED_RECORDS;
        } catch (JournalFullException e) {
            throw e;
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** Any thread may ask, and one that does not write may be told a little late. */
    @Override
    public long lastSequence() {
        return (long) LAST_SEQUENCE.getOpaque(this);
    }

    /** As {@link #lastSequence}. */
    @Override
    public long lastTimeNs() {
        return (long) LAST_TIME_NS.getOpaque(this);
    }

    @Override
    public long writtenBytes() {
        return queue.writtenBytes();
    }

    /** When this session's records are forced. */
    public SyncPolicy syncPolicy() {
        return config.syncPolicy();
    }

    /** How many records of this session were appended and not forced; never forced: all. Any thread may ask. */
    public long unforcedRecords() {
        return queue.unforcedRecords();
    }

    /** What it has failed with, a force on another thread perhaps; null while it has not. Any thread may ask. */
    public Throwable failure() {
        return failure;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (failure == null) {
                UnsafeBuffer end = SessionRecords.end(lastSequence);
                write(RecordType.END, flags(0), end, 0, end.capacity(), 0, true);
                force();
            }
        } finally {
            closeFiles();
        }
    }

    /** The manifest comes last: it says that the queue's files will not change any more. */
    private void closeFiles() {
        try {
            queue.close(failure == null);
            if (failure == null) {
                manifest.hasEnded(lastSequence, lastCrc, queue.documentEnd());
            }
        } catch (IOException e) {
            throw JournalIoException.of("cannot write " + JournalFiles.MANIFEST + " in", directory, e);
        } finally {
            lock.release();
        }
    }

    /** Writes a document; {@code hasSpace} if it was promised space before. */
    private long write(
            int type, int flags, DirectBuffer payload, int offset, int length, int placeBytes, boolean hasSpace) {
        try {
            long timeNs = now();
            if (!hasSpace) {
                reserve(timeNs);
            }
            encode(type, flags, payload, offset, length, timeNs);
            queue.append(encoder, placeBytes, timeNs);
            written(encoder.previousCrc());
            return ++lastSequence;
        } catch (JournalFullException e) {
            throw e;
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    private long write(RecordBatch records, boolean awaitsOutcomes, boolean hasSpace) {
        try {
            long timeNs = now();
            if (!hasSpace) {
                reserve(timeNs);
            }
            int crcBefore = lastCrc;
            long first = lastSequence + 1;
            lastTimeNs = timeNs;
            lastCrc = records.seal(flags(0), first, timeNs, crcBefore);
            queue.append(records, awaitsOutcomes, timeNs);
            written(crcBefore);
            lastSequence += records.count();
            return first;
        } catch (JournalFullException e) {
            throw e;
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** A document was written that follows a record with that checksum. */
    private void written(int crcBefore) throws IOException {
        if (queue.hasBegunFile()) {
            manifest.dayHasBegun(queue.day(), lastSequence + 1, crcBefore, queue.endBefore());
            retain();
            manifest.tryToReserve();
            if (isRolling) {
                isRolling = false;
                config.observer().onRollEnd(queue.day(), lastSequence + 1);
            }
        }
    }

    /** Whether the next document has space. */
    private boolean takePromise() {
        boolean hasSpace = promised > 0;
        promised = hasSpace ? promised - 1 : 0;
        return hasSpace;
    }

    private void reserve(long timeNs) {
        if (queue.isInAnotherFile(timeNs)) {
            config.observer().onRollBegin();
            isRolling = true;
            manifest.reserve();
        }
        queue.reserve(timeNs);
    }

    /** What was needed when the file of this day began may not be any more. */
    private void retainAtOpening() {
        try {
            retain();
        } catch (IOException e) {
            throw JournalIoException.of("cannot drop files of", directory, e);
        }
    }

    private void retain() throws IOException {
        manifest.retain(config.retention(), config.oldestNeeded(), lastTimeNs);
    }

    /** The journal time of the next record. */
    private long now() {
        return Math.max(lastTimeNs, config.clock().timeNs());
    }

    private void encode(int type, int flags, DirectBuffer payload, int offset, int length, long timeNs) {
        lastTimeNs = timeNs;
        encoder.encode(type, flags, lastSequence + 1, timeNs, lastCrc, payload, offset, length);
        lastCrc = encoder.crc();
    }

    private void force() {
        try {
            queue.force();
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** Flags of a record that gets a document of its own. */
    private int flags(int userFlags) {
        int openPlace = queue.placeLength() > 0 ? RecordLayout.AFTER_OPEN_PLACE : 0;
        return userFlags << RecordLayout.USER_FLAGS_SHIFT | openPlace;
    }

    private void checkBatch(RecordBatch records) {
        checkOwner();
        if (records.count() == 0) {
            throw new IllegalArgumentException("a batch without records");
        }
    }

    private void check(int type, int userFlags, DirectBuffer payload, int offset, int length) {
        checkOwner();
        RecordType.checkUser(type, userFlags);
        RecordLayout.checkPayload(payload, offset, length);
    }

    private void checkOwner() {
        if (Thread.currentThread() != owner || failure != null || closed) {
            checkState();
        }
    }

    private void checkState() {
        if (closed) {
            throw new IllegalStateException("journal is closed: " + directory);
        }
        if (failure != null) {
            throw new IllegalStateException(
                    "journal has failed: " + directory + ": " + JournalIoException.reason(failure), failure);
        }
        if (owner == null) {
            owner = Thread.currentThread();
        } else if (owner != Thread.currentThread()) {
            throw new IllegalStateException("journal belongs to thread " + owner.getName() + ", called on "
                    + Thread.currentThread().getName());
        }
    }

    private static VarHandle longField(String name) {
        try {
            return MethodHandles.lookup().findVarHandle(Journal.class, name, long.class);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private JournalIoException failed(Throwable cause) {
        failure = cause;
        return JournalIoException.ofAppend(directory, lastSequence, lastTimeNs, cause);
    }
}
