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

    /** {@code memfd_create(2)}: a descriptor. */
    int memfd_create(CharSequence name, int flags);

    /** {@code open(2)}: a descriptor. */
    int open(CharSequence path, int flags, int mode);

    /** {@code close(2)}. */
    int close(int descriptor);

    /** {@code ioctl(2)}; the argument is an address, or what the request takes. */
    int ioctl(int descriptor, long request, long argument);

    /** {@code ftruncate(2)}. */
    int ftruncate(int descriptor, long sizeBytes);

    /** {@code fallocate(2)}, by {@link #KEEP_SIZE} and {@link #PUNCH_HOLE}. */
    int fallocate(int descriptor, int mode, long offset, long sizeBytes);

    /** {@code address} is null for any. */
    long mmap(Pointer address, long sizeBytes, int protection, int flags, int descriptor, long offset);

    /** {@code munmap(2)}. */
    int munmap(long address, long sizeBytes);

    /** {@code madvise(2)}. */
    int madvise(long address, long sizeBytes, int advice);

    /** {@code mincore(2)}; the vector has a byte for each page. */
    int mincore(long address, long sizeBytes, long vector);
}
