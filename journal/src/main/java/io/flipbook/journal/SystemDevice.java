package io.flipbook.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import net.openhft.posix.PosixAPI;

/** The machine's own devices, by system calls of Linux where Java has none; elsewhere those are not available. */
final class SystemDevice implements Device {
    private static final int OPEN_READ_WRITE = 2;
    private static final int OPEN_NO_FOLLOW = 0x20000;
    private static final int OPEN_CLOSE_ON_EXEC = 0x80000;
    /** MADV_POPULATE_WRITE, since Linux 5.14. */
    private static final int POPULATE_WRITE = 23;

    @Override
    public void force(FileChannel channel, Path path) throws IOException {
        channel.force(false);
    }

    @Override
    public Space open(Path file) throws IOException {
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
        return new FileSpace(posix, descriptor);
    }

    @Override
    public void populate(long address, long lengthBytes) {
        PosixAPI.posix().madvise(address, lengthBytes, POPULATE_WRITE);
    }

    /** Of a file whose space can be had only by writing. */
    private static final class UnknownSpace implements Space {
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
