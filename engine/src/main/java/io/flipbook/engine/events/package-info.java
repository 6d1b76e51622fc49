/**
 * What a journal's writer has committed, handed to a consumer in this process or another, live and from where it was:
 * {@link io.flipbook.engine.events.CommittedEvents}. Where a consumer has come to is kept by a
 * {@link io.flipbook.journal.KeptPosition}.
 *
 * <p><b>Priorities</b>, in this order: every event, once and in order, or a failure that says why not; nothing is
 * handed on that does not fit the state before it; the writer is never kept waiting; an event costs one read.
 *
 * <p><b>Critical path:</b> {@code CommittedEvents.poll}: one positional read for a document, and no allocation, while
 * it follows a writer; two reads and a look at the directory where nothing has come.
 *
 * <p><b>Threads:</b> one of the consumer's own; nothing is shared with the writer but its files, which are only read.
 *
 * <p><b>Errors:</b> {@link io.flipbook.journal.JournalException}s for what is damaged, cannot be read, or was dropped
 * by retention. Any failure, a handler's too, ends a consumer: it is opened again behind the position that it kept.
 */
package io.flipbook.engine.events;
