package io.flipbook.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.BytesStore;

/**
 * Space on the device that is reserved in one roll file ahead of the position where its next document goes, so that no
 * write to the mapped file can find the device full: that would be a fault in the middle of an instruction.
 *
 * <pre>
 *   0 ...... first indexes | data ...... position | promised | ahead ...... reserved end
 * </pre>
 *
 * <p>Nothing new may be begun unless all that is promised is reserved behind it: the document itself, the outcome that
 * it may ask for, and the end of the session or of the file. When half of what is ahead is used {@link RoomAhead}
 * reserves the next half, where there is one.
 */
final class Room {
    /** Chronicle's indexes at the beginning of a file, and what it writes in front of them. */
    static final long FIRST_INDEXES_BYTES = 0x81000;
    /** A further index of Chronicle's, which may come at any time. */
    private static final long INDEX_BYTES = 260 << 10;

    private static final long PAGE_BYTES = 4096;
    /** END and the end mark, with their words. */
    private static final long END_BYTES = PAGE_BYTES;
    /** What every document, and the one that it may ask for, need until the next one is begun. */
    static final long PROMISED_BYTES = 2 * RecordLayout.MAX_DOCUMENT_BYTES + INDEX_BYTES + END_BYTES;

    private static final int ZEROS_BYTES = 64 << 10;

    private final FileOperations files;
    private Path file;
    private final long aheadBytes;
    private final FileSpace space;
    /** Null where the writer reserves all by itself. */
    private final RoomAhead ahead;

    private long reservedEnd;
    private boolean isAsked;
    /** Where the next half ends. */
    private long nextEnd;

    private long memoryAddress;
    private long memoryBytes;

    private Room(FileOperations files, Path file, long aheadBytes, FileSpace space, RoomAhead ahead) {
        this.files = files;
        this.file = file;
        this.aheadBytes = aheadBytes;
        this.space = space;
        this.ahead = ahead;
    }

    /**
     * Reserves space in a file that is there.
     *
     * @param position where its data ends; 0 for a file that has none, not even a header
     * @param aheadBytes how much to reserve beyond what is promised; 0 to reserve nothing at all
     * @param ahead reserves on a thread of its own; null for none
     * @throws JournalFullException if there is no space
     */
    static Room open(FileOperations files, Path file, long position, long aheadBytes, RoomAhead ahead) {
        if (aheadBytes == 0) {
            return new Room(files, file, 0, null, null);
        }
        Room room;
        try {
            room = new Room(files, file, aheadBytes, files.openSpace(file), ahead);
        } catch (IOException e) {
            throw new JournalFullException(file, e);
        }
        try {
            room.begin(position);
            return room;
        } catch (RuntimeException | Error e) {
            room.close();
            throw e;
        }
    }

    /**
     * Reserves space for all that is ever written to a file.
     *
     * @throws JournalFullException if there is none
     */
    static void reserveWhole(FileOperations files, Path file, long sizeBytes) {
        try (FileSpace space = files.openSpace(file)) {
            space.allocate(0, sizeBytes);
        } catch (IOException e) {
            throw new JournalFullException(file, e);
        }
    }

    /** The file has another name from its first document on, behind which alone more is reserved. */
    void rename(Path newFile) {
        file = newFile;
    }

    /** Behind this position no document may begin before {@link #extend} was called. */
    long lastPosition() {
        if (space == null) {
            return Long.MAX_VALUE;
        }
        return ahead == null || isAsked ? lastReserved() : lastReserved() - aheadBytes / 2;
    }

    private long lastReserved() {
        return reservedEnd - PROMISED_BYTES;
    }

    /**
     * Reserves more, or has it reserved; {@code mapped} is where the last document was written, null if none was.
     *
     * @throws JournalFullException if there is no space; all is as it was then
     */
    void extend(long position, Bytes<?> mapped) {
        if (position > lastReserved() && !(settle() && position <= lastReserved())) {
            reserve(position, reservedEnd);
            if (mapped != null) {
                findMemory(position, reservedEnd, mapped);
                populate();
            }
        }
        if (position > lastPosition() && mapped != null) {
            ask(position, mapped);
        }
    }

    /** What is mapped, or the file, is to be left: nobody is to be at work there. Whether there is more room by now. */
    boolean settle() {
        boolean isHad = isAsked && ahead.take();
        if (isHad) {
            reservedEnd = nextEnd;
        }
        isAsked = false;
        return isHad;
    }

    private void ask(long position, Bytes<?> mapped) {
        nextEnd = pageEnd(reservedEnd + aheadBytes / 2);
        findMemory(position, nextEnd, mapped);
        isAsked = true;
        ahead.ask(this);
    }

    /** Reserves the next half, on the other thread; whether that could be done. */
    boolean reserveNext() {
        try {
            space.extend(nextEnd);
            if (!space.allocate(reservedEnd, nextEnd - reservedEnd)) {
                return false; // by writing alone
            }
        } catch (IOException e) {
            space.release(reservedEnd, nextEnd - reservedEnd);
            return false;
        }
        populate();
        return true;
    }

    /** Gives back what is behind the end of the data: nothing more is written to the file. */
    void release(long position) {
        settle();
        long from = pageEnd(position + END_BYTES);
        if (from < reservedEnd) {
            space.release(from, reservedEnd - from);
        }
    }

    /** Closes the file; what is reserved stays so. */
    void close() {
        if (space != null) {
            settle();
            space.close();
        }
    }

    private void begin(long position) {
        if (position == 0) {
            reserve(FIRST_INDEXES_BYTES, 0);
            return;
        }
        reserve(position, position);
        try {
            // Where that is not available nothing is: among data nothing may be written.
            space.allocate(0, FIRST_INDEXES_BYTES);
        } catch (IOException e) {
            throw new JournalFullException(file, e);
        }
    }

    /** All that is wanted, or less and less of it, but never less than what is promised. */
    private void reserve(long position, long from) {
        for (long ahead = aheadBytes; ; ahead /= 4) {
            long end = pageEnd(position + PROMISED_BYTES + ahead);
            try {
                // First, since some file systems drop space behind the end when a file grows.
                space.extend(end);
                if (!space.allocate(from, end - from)) {
                    writeZeros(from, end);
                }
                reservedEnd = end;
                return;
            } catch (IOException e) {
                // Some file systems keep what they had found when the rest was missing.
                space.release(from, end - from);
                if (ahead < PAGE_BYTES) {
                    throw new JournalFullException(file, e);
                }
            }
        }
    }

    /** Finds where the file is in memory from a position up to an end, or up to that of what is mapped. */
    private void findMemory(long position, long end, Bytes<?> mapped) {
        BytesStore<?, ?> store = mapped.bytesStore();
        long from = position / PAGE_BYTES * PAGE_BYTES;
        long to = Math.min(end, store.realCapacity()); // which is where it ends in the file
        boolean isMapped = from >= store.start() && from < to;
        memoryAddress = isMapped ? store.addressForWrite(from) : 0;
        memoryBytes = isMapped ? to - from : 0;
    }

    private void populate() {
        if (memoryBytes > 0) {
            files.populate(memoryAddress, memoryBytes);
        }
    }

    /** Nothing but the journal's writer changes these bytes, and it has not come there yet. */
    private void writeZeros(long from, long to) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS_BYTES);
        try (FileChannel channel = files.open(file, StandardOpenOption.WRITE)) {
            long at = from;
            while (at < to) {
                zeros.clear().limit((int) Math.min(ZEROS_BYTES, to - at));
                at += channel.write(zeros, at);
            }
        }
    }

    private static long pageEnd(long position) {
        return (position + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
    }
}
