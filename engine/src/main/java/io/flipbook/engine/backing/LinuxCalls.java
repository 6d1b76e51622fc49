package io.flipbook.engine.backing;

import jnr.ffi.LibraryLoader;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;

/**
 * The calls of Linux that real memory needs, by the native library that the journal's queue brings along. Public for
 * that library alone. Sizes, offsets and addresses are bytes; -1 is a failure, and {@link #errno()} says which.
 */
public interface LinuxCalls {
    /** For {@link #fallocate}: the size of the file stays. */
    int KEEP_SIZE = 1;

    /** For {@link #fallocate}: the range is given back. */
    int PUNCH_HOLE = 2;

    /** The calls of this machine. */
    static LinuxCalls ofThisMachine() {
        return LibraryLoader.create(LinuxCalls.class).load("c");
    }

    /** What the last call of this thread said. */
    static int errno() {
        return Runtime.getSystemRuntime().getLastError();
    }

    int memfd_create(CharSequence name, int flags);

    int open(CharSequence path, int flags, int mode);

    int close(int descriptor);

    int ioctl(int descriptor, long request, long argument);

    int ftruncate(int descriptor, long sizeBytes);

    int fallocate(int descriptor, int mode, long offset, long sizeBytes);

    /** {@code address} is null for any. */
    long mmap(Pointer address, long sizeBytes, int protection, int flags, int descriptor, long offset);

    int munmap(long address, long sizeBytes);

    int madvise(long address, long sizeBytes, int advice);

    int mincore(long address, long sizeBytes, long vector);
}
