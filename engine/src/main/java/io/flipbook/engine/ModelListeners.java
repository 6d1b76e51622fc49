package io.flipbook.engine;

import io.flipbook.engine.device.EntryLimit;
import io.flipbook.engine.device.Iommu;
import io.flipbook.engine.device.Iommufd;
import io.flipbook.engine.device.MappingListener;
import io.flipbook.engine.device.Type1;
import io.flipbook.engine.device.Type1V1;
import java.util.HashMap;
import java.util.Map;

/**
 * Makes the listeners of the kinds that the engine knows, and the containers that they are in: a container has one
 * limit, and one address space for each side of a region.
 */
final class ModelListeners {
    private final Map<String, Container> containers = new HashMap<>();

    /** Makes one; closing it leaves its container, which ends with the last. */
    ModelListener make(ListenerSpec spec, Region region) {
        if (!spec.kind().maps()) {
            return new ModelListener(spec, null, () -> {});
        }
        Container container = spec.container().isEmpty()
                ? new Container(spec)
                : containers.computeIfAbsent(spec.container(), name -> new Container(spec));
        Iommu iommu = container.enter(spec, region);
        long pageBytes = region.spec().pageBytes();
        long granuleBytes = spec.granuleBytes() == 0 ? pageBytes : spec.granuleBytes();
        return new ModelListener(
                spec, new MappingListener(iommu, pageBytes, granuleBytes), () -> leave(container, spec, region));
    }

    private void leave(Container container, ListenerSpec spec, Region region) {
        container.leave(new Held(region, spec.side()));
        if (container.spaces.isEmpty()) {
            containers.remove(spec.container(), container);
        }
    }

    /** What an address space maps: the private side has page tables of its own. */
    private record Held(Region region, Side side) {}

    /** What listeners share. */
    private static final class Container {
        private final EntryLimit limit;
        private final Map<Held, Space> spaces = new HashMap<>();

        Container(ListenerSpec spec) {
            limit = new EntryLimit(spec.limit());
        }

        Iommu enter(ListenerSpec spec, Region region) {
            Space space = spaces.computeIfAbsent(new Held(region, spec.side()), it -> new Space(iommu(spec, region)));
            space.listeners++;
            return space.iommu;
        }

        void leave(Held held) {
            Space space = spaces.get(held);
            if (space != null && --space.listeners == 0) {
                spaces.remove(held);
                space.iommu.close();
            }
        }

        private Iommu iommu(ListenerSpec spec, Region region) {
            switch (spec.kind()) {
                case TYPE1_V1:
                    return new Type1V1(region.pageCount(), limit);
                case IOMMUFD:
                    return new Iommufd(region.pageCount(), spec.hasLargePages());
                default:
                    return new Type1(region.pageCount(), limit);
            }
        }
    }

    /** An address space in a container. */
    private static final class Space {
        private final Iommu iommu;
        private int listeners;

        Space(Iommu iommu) {
            this.iommu = iommu;
        }
    }
}
