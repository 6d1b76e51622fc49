package io.flipbook.engine.backing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.agrona.BufferUtil;
import org.agrona.UnsafeApi;

/**
 * Real two-sided memory, where Linux offers it: what is populated is touched, what is discarded is punched out of its
 * file, and {@link MemoryBacking#cost} says besides what the kernel has in use, {@code shared-measured} and {@code
 * private-measured}.
 */
public enum LinuxMemory {
    /** A memfd for each side. */
    MEMFD("memfd") {
        @Override
        SideMemory privateSide(LinuxCalls linux, long sizeBytes) {
            return memfd(linux, "private", sizeBytes);
        }
    },

    /**
     * A memfd for the shared side, and a guest_memfd of a plain virtual machine for the private one; it can be mapped
     * here, since nothing else could touch its pages. Since Linux 6.18, where {@code /dev/kvm} can be opened.
     */
    GUEST_MEMFD("guest-memfd") {
        @Override
        SideMemory privateSide(LinuxCalls linux, long sizeBytes) {
            int kvm = check("open /dev/kvm", linux.open("/dev/kvm", OPEN_READ_WRITE | OPEN_CLOSE_ON_EXEC, 0));
            try {
                int machine = check("make a virtual machine", linux.ioctl(kvm, KVM_CREATE_VM, 0));
                try {
                    return new FileSide(linux, guestMemfd(linux, machine, sizeBytes), sizeBytes);
                } finally {
                    linux.close(machine); // the file holds on to it
                }
            } finally {
                linux.close(kvm);
            }
        }
    };

    private static final int MEMFD_CLOSE_ON_EXEC = 1;
    private static final int OPEN_READ_WRITE = 2;
    private static final int OPEN_CLOSE_ON_EXEC = 0x80000;
    private static final long KVM_CREATE_VM = 0xAE01;
    private static final long KVM_CREATE_GUEST_MEMFD = 0xC040AED4L;
    private static final long GUEST_MEMFD_MAY_BE_MAPPED = 1;
    private static final long GUEST_MEMFD_STARTS_SHARED = 2;

    private final String type;

    /** Loaded once, and not before somebody asks for memory. */
    private static final class Calls {
        private static final LinuxCalls OF_THIS_MACHINE = LinuxCalls.ofThisMachine();
    }

    LinuxMemory(String type) {
        this.type = type;
    }

    /**
     * Memory for pages of a power of two bytes, at least the machine's, of which nothing is in use yet.
     *
     * @throws IllegalStateException if this machine has none, and why
     */
    public MemoryBacking open(long pageCount, long pageBytes, BackingSpec spec) {
        if (pageBytes < UnsafeApi.pageSize()) {
            throw new IllegalStateException(
                    "no pages of " + pageBytes + " bytes on this machine: its own have " + UnsafeApi.pageSize());
        }
        SideMemory shared;
        SideMemory hidden;
        try {
            LinuxCalls linux = Calls.OF_THIS_MACHINE;
            long sizeBytes = Math.multiplyExact(pageCount, pageBytes);
            shared = memfd(linux, "shared", sizeBytes);
            try {
                hidden = privateSide(linux, sizeBytes);
            } catch (IllegalStateException | LinkageError e) {
                shared.close();
                throw e;
            }
        } catch (LinkageError | ArithmeticException e) {
            throw new IllegalStateException("no " + type + " on this machine: " + e.getMessage(), e);
        }
        return new TwoSidedMemory(pageCount, pageBytes, spec, shared, hidden);
    }

    /** What it is called on record. */
    @Override
    public String toString() {
        return type;
    }

    abstract SideMemory privateSide(LinuxCalls linux, long sizeBytes);

    private static SideMemory memfd(LinuxCalls linux, String name, long sizeBytes) {
        int descriptor = check("make a memfd", linux.memfd_create("flipbook-" + name, MEMFD_CLOSE_ON_EXEC));
        if (linux.ftruncate(descriptor, sizeBytes) != 0) {
            int errno = LinuxCalls.errno();
            linux.close(descriptor);
            throw new IllegalStateException("cannot make a memfd of " + sizeBytes + " bytes: errno " + errno);
        }
        return new FileSide(linux, descriptor, sizeBytes);
    }

    /** Its argument is eight words: the size, flags, and six that are reserved. */
    private static int guestMemfd(LinuxCalls linux, int machine, long sizeBytes) {
        ByteBuffer argument = ByteBuffer.allocateDirect(8 * Long.BYTES).order(ByteOrder.nativeOrder());
        argument.putLong(0, sizeBytes).putLong(Long.BYTES, GUEST_MEMFD_MAY_BE_MAPPED | GUEST_MEMFD_STARTS_SHARED);
        long address = BufferUtil.address(argument);
        return check("make a guest_memfd", linux.ioctl(machine, KVM_CREATE_GUEST_MEMFD, address));
    }

    private static int check(String what, int descriptor) {
        if (descriptor < 0) {
            throw new IllegalStateException("cannot " + what + ": errno " + LinuxCalls.errno());
        }
        return descriptor;
    }
}
