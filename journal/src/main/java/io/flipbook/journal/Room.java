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
 * it may ask for, and the end of the session or of the file.
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
    private long reservedEnd;

    private Room(FileOperations files, Path file, long aheadBytes, FileSpace space) {
        this.files = files;
        this.file = file;
        this.aheadBytes = aheadBytes;
        this.space = space;
    }

    /**
     * Reserves space in a file that is there.
     *
     * @param position where its data ends; 0 for a file that has none, not even a header
     * @param aheadBytes how much to reserve beyond what is promised; 0 to reserve nothing at all
     * @throws JournalFullException if there is no space
     */
    static Room open(FileOperations files, Path file, long position, long aheadBytes) {
        if (aheadBytes == 0) {
            return new Room(files, file, 0, null);
        }
        Room room;
        try {
            room = new Room(files, file, aheadBytes, files.openSpace(file));
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

    /** The file has another name from its first document on, behind which alone more is reserved. */
    void rename(Path newFile) {
        file = newFile;
    }

    /** The last position at which a document may begin as things are. */
    long lastPosition() {
        return space == null ? Long.MAX_VALUE : reservedEnd - PROMISED_BYTES;
    }

    /**
     * Reserves more; {@code mapped} is where the last document was written, null if none was.
     *
     * @throws JournalFullException if there is no space; all is as it was then
     */
    void extend(long position, Bytes<?> mapped) {
        reserve(position, reservedEnd);
        if (mapped != null) {
            populate(position, mapped);
        }
    }

    /** Gives back what is behind the end of the data: nothing more is written to the file. */
    void release(long position) {
        long from = pageEnd(position + END_BYTES);
        if (from < reservedEnd) {
            space.release(from, reservedEnd - from);
        }
    }

    /** Closes the file; what is reserved stays so. */
    void close() {
        if (space != null) {
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

    private void populate(long position, Bytes<?> mapped) {
        BytesStore<?, ?> store = mapped.bytesStore();
        long from = position / PAGE_BYTES * PAGE_BYTES;
        long to = Math.min(reservedEnd, store.start() + store.realCapacity());
        if (from >= store.start() && from < to) {
            files.populate(store.addressForWrite(from), to - from);
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
