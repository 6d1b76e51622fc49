package io.flipbook.replay.record;

import io.flipbook.engine.RegionSpec;
import io.flipbook.replay.trace.TraceEvent;

/**
 * What one event tells of a conversion: that a range is, was or is to be on a side.
 *
 * @param start     guest physical address, or offset in a block; unsigned bytes
 * @param sizeBytes unsigned bytes; may be 0, misaligned or past the end, as traces are
 */
record Claim(ClaimSource source, long start, long sizeBytes, boolean toShared) {
    private static final int PAGE_SHIFT = 12;
    private static final long PAGE_MASK = RegionSpec.DEFAULT_PAGE_BYTES - 1;

    /** What an event claims; null if it tells of no conversion, or of more pages than there are addresses. */
    static Claim of(TraceEvent event) {
        if (event instanceof TraceEvent.KvmConvertMemory convert) {
            return new Claim(
                    ClaimSource.KVM_CONVERT_MEMORY, convert.startGpa(), convert.sizeBytes(), !convert.toPrivate());
        } else if (event instanceof TraceEvent.KvmVmSetMemAttributes set) {
            return new Claim(ClaimSource.KVM_VM_SET_MEM_ATTRIBUTES, set.startGpa(), set.sizeBytes(), !set.toPrivate());
        } else if (event instanceof TraceEvent.RamBlockAttributesStateChange change) {
            boolean toShared = change.to() == TraceEvent.BlockState.POPULATED;
            return new Claim(
                    ClaimSource.RAM_BLOCK_ATTRIBUTES_STATE_CHANGE, change.offsetBytes(), change.sizeBytes(), toShared);
        } else if (event instanceof TraceEvent.KvmMemoryFault fault) {
            return new Claim(ClaimSource.KVM_MEMORY_FAULT, fault.startGpa(), fault.sizeBytes(), !fault.isPrivate());
        } else if (event instanceof TraceEvent.KvmHypercall call && call.isMapGpaRange() && !isTooLong(call)) {
            return new Claim(ClaimSource.KVM_HYPERCALL, call.gpa(), call.pages() << PAGE_SHIFT, !call.toPrivate());
        }
        return null;
    }

    /** Whether it is a call whose range no 64-bit size can say: it cannot be put on record as it was asked. */
    static boolean isTooLong(TraceEvent event) {
        return event instanceof TraceEvent.KvmHypercall call
                && call.isMapGpaRange()
                && call.pages() >>> (Long.SIZE - PAGE_SHIFT) != 0;
    }

    /** Whether it is a range of whole pages, not empty and not past 2<sup>64</sup>. */
    boolean isRange() {
        return sizeBytes != 0 && ((start | sizeBytes) & PAGE_MASK) == 0 && Long.compareUnsigned(start, last()) <= 0;
    }

    /** The last byte of its range. */
    long last() {
        return start + sizeBytes - 1;
    }

    boolean overlaps(long first, long last) {
        return Long.compareUnsigned(start, last) <= 0 && Long.compareUnsigned(first, last()) <= 0;
    }

    boolean isWithin(long first, long last) {
        return Long.compareUnsigned(first, start) <= 0 && Long.compareUnsigned(last(), last) <= 0;
    }
}
