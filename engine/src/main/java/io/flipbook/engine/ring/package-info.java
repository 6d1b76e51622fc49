/**
 * A bounded ring of requests, from many threads, in front of an engine that has a thread of its own.
 *
 * <p><b>Start at</b> {@link io.flipbook.engine.ring.ConversionRing}.
 *
 * <p><b>Priorities</b>, in this order: a request that was accepted is answered, once, whatever happens; requests of one
 * thread are converted in their order; many requests a second; the code is small.
 *
 * <p><b>Critical path:</b> {@code RingProducer.offer} on any thread; {@code RingLoop.pass} and what it calls on the
 * engine's. They allocate nothing, take no lock, block on nothing but listeners and the device, and log nothing;
 * futures and tasks allocate.
 *
 * <p><b>Threads:</b> one for each ring, from the {@link java.util.concurrent.ThreadFactory} of its configuration. It
 * opens the engine, owns it, and closes it; handlers, tasks and the dependents of futures run on it. Anything else may
 * be called on any thread.
 *
 * <p><b>Errors:</b> {@link io.flipbook.engine.ring.ConversionRing#open} throws what opening the engine threw. A request
 * that gets no outcome is told why. What handlers throw goes to the thread's handler of uncaught exceptions, and the
 * ring goes on.
 */
package io.flipbook.engine.ring;
