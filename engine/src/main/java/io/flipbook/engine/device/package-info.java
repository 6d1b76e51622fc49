/**
 * Who holds pages: the contract of a holder of mappings, and models of the real ones.
 *
 * <p>{@link io.flipbook.engine.device.RegionListener} is what an embedding program implements. An
 * {@link io.flipbook.engine.device.Iommu} is what the kernel keeps for a device, with the kernel's rules and errors:
 * {@link io.flipbook.engine.device.Type1}, {@link io.flipbook.engine.device.Type1V1},
 * {@link io.flipbook.engine.device.Iommufd}. A {@link io.flipbook.engine.device.MappingListener} keeps one in step with
 * what it is told, as QEMU's VFIO listener does, and a {@link io.flipbook.engine.device.DmaDevice} finds out whether it
 * did.
 *
 * <p>All of it counts in pages, belongs to one thread, and reads no clock, no random number and no environment: the
 * same calls get the same answers. It knows nothing of requests, records or policies.
 */
package io.flipbook.engine.device;
