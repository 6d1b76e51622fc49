package io.flipbook.engine.memtype;

import java.util.Objects;

/**
 * What decides the type of the accesses to a page. Immutable.
 *
 * <p>KVM on Intel sets ignore-PAT in the EPT entries of ordinary memory ({@code KVM_X86_QUIRK_IGNORE_GUEST_PAT}), so a
 * guest's wish is lost, unless its range honours it. The proposal of 2020 was such a flag for a memory slot
 * ({@code KVM_MEM_DMA}); here it is one of pages. KVM always honours the guest of TDX, and on AMD, where
 * there is no such quirk: say so of all pages there.
 *
 * @param honoursGuest whether the guest's type counts; if not, ignore-PAT is set
 * @param ept          the type in the EPT entry
 * @param guest        the type of the guest's PAT entry; null where it is not known
 * @param host         the effective type of the host's own mapping
 */
public record TypeAttributes(boolean honoursGuest, MemoryType ept, MemoryType guest, MemoryType host) {
    /** What holds where nothing was said: write back for both, and the guest's type, not known, is ignored. */
    public static final TypeAttributes DEFAULT = new TypeAttributes(false, MemoryType.WB, null, MemoryType.WB);

    /**
     * Checks the types.
     *
     * @throws IllegalArgumentException if the EPT type or the host's is UC-
     */
    public TypeAttributes {
        Objects.requireNonNull(ept, "ept").checkOfRange();
        Objects.requireNonNull(host, "host").checkOfRange();
    }

    /** Whether the ignore-PAT bit is set. */
    public boolean ignoresPat() {
        return !honoursGuest;
    }

    /** The type that the guest's accesses have; null where that depends on what is not known. */
    public MemoryType effective() {
        if (!honoursGuest) {
            return ept;
        }
        return guest == null ? null : EffectiveType.of(ept, false, guest);
    }

    /**
     * Whether guest and host are known to map the page with different types. What one of them reads then need not
     * be what the other wrote: a migration, which reads through the host's mapping, may send stale bytes.
     */
    public boolean isAlias() {
        MemoryType effective = effective();
        return effective != null && effective != host;
    }

    /** These with what a change names. */
    public TypeAttributes with(TypeChange change) {
        return new TypeAttributes(
                change.honoursGuest() == null ? honoursGuest : change.honoursGuest(),
                change.ept() == null ? ept : change.ept(),
                change.guest() == null ? guest : change.guest(),
                change.host() == null ? host : change.host());
    }
}
