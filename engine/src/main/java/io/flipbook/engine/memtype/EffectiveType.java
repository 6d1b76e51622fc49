package io.flipbook.engine.memtype;

import static io.flipbook.engine.memtype.MemoryType.UC;
import static io.flipbook.engine.memtype.MemoryType.WC;
import static io.flipbook.engine.memtype.MemoryType.WP;

import java.util.EnumSet;
import java.util.Set;

/**
 * The type that an access of a guest has in the end.
 *
 * <p>With EPT it is the EPT type where the entry's ignore-PAT bit (bit 6) is set; else the type of Intel SDM volume 3,
 * table 11-7, with the EPT type in the place of the MTRR's (section "EPT and Memory Typing"). All thirty cells were
 * compared with the table as printed in order number 253668-032, pages 11-22 and 11-23, and with the one that Xen uses
 * ({@code mm_type_tbl} in {@code xen/arch/x86/hvm/mtrr.c}), WP ranges among them. Its note 3 says that earlier editions
 * left WC with WT or WP, WT with WP, and WP with UC- or WT undefined, and that all processors with a PAT do what it
 * says.
 *
 * <p>It holds for a processor whose caches are on (CR0.CD is 0). It is Intel's table: AMD combines the types of guest
 * and host by a table of its own, which is not here.
 */
public final class EffectiveType {
    private EffectiveType() {}

    /**
     * The type of an access.
     *
     * @param eptType   the type in the EPT entry
     * @param ignorePat its ignore-PAT bit
     * @param patType   the type of the PAT entry that the guest's page tables choose
     * @throws IllegalArgumentException if the EPT type is UC-
     */
    public static MemoryType of(MemoryType eptType, boolean ignorePat, MemoryType patType) {
        eptType.checkOfRange();
        if (ignorePat) {
            return eptType;
        }
        switch (patType) {
            case UC:
            case WC:
                return patType;
            case UC_MINUS:
                return eptType == WC || eptType == WP ? WC : UC;
            case WB:
                return eptType;
            default:
                return ofWriteThroughOrProtected(eptType, patType);
        }
    }

    /**
     * All types that an access can have, whatever the guest's PAT says: one with ignore-PAT, never fewer than two
     * without. So the host alone forces a type only where it ignores the guest's.
     */
    public static Set<MemoryType> possible(MemoryType eptType, boolean ignorePat) {
        Set<MemoryType> possible = EnumSet.noneOf(MemoryType.class);
        for (MemoryType patType : MemoryType.values()) {
            possible.add(of(eptType, ignorePat, patType));
        }
        return possible;
    }

    /** A PAT of WT or WP is as it says where the range can be cached, and UC where it cannot. */
    private static MemoryType ofWriteThroughOrProtected(MemoryType eptType, MemoryType patType) {
        return eptType == UC || eptType == WC ? UC : patType;
    }
}
