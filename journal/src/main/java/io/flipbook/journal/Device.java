package io.flipbook.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** What is asked of the machine beyond reading and writing: to make data durable, and to keep space for it. */
interface Device {
    /** Writes to the device what the kernel holds of a file, or of a directory; returns when that is done. */
    void force(FileChannel channel, Path path) throws IOException;

    /** Opens a file to reserve space in it. */
    Space open(Path file) throws IOException;

    /** Makes the pages of a mapping ready to be written to; where that cannot be done each is at its first write. */
    void populate(long address, long lengthBytes);

    /** The space that a file has on its device, which need not be what its length says. */
    interface Space extends AutoCloseable {
        /** Makes the file at least so long; what is added is zeros, and takes no space. */
        void extend(long endOffset) throws IOException;

        /**
         * Gives a range space wherever it has none yet; data and length of the file stay as they are.
         *
         * @return false if this machine or file system cannot do that
         * @throws IOException if there is no space, or for any other reason
         */
        boolean allocate(long offset, long lengthBytes) throws IOException;

        /** Gives back the space of a range, which must hold no data; where that cannot be done it stays. */
        void release(long offset, long lengthBytes);

        /** Closes the file; never throws. */
        @Override
        void close();
    }
}
