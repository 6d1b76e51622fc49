package io.flipbook.journal;

import java.io.IOException;

/** The space that a file has on its device, which need not be what its length says. */
interface FileSpace extends AutoCloseable {
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
