package io.flipbook.journal;

import java.io.IOException;
import java.nio.file.Path;
import net.openhft.posix.PosixAPI;

/** The space of a file of Linux, by {@code fallocate}, for which Java has nothing. */
final class PosixFileSpace implements FileSpace {
    private static final int OPEN_READ_WRITE = 2;
    private static final int OPEN_NO_FOLLOW = 0x20000;
    private static final int OPEN_CLOSE_ON_EXEC = 0x80000;
    private static final int KEEP_SIZE = 1;
    private static final int PUNCH_HOLE = 2;
    private static final int SEEK_END = 2;
    private static final int ENOSYS = 38;
    private static final int EOPNOTSUPP = 95;

    private final PosixAPI posix;
    private final int descriptor;

    private PosixFileSpace(PosixAPI posix, int descriptor) {
        this.posix = posix;
        this.descriptor = descriptor;
    }

    /** Opens a file, never through a symbolic link; on a machine without these calls nothing is opened. */
    static FileSpace open(Path file) throws IOException {
        PosixAPI posix = PosixAPI.posix();
        int descriptor;
        try {
            descriptor = posix.open(file.toString(), OPEN_READ_WRITE | OPEN_NO_FOLLOW | OPEN_CLOSE_ON_EXEC, 0);
        } catch (RuntimeException e) {
            return new UnknownSpace(); // The library has no calls for this machine.
        }
        if (descriptor < 0) {
            throw new IOException("cannot open " + file.getFileName() + ": " + posix.strerror(posix.lastError()));
        }
        return new PosixFileSpace(posix, descriptor);
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

    /** Of a file whose space can be had only by writing. */
    private static final class UnknownSpace implements FileSpace {
        @Override
        public void extend(long endOffset) {
            // Writing does that.
        }

        @Override
        public boolean allocate(long offset, long lengthBytes) {
            return false;
        }

        @Override
        public void release(long offset, long lengthBytes) {
            // It stays.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
