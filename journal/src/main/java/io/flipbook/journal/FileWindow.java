package io.flipbook.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A file seen through one buffer of fixed size, filled by positional reads; never mapped, so that a file that is cut
 * meanwhile cannot raise an error in the middle of an instruction. One at a time is open; the buffer is kept.
 */
final class FileWindow implements Closeable {
    private static final int REFRESHED_BYTES = 4096;

    private final FileOperations files;
    private final ByteBuffer bytes;
    private final UnsafeBuffer buffer;
    private final ByteBuffer word = ByteBuffer.allocate(Long.BYTES).order(RecordLayout.ORDER);
    private FileChannel channel;
    private long start;
    private int length;
    /** So much is read at once: all that fits, unless there is hardly more. */
    private int aheadBytes;

    FileWindow(FileOperations files, int capacityBytes) {
        this.files = files;
        bytes = ByteBuffer.allocateDirect(capacityBytes);
        buffer = new UnsafeBuffer(bytes);
        aheadBytes = capacityBytes;
    }

    /** Opens a file, never through a symbolic link, in place of the one before. */
    void open(Path file) throws IOException {
        closeFile();
        channel = files.open(file, StandardOpenOption.READ);
    }

    /** The length of the file now. */
    long fileBytes() throws IOException {
        return channel.size();
    }

    /** Makes the bytes of a range available, from the buffer if they are there; false if the file ends before them. */
    boolean load(long position, int count) throws IOException {
        if (position >= start && position + count <= start + length) {
            return true;
        }
        aheadBytes = Math.min(bytes.capacity(), 2 * aheadBytes);
        return fill(channel, position, count, Math.max(count, aheadBytes));
    }

    /** As {@link #load}, always from the file: what a writer has changed since is seen. */
    boolean reload(long position, int count) throws IOException {
        return fill(channel, position, count, bytes.capacity());
    }

    /** The same, with little behind it, and not much more next time: for who has caught up with a writer. */
    boolean refresh(long position, int count) throws IOException {
        aheadBytes = REFRESHED_BYTES;
        return fill(channel, position, count, Math.max(count, aheadBytes));
    }

    /** Reads what fits of the file that another window has open. */
    void fillFrom(FileWindow other, long position) throws IOException {
        fill(other.channel, position, 0, bytes.capacity());
    }

    private boolean fill(FileChannel from, long position, int count, int limit) throws IOException {
        bytes.clear().limit(Math.min(limit, bytes.capacity()));
        start = position;
        length = 0;
        while (bytes.hasRemaining()) {
            int read = from.read(bytes, position + length);
            if (read <= 0) {
                break;
            }
            length += read;
        }
        bytes.clear();
        return length >= count;
    }

    /** Eight bytes straight from the file, 0 for those behind its end; the buffer stays as it is. */
    long peekLong(long position) throws IOException {
        word.clear().putLong(0, 0);
        channel.read(word, position);
        return word.getLong(0);
    }

    /** How many bytes from a position on are in the buffer; the position is in it. */
    int available(long position) {
        return (int) (start + length - position);
    }

    /** Where a loaded position lies in {@link #buffer()} and {@link #bytes()}. */
    int indexOf(long position) {
        return (int) (position - start);
    }

    int shortAt(long position) {
        return buffer.getShort(indexOf(position), RecordLayout.ORDER);
    }

    int intAt(long position) {
        return buffer.getInt(indexOf(position), RecordLayout.ORDER);
    }

    long longAt(long position) {
        return buffer.getLong(indexOf(position), RecordLayout.ORDER);
    }

    /** How many bytes before the last one that is not zero, that included, in a loaded range. */
    int usedBytes(long position, int count) {
        int first = indexOf(position);
        int end = first + count;
        while (end - first >= Long.BYTES && buffer.getLong(end - Long.BYTES) == 0) {
            end -= Long.BYTES;
        }
        while (end > first && buffer.getByte(end - 1) == 0) {
            end--;
        }
        return end - first;
    }

    UnsafeBuffer buffer() {
        return buffer;
    }

    ByteBuffer bytes() {
        return bytes;
    }

    @Override
    public void close() throws IOException {
        try {
            closeFile();
        } finally {
            BufferUtil.free(bytes);
        }
    }

    private void closeFile() throws IOException {
        start = 0;
        length = 0;
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
    }
}
