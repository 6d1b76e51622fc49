/**
 * What a journal's writer has committed, handed to a consumer in this process or another, live and from where it was:
 * {@link io.flipbook.engine.events.CommittedEvents}. Where a consumer has come to is kept by a
 * {@link io.flipbook.journal.KeptPosition}.
 *
 * <p><b>Threads:</b> one of the consumer's own; nothing is shared with the writer but its files, which are only read.
 */
package io.flipbook.engine.events;
