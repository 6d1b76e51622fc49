package io.flipbook.benchmarks;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The floor: a file that is mapped by hand, with nothing but a length in front of each entry, written last. */
@State(Scope.Thread)
public class MappedFile {
    private static final int SIZE_BYTES = 128 << 20;

    private final UnsafeBuffer mapped = new UnsafeBuffer(0, 0);
    private int position;

    @Setup(Level.Invocation)
    public void map(Place place) throws IOException {
        try (FileChannel file = FileChannel.open(place.path().resolve("mapped"), CREATE_NEW, READ, WRITE)) {
            mapped.wrap(file.map(FileChannel.MapMode.READ_WRITE, 0, SIZE_BYTES));
        }
        position = 0;
    }

    @TearDown(Level.Invocation)
    public void unmap() {
        IoUtil.unmap((MappedByteBuffer) mapped.byteBuffer());
        mapped.wrap(0, 0);
    }

    UnsafeBuffer buffer() {
        return mapped;
    }

    /** Where the next entry is to be written. */
    int begin() {
        return position + Long.BYTES;
    }

    /** Publishes an entry of a multiple of 8 bytes. */
    void end(int length) {
        mapped.putIntRelease(position, length);
        position += Long.BYTES + length;
    }
}
