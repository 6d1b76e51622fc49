package io.flipbook.engine.backing;

import io.flipbook.engine.device.Errno;
import java.nio.ByteBuffer;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A side of real memory: a file of Linux without a name that is mapped whole. Its pages are touched when they are
 * populated, and punched out when they are discarded; what is in use is asked of the kernel, by {@code mincore}. (A
 * guest_memfd has no count of blocks and cannot be searched for data; both kinds of file are asked in the same way.)
 */
final class FileSide implements SideMemory {
    private static final int READ_WRITE = 3;
    private static final int MAP_SHARED = 1;
    private static final int MADV_POPULATE_WRITE = 23;
    private static final int EAGAIN = 11;
    private static final int ENOMEM = 12;
    private static final int MADV_NOHUGEPAGE = 15;
    private static final int ASKED_PAGES = 1 << 16;

    private final LinuxCalls linux;
    private final int descriptor;
    private final long sizeBytes;
    private final long address;

    /** Takes over a file of so many bytes, which is closed if it cannot be mapped. */
    FileSide(LinuxCalls linux, int descriptor, long sizeBytes) {
        this.linux = linux;
        this.descriptor = descriptor;
        this.sizeBytes = sizeBytes;
        address = linux.mmap(null, sizeBytes, READ_WRITE, MAP_SHARED, descriptor, 0);
        if (address == -1) {
            int errno = LinuxCalls.errno();
            linux.close(descriptor);
            throw new IllegalStateException("cannot map " + sizeBytes + " bytes: errno " + errno);
        }
        linux.madvise(address, sizeBytes, MADV_NOHUGEPAGE); // a page is a page, where the system prefers large ones
    }

    @Override
    public Errno populate(long offset, long bytes) {
        if (linux.madvise(address + offset, bytes, MADV_POPULATE_WRITE) == 0) {
            return Errno.NONE;
        }
        switch (LinuxCalls.errno()) {
            case EAGAIN:
                return Errno.EAGAIN;
            case ENOMEM:
                return Errno.of("ENOMEM");
            default:
                return Errno.EFAULT;
        }
    }

    @Override
    public void discard(long offset, long bytes) {
        if (linux.fallocate(descriptor, LinuxCalls.PUNCH_HOLE | LinuxCalls.KEEP_SIZE, offset, bytes) != 0) {
            throw new IllegalStateException("cannot give " + bytes + " bytes back: errno " + LinuxCalls.errno());
        }
    }

    @Override
    public void cost(String name, CostVisitor visitor) {
        visitor.bytes(name + "-measured", bytesInUse());
    }

    private long bytesInUse() {
        long pageBytes = UnsafeApi.pageSize();
        UnsafeBuffer pages = new UnsafeBuffer(ByteBuffer.allocateDirect(ASKED_PAGES));
        long inUse = 0;
        for (long at = 0; at < sizeBytes; at += ASKED_PAGES * pageBytes) {
            long bytes = Math.min(sizeBytes - at, ASKED_PAGES * pageBytes);
            if (linux.mincore(address + at, bytes, pages.addressOffset()) != 0) {
                throw new IllegalStateException("cannot ask what is in memory: errno " + LinuxCalls.errno());
            }
            for (int page = 0; page < bytes / pageBytes; page++) {
                inUse += pages.getByte(page) & 1;
            }
        }
        return inUse * pageBytes;
    }

    @Override
    public void close() {
        linux.munmap(address, sizeBytes);
        linux.close(descriptor);
    }
}
