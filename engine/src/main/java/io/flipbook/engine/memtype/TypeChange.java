package io.flipbook.engine.memtype;

/**
 * What a statement says of the types of a range; what is null stays as it is. Immutable.
 *
 * @param honoursGuest whether the guest's type counts
 * @param ept          the type in the EPT entries
 * @param guest        the type of the guest's PAT entry
 * @param host         the effective type of the host's own mapping
 */
public record TypeChange(Boolean honoursGuest, MemoryType ept, MemoryType guest, MemoryType host) {
    /**
     * Checks the types.
     *
     * @throws IllegalArgumentException if the EPT type or the host's is UC-
     */
    public TypeChange {
        if (ept != null) {
            ept.checkOfRange();
        }
        if (host != null) {
            host.checkOfRange();
        }
    }

    /** Names all of what these are, but for a guest's type that is not known. */
    public static TypeChange to(TypeAttributes attributes) {
        return new TypeChange(attributes.honoursGuest(), attributes.ept(), attributes.guest(), attributes.host());
    }
}
