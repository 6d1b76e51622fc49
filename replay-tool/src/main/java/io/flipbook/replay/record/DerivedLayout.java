package io.flipbook.replay.record;

import io.flipbook.engine.RegionSpec;
import java.util.List;

/** One region over all the addresses that a trace names, where nobody says what memory the guest has. */
final class DerivedLayout {
    /** The block of a virtio-mem device that QEMU chooses on hosts with 2 MiB huge pages. */
    static final long PLUG_BLOCK_BYTES = 2L << 20;

    static final String REGION = "ram";

    private static final long MAX_BYTES = 1L << 40;

    private DerivedLayout() {}

    /** Whether a journal has the region alone, since its writer was stopped before it could map it. */
    static boolean isUnfinished(GuestLayout layout, EarlierRecords earlier) {
        RegionSpec only = layout.onlyRegion();
        return !earlier.hasRequests()
                && only != null
                && only.name().equals(REGION)
                && layout.maps().isEmpty();
    }

    /** Lays the region out as far as it is not there yet, and says what it is in a sentence. */
    static String layOut(Survey survey, GuestLayout layout, InitialState initial) throws RecordingException {
        boolean byOffset = survey.driver() == ClaimSource.RAM_BLOCK_ATTRIBUTES_STATE_CHANGE;
        AddressSpan span = byOffset ? fromZero(survey) : survey.addresses();
        if (span.isEmpty()) {
            return "the trace names no memory, and so there is no region";
        }
        long first = span.first() & -PLUG_BLOCK_BYTES;
        long lastBlock = (span.last() & -PLUG_BLOCK_BYTES) - first;
        boolean cut = Long.compareUnsigned(lastBlock, MAX_BYTES - PLUG_BLOCK_BYTES) > 0;
        long sizeBytes = cut ? MAX_BYTES : lastBlock + PLUG_BLOCK_BYTES;
        RegionSpec spec = initial.of(RegionSpec.of(REGION, sizeBytes));
        if (survey.hasVirtioMem()) {
            spec = spec.pluggedInBlocksOf(PLUG_BLOCK_BYTES);
        }
        if (layout.regions().isEmpty()) {
            layout.addRegion(spec);
        } else if (!layout.regions().equals(List.of(spec))) {
            return "the journal's own";
        }
        boolean mapped = !byOffset || survey.hasVirtioMem();
        if (mapped) {
            layout.map(first, REGION);
        }
        initial.applyTo(layout.engine(), REGION, true);
        return "one region, " + REGION + ", over the " + (byOffset ? "offsets" : "addresses")
                + " that the trace names: 0x"
                + Long.toHexString(sizeBytes) + " bytes "
                + (mapped ? "at 0x" + Long.toHexString(first) : "of one block")
                + (cut ? " (1 TiB at most; what lies above counts as out of RAM)" : "");
    }

    /** An offset counts from the block's start, so the region does too. */
    private static AddressSpan fromZero(Survey survey) {
        AddressSpan span = new AddressSpan();
        if (!survey.blockOffsets().isEmpty()) {
            span.include(0, survey.blockOffsets().last());
        }
        if (survey.hasVirtioMem() && !survey.addresses().isEmpty()) {
            span.include(0, survey.addresses().last());
        }
        return span;
    }
}
