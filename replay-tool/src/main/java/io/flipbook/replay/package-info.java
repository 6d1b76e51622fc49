/**
 * The command line: one class a command, and what they share.
 *
 * <p>Standard output carries the answer alone; all else goes to standard error. A command returns its exit code, or
 * throws: {@link io.flipbook.replay.ErrorReport} makes one line and a code of it. What a command reads is hostile until
 * it was checked, and is never written to.
 */
package io.flipbook.replay;
