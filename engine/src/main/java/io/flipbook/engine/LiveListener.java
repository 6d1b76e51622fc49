package io.flipbook.engine;

import io.flipbook.engine.device.RegionListener;

/**
 * A registered listener as the engine sees it: who it is, which pages it watches, and what it has been asked so far.
 */
final class LiveListener implements AutoCloseable {
    private final int id;
    private final ListenerSpec spec;
    private final Region region;
    private final long fromPage;
    private final long toPage;
    private final RegionListener target;
    private long populateCalls;
    private boolean gone;
    private boolean outOfStep;

    LiveListener(int id, ListenerSpec spec, Region region, RegionListener target) {
        this.id = id;
        this.spec = spec;
        this.region = region;
        this.target = target;
        fromPage = spec.watchesWholeRegion() ? 0 : region.toPage(spec.offset());
        toPage = spec.watchesWholeRegion() ? region.pageCount() : fromPage + region.toPage(spec.sizeBytes());
    }

    int id() {
        return id;
    }

    String name() {
        return spec.name();
    }

    Region region() {
        return region;
    }

    long fromPage() {
        return fromPage;
    }

    long toPage() {
        return toPage;
    }

    /** The side of the pages that it watches. */
    Side side() {
        return spec.side();
    }

    RegionListener target() {
        return target;
    }

    /** Whether it keeps mappings that the engine can look at. */
    boolean maps() {
        return target instanceof ModelListener model && model.mapping() != null;
    }

    /** The memory of some pages is gone; what it still maps there is stale. */
    void outlive(Region of, long from, long to) {
        if (of == region && maps()) {
            ((ModelListener) target).mapping().outlive(region.toBytes(from), region.toBytes(to - from));
        }
    }

    /** How many populate calls it got in this request. */
    long populateCalls() {
        return populateCalls;
    }

    /** Whether it has left in the middle of a request; it is told nothing any more. */
    boolean isGone() {
        return gone;
    }

    void leave() {
        gone = true;
        close();
    }

    /** Whether it refused in this request to have back what it had discarded; it is not asked again. */
    boolean isOutOfStep() {
        return outOfStep;
    }

    void fallOutOfStep() {
        outOfStep = true;
    }

    void beginRequest() {
        populateCalls = 0;
        outOfStep = false;
    }

    void countPopulateCall() {
        populateCalls++;
    }

    /** Releases what the engine made for it; a listener that was brought is its owner's. */
    @Override
    public void close() {
        if (target instanceof ModelListener model) {
            model.close();
        }
    }
}
