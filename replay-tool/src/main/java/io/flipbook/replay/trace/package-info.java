/**
 * Traces of QEMU and of the kernel, line by line, into events.
 *
 * <p>A trace is hostile text. Lines are bounded at {@link io.flipbook.replay.trace.TraceReader#MAX_LINE_BYTES}, nothing
 * is kept from one line to the next but a task's name, every line is read in time linear in its length, and a line that
 * cannot be read is an event of its own ({@link io.flipbook.replay.trace.TraceEvent.Damaged}) and never an exception.
 * What the events mean is decided elsewhere: they say what was printed.
 */
package io.flipbook.replay.trace;
