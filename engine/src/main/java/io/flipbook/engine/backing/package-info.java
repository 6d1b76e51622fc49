/**
 * What the pages of a region are made of on the host: the contract of a memory backend, models of the two
 * arrangements that there are, and real memory where Linux offers it.
 *
 * <p><b>Start at</b> {@link io.flipbook.engine.backing.BackingSpec}; an embedding program with memory of its own
 * implements {@link io.flipbook.engine.backing.MemoryBacking}. It knows nothing of requests, records or policies.
 *
 * <p><b>Priorities</b>, in this order: a conversion that is taken back leaves all contents as they were; what the
 * kernel refuses is a refusal of the request; a conversion costs a few calls for each of its runs.
 *
 * <p><b>Critical path:</b> {@code MemoryBacking.convert}, between the discards and the populates of a request: a
 * model counts, real memory costs the calls of the kernel that punch and fill.
 *
 * <p><b>Threads:</b> that of the engine, which makes a backend, converts it and closes it.
 *
 * <p><b>Errors:</b> a backend may refuse, with an {@link io.flipbook.engine.device.Errno}; the request is undone
 * then. One that throws stops the engine, for nobody knows what is where. Where this machine has no such memory, the
 * engine says {@link io.flipbook.engine.Rejection#NO_BACKING}.
 */
package io.flipbook.engine.backing;
