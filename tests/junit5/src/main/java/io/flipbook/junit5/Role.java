package io.flipbook.junit5;

import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.PairingCheck;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.device.EntryLimit;
import io.flipbook.engine.device.Iommu;
import io.flipbook.engine.device.Iommufd;
import io.flipbook.engine.device.MappingListener;
import io.flipbook.engine.device.Type1;
import io.flipbook.engine.device.Type1V1;
import java.util.ArrayList;
import java.util.List;

/**
 * What the listener is that another one stands in for, and a kernel for that one to map with. Belongs to the thread of
 * the replay.
 */
public final class Role {
    private final ListenerSpec spec;
    private final RegionSpec region;
    private final PairingCheck check;
    private final List<Iommu> made = new ArrayList<>();
    private MappingListener checked;

    Role(ListenerSpec spec, RegionSpec region, PairingCheck check) {
        this.spec = spec;
        this.region = region;
        this.check = check;
    }

    /** The listener on record: its name, kind, limit, and the section that it watches. */
    public ListenerSpec spec() {
        return spec;
    }

    /** The region that it watches: its size and its page. */
    public RegionSpec region() {
        return region;
    }

    /**
     * A new address space as the kernel keeps it, for the whole region: of the kind and with the limit on record. Of a
     * kind that does not map it has no limit and can be split anywhere. What is mapped in it is held against what the
     * listener is told, from now on.
     */
    public Iommu iommu() {
        long pages = Long.divideUnsigned(region.sizeBytes(), region.pageBytes());
        Iommu iommu = newIommu(pages);
        made.add(iommu);
        check(new MappingListener(iommu, region.pageBytes(), region.pageBytes()));
        return iommu;
    }

    /**
     * Holds what {@code mapping} maps against what the listener is told, from now on, instead of anything else: for a
     * listener with an {@link Iommu} of its own.
     *
     * @param mapping the page of the region, and an address space of all of its pages; it stays the caller's
     */
    public void check(MappingListener mapping) {
        checked = mapping;
        check.watch(spec.name(), mapping);
    }

    /** What is checked; null where that is nothing. */
    MappingListener checked() {
        return checked;
    }

    /** The listener that had {@code before} has this one now, and what it maps with. */
    void takeOver(Role before) {
        made.addAll(before.made);
        if (checked == null && before.checked != null) {
            check(before.checked);
        }
    }

    void close() {
        made.forEach(Iommu::close);
    }

    private Iommu newIommu(long pages) {
        switch (spec.kind()) {
            case TYPE1:
                return new Type1(pages, new EntryLimit(spec.limit()));
            case TYPE1_V1:
                return new Type1V1(pages, new EntryLimit(spec.limit()));
            default:
                return new Iommufd(pages, spec.kind() == ListenerSpec.Kind.IOMMUFD && spec.hasLargePages());
        }
    }
}
