/**
 * Append-only records on disk: numbered, chained, checksummed, in the files of a Chronicle Queue. Knows nothing of what
 * the records mean.
 *
 * <p><b>Entry points.</b> {@link io.flipbook.journal.Journal} writes, {@link io.flipbook.journal.JournalScanner} checks
 * and reads anything, {@link io.flipbook.journal.JournalTailer} reads one while it is written.
 *
 * <p><b>Priorities</b>, in this order: what was acknowledged is read again, or named as damaged; nothing that a file
 * says makes code run, memory grow or a read hang; an append is fast; the rest is short.
 *
 * <p><b>Critical paths.</b> {@code append}, {@code appendReserving}, {@code fill} and {@code appendAll} down to
 * {@code QueueWriter}: they allocate nothing, block on nothing but the device where the sync policy says so, and log
 * nothing, except when a day or a block of the file begins. A recovery takes as long as
 * {@code UsualDocuments}, and for what is not usual {@code DocumentWalk}, {@code RecordWalk} and {@code ChainCheck}.
 *
 * <p><b>Threads.</b> A journal has one writing thread. Scanners and tailers belong to one thread each, and there may be
 * any number of them, in any process. Three threads are started here, all daemons: the flusher of the policy {@code
 * every=TIME} and the one that reserves space ahead, which end with the journal, and the one that reads a long file
 * ahead, which ends with the scan. Chronicle has daemons of its own.
 *
 * <p><b>Errors.</b> {@link java.lang.IllegalArgumentException} and {@link java.lang.IllegalStateException} are the
 * caller's fault. {@link io.flipbook.journal.JournalException} and those derived from it are about files, and say
 * which. What a visitor or a clock throws passes through, from a clock as the cause of a failed append. After a failed
 * append the journal is failed for good: opening it again recovers. {@link
 * io.flipbook.journal.JournalFullException} is no failure: nothing was written, and the journal goes on.
 *
 * <p><b>Locks.</b> The writer holds a lock on {@code flipbook.lock}, and nothing else opens that file: a process loses
 * its lock on a file when it closes any descriptor of it.
 */
package io.flipbook.journal;
