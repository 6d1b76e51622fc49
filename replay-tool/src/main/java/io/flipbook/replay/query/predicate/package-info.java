/**
 * The language in which questions about a history are asked, the same for all commands: what a record says, and how the
 * state behind it is. {@code docs/POSTMORTEM.md} has its grammar.
 *
 * <p>Text from outside is parsed within limits; a {@link io.flipbook.replay.query.predicate.Moment} is what it is asked
 * of.
 */
package io.flipbook.replay.query.predicate;
