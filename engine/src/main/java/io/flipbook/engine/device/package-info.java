/**
 * Who holds pages: the contract of a holder of mappings, and models of the real ones.
 *
 * <p>{@link io.flipbook.engine.device.RegionListener} is what an embedding program implements. An
 * {@link io.flipbook.engine.device.Iommu} is what the kernel keeps for a device, with the kernel's rules and errors:
 * {@link io.flipbook.engine.device.Type1}, {@link io.flipbook.engine.device.Type1V1},
 * {@link io.flipbook.engine.device.Iommufd}. A {@link io.flipbook.engine.device.MappingListener} keeps one in step with
 * what it is told, as QEMU's VFIO listener does, and a {@link io.flipbook.engine.device.DmaDevice} finds out whether it
 * did. It knows nothing of requests, records or policies.
 *
 * <p><b>Priorities</b>, in this order: a model does what the kernel does, its oddities too; the same calls get the same
 * answers, so nothing here reads a clock, a random number or the environment; the code is small.
 *
 * <p><b>Critical path:</b> {@code MappingListener.populate} and {@code discard}, where a model is registered: a step
 * for each mapping that comes or goes. A listener of the embedding program is on it whole; the engine waits for it.
 *
 * <p><b>Threads:</b> that of the engine.
 *
 * <p><b>Errors:</b> a populate that fails is an {@link io.flipbook.engine.device.Errno}, not an exception; one that is
 * thrown counts as {@code EFAULT}. A discard cannot fail: what it throws stops the engine.
 */
package io.flipbook.engine.device;
