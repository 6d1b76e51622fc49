package io.flipbook.replay.record;

/**
 * The events that tell of a conversion, the one that is best to drive an engine first.
 *
 * <p>QEMU's {@code kvm_convert_memory} names addresses and is what its memory manager was asked for, so it is better
 * than {@code ram_block_attributes_state_change}, which names an offset in a block and not the block. The kernel's
 * {@code kvm_vm_set_mem_attributes} is what was done and {@code kvm_hypercall} what the guest asked for. A fault says
 * that a page is on the wrong side, and what follows may be a conversion or the end of the guest: it never drives.
 */
enum ClaimSource {
    KVM_CONVERT_MEMORY("kvm_convert_memory", false),
    KVM_VM_SET_MEM_ATTRIBUTES("kvm_vm_set_mem_attributes", false),
    KVM_HYPERCALL("kvm_hypercall", true),
    RAM_BLOCK_ATTRIBUTES_STATE_CHANGE("ram_block_attributes_state_change", false),
    KVM_MEMORY_FAULT("kvm_memory_fault", true);

    private final String eventName;
    private final boolean precedes;

    ClaimSource(String eventName, boolean precedes) {
        this.eventName = eventName;
        this.precedes = precedes;
    }

    /** The name of the event in traces. */
    String eventName() {
        return eventName;
    }

    /** Whether the event comes before the conversion that it tells of, not after it. */
    boolean precedesItsConversion() {
        return precedes;
    }

    boolean canDrive() {
        return this != KVM_MEMORY_FAULT;
    }

    /** Whether its place is a guest physical address, not an offset in a block that is not named. */
    boolean isByAddress() {
        return this != RAM_BLOCK_ATTRIBUTES_STATE_CHANGE;
    }

    /** Whether it should drive where {@code other} drives now; null is nobody. */
    boolean isBetterThan(ClaimSource other) {
        return canDrive() && (other == null || compareTo(other) < 0);
    }
}
