package io.flipbook.engine.device;

/**
 * A holder of mappings: an IOMMU, a device, a memory backend. It is told which part of its section becomes usable and
 * which stops being so, in the order in which that happens.
 *
 * <p>This is the contract of QEMU's RamDiscardListener. Memory may be discarded in another granularity than it was
 * populated, and the other way round; a discard may cover what was never populated. All calls come on the engine's
 * thread, inside the request that caused them; a listener must not call the engine back but for its questions. One that
 * throws from {@link #populate} counts as one that refused with {@code EFAULT}; one that throws from {@link #discard}
 * stops the engine, since a discard cannot fail.
 */
public interface RegionListener {
    /**
     * Memory becomes usable: map it.
     *
     * @param offset    from the start of the region, in bytes
     * @param sizeBytes more than 0, a multiple of the region's page
     * @return {@link Errno#NONE}, or why not; whatever was told before in the same request is then discarded again
     */
    Errno populate(long offset, long sizeBytes);

    /**
     * Memory stops being usable: drop every mapping of it. This cannot be refused.
     *
     * @param offset    from the start of the region, in bytes
     * @param sizeBytes more than 0, a multiple of the region's page
     */
    void discard(long offset, long sizeBytes);
}
