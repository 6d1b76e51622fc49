/**
 * The state of a guest for other threads than the one that changes it: {@link io.flipbook.engine.live.GuestReader}s
 * ask without a lock and never keep the writer waiting.
 *
 * <p>The rest is what the engine does so that they can: {@link io.flipbook.engine.live.LiveGuest} has a version, the
 * digest and the sequence, each {@link io.flipbook.engine.live.LiveRegion} a version of its own, and memory that goes
 * is given to the guest, which frees it when no reader can be looking at it. Nothing here knows of requests or
 * records.
 */
package io.flipbook.engine.live;
