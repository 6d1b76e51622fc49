package io.flipbook.benchmarks;

/**
 * A guest, and what is asked of it.
 *
 * @param sizeBytes of all its regions, a power of two
 * @param requestBytes of each request, a power of two
 * @param regions of one size each, a power of two
 * @param listeners of each region
 */
record GuestShape(long sizeBytes, long requestBytes, int regions, int listeners) {
    /** 64 GiB in one region with one listener, converted 2 MiB at a time. */
    static final GuestShape USUAL = new GuestShape(64L << 30, 2L << 20, 1, 1);

    GuestShape sizeBytes(long newSizeBytes) {
        return new GuestShape(newSizeBytes, requestBytes, regions, listeners);
    }

    GuestShape requestBytes(long newRequestBytes) {
        return new GuestShape(sizeBytes, newRequestBytes, regions, listeners);
    }

    GuestShape regions(int newRegions) {
        return new GuestShape(sizeBytes, requestBytes, newRegions, listeners);
    }

    GuestShape listeners(int newListeners) {
        return new GuestShape(sizeBytes, requestBytes, regions, newListeners);
    }
}
