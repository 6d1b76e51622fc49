package io.flipbook.replay.trace;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** One event's name and how its rest is printed. */
final class EventFormat {
    private interface Rest {
        TraceEvent read(Cursor c);
    }

    private static final String[] DIRECTIONS = {"private_to_shared", "shared_to_private"};
    private static final String[] STATES = {"'discarded'", "'populated'", "'mixture'"};
    private static final int PAGE_SHIFT = 12;
    private static final long FRAMES = 1L << (Long.SIZE - PAGE_SHIFT);

    private static final List<EventFormat> QEMU = List.of(
            new EventFormat("", "kvm_convert_memory", EventFormat::convertMemory),
            new EventFormat("", "kvm_memory_fault", EventFormat::memoryFault),
            new EventFormat("", "kvm_set_user_memory", EventFormat::setUserMemory),
            new EventFormat("", "ram_block_attributes_state_change", EventFormat::stateChange),
            new EventFormat(
                    "", "virtio_mem_plug_request", c -> new TraceEvent.VirtioMemPlugRequest(address(c), blocks(c))),
            new EventFormat(
                    "", "virtio_mem_unplug_request", c -> new TraceEvent.VirtioMemUnplugRequest(address(c), blocks(c))),
            new EventFormat("", "virtio_mem_send_response", EventFormat::response),
            new EventFormat("", "virtio_mem_unplugged_all", c -> new TraceEvent.VirtioMemUnpluggedAll()),
            new EventFormat("", "virtio_mem_resized_usable_region", EventFormat::resized),
            new EventFormat("", "vfio_listener_region_add_ram", EventFormat::regionAdd));

    private static final List<EventFormat> KERNEL = List.of(
            new EventFormat("kvm", "kvm_vm_set_mem_attributes", EventFormat::setAttributes),
            new EventFormat("kvm", "kvm_hypercall", EventFormat::hypercall),
            new EventFormat("iommu", "map", EventFormat::map),
            new EventFormat("iommu", "unmap", EventFormat::unmap));

    private final String system;
    private final String name;
    private final byte[] nameBytes;
    private final Rest rest;

    private EventFormat(String system, String name, Rest rest) {
        this.system = system;
        this.name = name;
        this.nameBytes = name.getBytes(StandardCharsets.US_ASCII);
        this.rest = rest;
    }

    /** QEMU's event of that name, or null. */
    static EventFormat ofQemu(byte[] line, int from, int to) {
        return find(QEMU, line, from, to);
    }

    /** The kernel's event of that name, its system left out, or null. */
    static EventFormat ofKernel(byte[] line, int from, int to) {
        return find(KERNEL, line, from, to);
    }

    private static EventFormat find(List<EventFormat> formats, byte[] line, int from, int to) {
        for (int i = 0; i < formats.size(); i++) {
            EventFormat format = formats.get(i);
            if (format.nameBytes.length == to - from && Arrays.equals(format.nameBytes, 0, to - from, line, from, to)) {
                return format;
            }
        }
        return null;
    }

    /** Whether a name that ends with its line may be the start of one of ours, cut off. */
    static boolean isStartOfAName(byte[] line, int from, int to) {
        return isStartOfOne(QEMU, line, from, to) || isStartOfOne(KERNEL, line, from, to);
    }

    private static boolean isStartOfOne(List<EventFormat> formats, byte[] line, int from, int to) {
        int length = to - from;
        for (EventFormat format : formats) {
            if (length < format.nameBytes.length && Arrays.equals(format.nameBytes, 0, length, line, from, to)) {
                return true;
            }
        }
        return false;
    }

    /** The name by which events are counted: with its system where it says nothing without. */
    String name() {
        return isOfSystem("iommu") ? system + ":" + name : name;
    }

    /** Whether the name belongs to that system of kernel events. */
    boolean isOfSystem(String other) {
        return system.equals(other);
    }

    /** The event; means something only when the cursor, which must then be at its end, has not failed. */
    TraceEvent read(Cursor c) {
        TraceEvent event = rest.read(c);
        c.end();
        return event;
    }

    private static TraceEvent convertMemory(Cursor c) {
        c.expect("start ");
        long start = c.hex();
        c.expect(" size ");
        long size = c.hex();
        c.expect(" ");
        return new TraceEvent.KvmConvertMemory(start, size, c.oneOf(DIRECTIONS) == 1);
    }

    private static TraceEvent memoryFault(Cursor c) {
        c.expect("start ");
        long start = c.hex();
        c.expect(" size ");
        long size = c.hex();
        c.expect(" flags ");
        return new TraceEvent.KvmMemoryFault(start, size, c.hex());
    }

