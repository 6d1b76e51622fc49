/**
 * What must hold behind each record of a history, and the first record behind which it does not
 * ({@link io.flipbook.replay.check.InvariantCheck}): the same for every command that asks.
 */
package io.flipbook.replay.check;
