package io.flipbook.journal;

import java.io.IOException;
import net.openhft.posix.PosixAPI;

/** The space of a file of Linux, by {@code fallocate}. */
final class FileSpace implements Device.Space {
    private static final int KEEP_SIZE = 1;
    private static final int PUNCH_HOLE = 2;
    private static final int ENOSYS = 38;
    private static final int EOPNOTSUPP = 95;

    private final PosixAPI posix;
    private final int descriptor;

    FileSpace(PosixAPI posix, int descriptor) {
        this.posix = posix;
        this.descriptor = descriptor;
    }

    @Override
    public boolean allocate(long offset, long lengthBytes) throws IOException {
        int error = fallocate(KEEP_SIZE, offset, lengthBytes);
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
        fallocate(KEEP_SIZE | PUNCH_HOLE, offset, lengthBytes);
    }

    @Override
    public void close() {
        posix.close(descriptor);
    }

    /** The number of the error, 0 for none. */
    private int fallocate(int mode, long offset, long lengthBytes) {
        try {
            posix.fallocate(descriptor, mode, offset, lengthBytes);
            return 0;
        } catch (RuntimeException e) {
            int error = posix.lastError();
            return error == 0 ? ENOSYS : error;
        }
    }
}
