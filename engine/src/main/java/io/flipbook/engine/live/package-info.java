/**
 * The state of a guest for other threads than the one that changes it: {@link io.flipbook.engine.live.GuestReader}s
 * ask without a lock and never keep the writer waiting.
 *
 * <p>The rest is what the engine does so that they can: {@link io.flipbook.engine.live.LiveGuest} has a version, the
 * digest and the sequence, each {@link io.flipbook.engine.live.LiveRegion} a version of its own, and memory that goes
 * is given to the guest, which frees it when no reader can be looking at it. Nothing here knows of requests or
 * records.
 *
 * <p><b>Priorities</b>, in this order: an answer is of one moment; memory is never touched that was freed; the writer
 * pays a few nanoseconds; a reader has its answer soon.
 *
 * <p><b>Critical path:</b> what the engine calls around a change, some stores with order; then
 * {@code GuestReader.tryOnce}, which allocates nothing but for runs, up to the most that it has met.
 *
 * <p><b>Threads:</b> one writer; any number of readers, each of one thread at a time.
 *
 * <p><b>Errors:</b> {@link io.flipbook.engine.live.StateChangingException} where the writer stands still in the middle
 * of a change, {@link java.lang.IllegalStateException} where the engine is closed,
 * {@link java.lang.IllegalArgumentException} where there is no such region or range.
 */
package io.flipbook.engine.live;
