/**
 * What is seen of an engine from outside: counters that other processes can read, latencies, and events of the JDK's
 * flight recorder.
 *
 * <p>The engine's thread writes and any thread reads; nobody waits for anybody. All of it is about a session: it begins
 * with nothing when an engine is opened. {@link io.flipbook.engine.ConversionEngine#meters} hands out what is counted,
 * {@link io.flipbook.engine.ConversionEngine#status} a summary. Knows nothing of requests and records.
 */
package io.flipbook.engine.watch;
