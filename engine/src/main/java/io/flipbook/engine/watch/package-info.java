/**
 * What is seen of an engine from outside: counters that other processes can read, latencies, and events of the JDK's
 * flight recorder.
 *
 * <p>{@link io.flipbook.engine.ConversionEngine#meters} hands out what is counted,
 * {@link io.flipbook.engine.ConversionEngine#status} a summary. All of it is about a session: it begins with nothing
 * when an engine is opened. Knows nothing of requests and records.
 *
 * <p><b>Priorities.</b> That a conversion does not become dearer; then that what is said is true; then that much is.
 *
 * <p><b>Critical path.</b> What the engine's thread counts: a store or two for each conversion, and nothing allocated.
 * A clock is read only where latencies were asked for or the flight recorder wants an event.
 *
 * <p><b>Threads.</b> The engine's thread writes and any thread reads; nobody waits for anybody.
 *
 * <p><b>Errors.</b> What cannot be meant is an {@link IllegalArgumentException}, as everywhere; nothing that is counted
 * ever stops an engine.
 */
package io.flipbook.engine.watch;
