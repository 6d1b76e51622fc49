package io.flipbook.journal;

import java.io.IOException;
import net.openhft.posix.PosixAPI;

/** The space of a file of Linux, by {@code fallocate}. */
final class FileSpace implements Device.Space {
    private static final int KEEP_SIZE = 1;
    private static final int PUNCH_HOLE = 2;
    private static final int SEEK_END = 2;
    private static final int ENOSYS = 38;
    private static final int EOPNOTSUPP = 95;

    private final PosixAPI posix;
    private final int descriptor;

    FileSpace(PosixAPI posix, int descriptor) {
        this.posix = posix;
        this.descriptor = descriptor;
    }

    @Override
    public void extend(long endOffset) throws IOException {
        if (posix.lseek(descriptor, 0, SEEK_END) < endOffset && posix.ftruncate(descriptor, endOffset) != 0) {
            throw new IOException(posix.strerror(posix.lastError()));
        }
    }

    @Override
    public boolean allocate(long offset, long lengthBytes) throws IOException {
        int error = posix.fallocate(descriptor, KEEP_SIZE, offset, lengthBytes) == 0 ? 0 : posix.lastError();
        if (error == EOPNOTSUPP || error == ENOSYS) {
            return false;
        }
        if (error != 0) {
            throw new IOException(posix.strerror(error));
        }
        return true;
    }

    @Override
    public void release(long offset, long lengthBytes) {
        posix.fallocate(descriptor, KEEP_SIZE | PUNCH_HOLE, offset, lengthBytes);
    }

    @Override
    public void close() {
        posix.close(descriptor);
    }
}
