package io.flipbook.replay.trace;

/**
 * What one line of a trace tells.
 *
 * <p>Addresses, offsets and sizes are unsigned 64-bit values held in a {@code long}. What is printed is what stands
 * here: an event may hold an empty, misaligned or wrapping range, since QEMU traces a request before it checks it.
 */
public sealed interface TraceEvent {
    /** The event's name, by which events are counted; empty for a blank line or a comment. */
    String name();

    /** Whether a range of a block can be used by devices, in QEMU's words. */
    enum BlockState {
        DISCARDED,
        POPULATED,
        MIXTURE
    }

    /** QEMU is asked to convert; fires before the request is checked ({@code accel/kvm/kvm-all.c}). */
    record KvmConvertMemory(long startGpa, long sizeBytes, boolean toPrivate) implements TraceEvent {
        @Override
        public String name() {
            return "kvm_convert_memory";
        }
    }

    /** The guest touched memory that is on the other side. */
    record KvmMemoryFault(long startGpa, long sizeBytes, long flags) implements TraceEvent {
        private static final long PRIVATE = 8;

        @Override
        public String name() {
            return "kvm_memory_fault";
        }

        /** Whether it was a private access. */
        public boolean isPrivate() {
            return (flags & PRIVATE) != 0;
        }
    }

    /**
     * A memory slot appears, changes, or vanishes with size 0.
     *
     * @param guestMemfd -1 where there is none
     * @param ret what the kernel answered, 0 for success
     */
    record KvmSetUserMemory(
            int addressSpace,
            int slot,
            long flags,
            long gpa,
            long sizeBytes,
            long userAddress,
            int guestMemfd,
            long guestMemfdOffset,
            int ret)
            implements TraceEvent {
        @Override
        public String name() {
            return "kvm_set_user_memory";
        }
    }

    /** Pages of a block changed; the block is not named. */
    record RamBlockAttributesStateChange(long offsetBytes, long sizeBytes, BlockState from, BlockState to)
            implements TraceEvent {
        @Override
        public String name() {
            return "ram_block_attributes_state_change";
        }
    }

    /** The guest asks to plug blocks; the answer is the thread's next {@link VirtioMemSendResponse}. */
    record VirtioMemPlugRequest(long addressGpa, int nbBlocks) implements TraceEvent {
        @Override
        public String name() {
            return "virtio_mem_plug_request";
        }
    }

    /** The guest asks to unplug blocks; answered like {@link VirtioMemPlugRequest}. */
    record VirtioMemUnplugRequest(long addressGpa, int nbBlocks) implements TraceEvent {
        @Override
        public String name() {
            return "virtio_mem_unplug_request";
        }
    }

    /** An answer: 0 ACK, 1 NACK, 2 BUSY, 3 ERROR; another number is kept as it is. */
    record VirtioMemSendResponse(int type) implements TraceEvent {
        /** The request was done. */
        public static final int ACK = 0;

        @Override
        public String name() {
            return "virtio_mem_send_response";
        }
    }

    /** All blocks were unplugged. */
    record VirtioMemUnpluggedAll() implements TraceEvent {
        @Override
        public String name() {
            return "virtio_mem_unplugged_all";
        }
    }

    /** The part of the device's region that the guest may plug has another size. */
    record VirtioMemResizedUsableRegion(long oldSizeBytes, long newSizeBytes) implements TraceEvent {
        @Override
        public String name() {
            return "virtio_mem_resized_usable_region";
        }
    }

    /** VFIO listens to a section of guest memory, which ends <em>at</em> {@code endInclusiveGpa}. */
    record VfioListenerRegionAddRam(long startGpa, long endInclusiveGpa) implements TraceEvent {
        @Override
        public String name() {
            return "vfio_listener_region_add_ram";
        }
    }

    /**
     * The kernel sets a range's attributes; fires for requests that change nothing too.
     *
     * @param endGpa exclusive; 0 stands for 2^64
     */
    record KvmVmSetMemAttributes(long startGpa, long endGpa, long attributes) implements TraceEvent {
        private static final long PRIVATE = 8;

        @Override
        public String name() {
            return "kvm_vm_set_mem_attributes";
        }

        /** The length, 0 for an empty range. */
        public long sizeBytes() {
            return endGpa - startGpa;
        }

        /** Whether the range is private from now on; otherwise shared. */
        public boolean toPrivate() {
            return (attributes & PRIVATE) != 0;
        }
    }

    /** The guest calls the hypervisor. Only a map-GPA-range call tells of a conversion. */
    record KvmHypercall(long nr, long a0, long a1, long a2, long a3) implements TraceEvent {
        private static final long MAP_GPA_RANGE = 0xc;
        private static final long PRIVATE = 1 << 4;

        @Override
        public String name() {
            return "kvm_hypercall";
        }

        /** Whether {@link #gpa}, {@link #pages} and {@link #toPrivate} mean anything. */
        public boolean isMapGpaRange() {
            return nr == MAP_GPA_RANGE;
        }

        /** The address of the range. */
        public long gpa() {
            return a0;
        }

        /** The range's pages of 4096 bytes: what the guest says, so times 4096 may pass 2^64. */
        public long pages() {
            return a1;
        }

        /** Whether the range is to become private. */
        public boolean toPrivate() {
            return (a2 & PRIVATE) != 0;
        }
    }

    /** A device gets a mapping, one event for each physically contiguous piece; {@code endIova} is exclusive. */
    record IommuMap(long iova, long endIova, long physicalAddress, long sizeBytes) implements TraceEvent {
        @Override
        public String name() {
            return "iommu:map";
        }
    }

    /** A device loses a mapping; {@code endIova} is exclusive. */
    record IommuUnmap(long iova, long endIova, long sizeBytes, long unmappedBytes) implements TraceEvent {
        @Override
        public String name() {
            return "iommu:unmap";
        }
    }

    /** A sound line of no interest: another event, or (with an empty name) a blank line, comment or header. */
    record Ignored(String name) implements TraceEvent {}

    /**
     * A line that cannot be parsed.
     *
     * @param name the event that it names and does not fit, or empty when it is no line of a trace at all
     * @param reason what is wrong, in one short line
     * @param excerpt the line's start, escaped for a terminal
     */
    record Damaged(String name, String reason, String excerpt) implements TraceEvent {}
}
