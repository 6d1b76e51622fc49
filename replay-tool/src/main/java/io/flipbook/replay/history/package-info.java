/**
 * Recorded histories: records as JSON and back, and a player that runs them again.
 *
 * <p>A history comes from a journal's records or from their dump, as {@link io.flipbook.replay.history.Step steps}.
 * {@link io.flipbook.replay.history.HistoryPlayer} drives an engine with them and compares what comes of it: that is
 * how a journal is replayed, and how a dump is recorded again.
 */
package io.flipbook.replay.history;
