/**
 * Feeds bytes that a fuzzer makes up to everything that reads what others wrote.
 *
 * <p>Each target is a class with one method that takes an input. The build runs them over the inputs that are kept
 * under {@code corpus}; a profile lets a fuzzer, which sees the branches that an input takes, look for more.
 */
package io.flipbook.fuzz;
