/**
 * Says whether a machine keeps what the promises of journals and engines rest on: {@link io.flipbook.verify.Verifier}.
 *
 * <p><b>Priorities</b>, in this order: nothing is said to be kept that was not tried here; nothing is left behind; what
 * is found is said so that somebody can act on it. <b>Critical path:</b> none. It uses what is public of journal and
 * engine, and is the one place beside the command line that reads a clock.
 *
 * <p><b>Threads:</b> the caller's, which waits until all is tried; some checks have threads and child processes of
 * their own, which end with them.
 *
 * <p><b>Errors:</b> a promise that is not kept is a {@link io.flipbook.verify.CheckResult}, not an exception. {@link
 * java.io.UncheckedIOException} and {@link io.flipbook.journal.JournalFullException} say that the directory cannot be
 * written to, so that nothing can be said.
 */
package io.flipbook.verify;
