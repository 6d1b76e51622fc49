package io.flipbook.replay.record;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.LayoutRecord.Mapped;
import io.flipbook.engine.RegionSpec;

/**
 * Which pages a trace has converted so far: a second engine without a journal, over the same regions, in which a page
 * is shared once it was converted to either side.
 */
final class ConvertedPages implements AutoCloseable {
    private final ConversionEngine engine = ConversionEngine.open(EngineConfig.transientOne());

    void addRegion(RegionSpec spec) {
        engine.addRegion(new RegionSpec(
                spec.name(), spec.sizeBytes(), spec.pageBytes(), false, false, 0, RegionSpec.Memory.TWO_SIDED));
    }

    void map(Mapped map, String region) {
        engine.map(map.gpa(), map.sizeBytes(), region, map.offset());
    }

    void unmap(long gpa) {
        engine.unmap(gpa);
    }

    /** Adds a conversion that was valid; whether it has pages, and all of them for the first time. */
    boolean addFirst(ConversionRequest request) {
        boolean first = request.operation().isByAddress()
                ? engine.guest().isEverywhere(request.start(), request.sizeBytes(), false)
                : engine.guest().isEverywhere(request.region(), request.start(), request.sizeBytes(), false);
        return add(request) && first;
    }

    /** Adds a conversion that was valid; whether any page of it is new. */
    boolean add(ConversionRequest request) {
        ConversionRequest mark = request.operation().isByAddress()
                ? ConversionRequest.convertToShared(request.start(), request.sizeBytes())
                : ConversionRequest.toShared(request.region(), request.start(), request.sizeBytes());
        return engine.convert(mark).pages() > 0;
    }

    @Override
    public void close() {
        engine.close();
    }
}