    private static TraceEvent setUserMemory(Cursor c) {
        c.expect("AddrSpace#");
        int addressSpace = c.count();
        c.expect(" Slot#");
        int slot = c.count();
        c.expect(" flags=");
        long flags = c.hex32();
        c.expect(" gpa=");
        long gpa = c.hex();
        c.expect(" size=");
        long size = c.hex();
        c.expect(" ua=");
        long userAddress = c.hex();
        c.expect(" guest_memfd=");
        int guestMemfd = c.signed();
        c.expect(" guest_memfd_offset=");
        long guestMemfdOffset = c.hex();
        c.expect(" ret=");
        return new TraceEvent.KvmSetUserMemory(
                addressSpace, slot, flags, gpa, size, userAddress, guestMemfd, guestMemfdOffset, c.signed());
    }

    private static TraceEvent stateChange(Cursor c) {
        c.expect("offset ");
        long offset = c.hex();
        c.expect(" size ");
        long size = c.hex();
        c.expect(" from ");
        TraceEvent.BlockState from = state(c);
        c.expect(" to ");
        TraceEvent.BlockState to = state(c);
        c.require(to != TraceEvent.BlockState.MIXTURE, "a change to 'mixture'");
        return new TraceEvent.RamBlockAttributesStateChange(offset, size, from, to);
    }

    private static TraceEvent.BlockState state(Cursor c) {
        return switch (c.oneOf(STATES)) {
            case 0 -> TraceEvent.BlockState.DISCARDED;
            case 1 -> TraceEvent.BlockState.POPULATED;
            default -> TraceEvent.BlockState.MIXTURE;
        };
    }

    private static long address(Cursor c) {
        c.expect("addr=");
        return c.hex();
    }

    private static int blocks(Cursor c) {
        c.expect(" nb_blocks=");
        return c.count();
    }

    private static TraceEvent response(Cursor c) {
        c.expect("type=");
        return new TraceEvent.VirtioMemSendResponse(c.count());
    }

    private static TraceEvent resized(Cursor c) {
        c.expect("old_size=");
        long oldSize = c.hex();
        c.expect("new_size="); // QEMU really prints no blank before it
        return new TraceEvent.VirtioMemResizedUsableRegion(oldSize, c.hex());
    }

    private static TraceEvent regionAdd(Cursor c) {
        c.expect("region_add [ram] ");
        long start = c.hex();
        c.expect(" - ");
        long end = c.hex();
        c.require(Long.compareUnsigned(start, end) <= 0, "a range that ends before it starts");
        c.expect(" [");
        if (c.isNext("(nil)")) {
            c.expect("(nil)");
        } else {
            c.hex();
        }
        c.expect("]");
        return new TraceEvent.VfioListenerRegionAddRam(start, end);
    }

    private static TraceEvent setAttributes(Cursor c) {
        long start = c.hexWithOptionalPrefix();
        c.expect(" -- ");
        long end = c.hexWithOptionalPrefix();
        c.require(Long.compareUnsigned(start, end) <= 0, "a range that ends before it starts");
        boolean fits = start >>> (Long.SIZE - PAGE_SHIFT) == 0 && Long.compareUnsigned(end, FRAMES) <= 0;
        c.require(fits && end - start != FRAMES, "page frames past 2^64");
        c.expect(" [");
        long attributes = c.hex();
        c.expect("]");
        return new TraceEvent.KvmVmSetMemAttributes(start << PAGE_SHIFT, end << PAGE_SHIFT, attributes);
    }

    private static TraceEvent hypercall(Cursor c) {
        c.expect("nr ");
        long nr = c.hex();
        c.expect(" a0 ");
        long a0 = c.hex();
        c.expect(" a1 ");
        long a1 = c.hex();
        c.expect(" a2 ");
        long a2 = c.hex();
        c.expect(" a3 ");
        return new TraceEvent.KvmHypercall(nr, a0, a1, a2, c.hex());
    }

    private static TraceEvent map(Cursor c) {
        c.expect("IOMMU: iova=");
        long iova = c.hex();
        c.expect(" - ");
        long end = c.hex();
        c.expect(" paddr=");
        long physical = c.hex();
        c.expect(" size=");
        return new TraceEvent.IommuMap(iova, end, physical, c.decimal());
    }

    private static TraceEvent unmap(Cursor c) {
        c.expect("IOMMU: iova=");
        long iova = c.hex();
        c.expect(" - ");
        long end = c.hex();
        c.expect(" size=");
        long size = c.decimal();
        c.expect(" unmapped_size=");
        return new TraceEvent.IommuUnmap(iova, end, size, c.decimal());
    }
}
