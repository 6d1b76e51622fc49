package io.flipbook.journal;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The header of a roll file, mapped: where Chronicle notes which document is the last one, by its position and by its
 * number with the position's lower bits above that. It goes on from there before each append.
 *
 * <p>The writer's thread alone.
 */
final class RollHeader implements AutoCloseable {
    private static final int POSITION = (int) ChronicleFormat.WRITE_POSITION_OFFSET;
    private static final int NUMBER = POSITION + Long.BYTES;
    private static final int MAPPED_BYTES = 4096;

    private final UnsafeBuffer header;

    private RollHeader(MappedByteBuffer mapped) {
        header = new UnsafeBuffer(mapped);
    }

    /** That of a file which is there, be it empty. */
    static RollHeader map(FileOperations files, Path file) throws IOException {
        MappedByteBuffer mapped = null;
        try (FileChannel channel = files.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, MAPPED_BYTES);
        } catch (IOException e) {
            BufferUtil.free(mapped); // does nothing where there is none
            throw e;
        }
        return new RollHeader(mapped);
    }

    long position() {
        long position = header.getLongVolatile(POSITION);
        return ChronicleFormat.SWAPS_BYTES ? Long.reverseBytes(position) : position;
    }

    /** The number of the last document, and the lower bits of its position. */
    long number() {
        return header.getLong(NUMBER, RecordLayout.ORDER);
    }

    /** Notes another document as the last one, once it is written. */
    void note(long position, long number) {
        boolean swap = ChronicleFormat.SWAPS_BYTES;
        header.putLongRelease(POSITION, swap ? Long.reverseBytes(position) : position);
        header.putLongRelease(NUMBER, swap ? Long.reverseBytes(number) : number);
    }

    @Override
    public void close() {
        BufferUtil.free(header);
    }
}
