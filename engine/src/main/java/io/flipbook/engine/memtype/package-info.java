/**
 * Memory types of x86: what an access to a page really is, and where two mappings of one page disagree.
 *
 * <p>{@link io.flipbook.engine.memtype.EffectiveType} is the manual's table,
 * {@link io.flipbook.engine.memtype.GuestPat} a guest's PAT register, and
 * {@link io.flipbook.engine.memtype.TypeAttributes} what is on record of a page. It knows nothing of regions, records
 * or pages.
 *
 * <p><b>Priorities</b>, in this order: what the manual says; the code is small. <b>Critical path:</b> none, no
 * conversion asks for a type.
 *
 * <p><b>Threads:</b> any; all of it is immutable and pure.
 *
 * <p><b>Errors:</b> {@link java.lang.IllegalArgumentException} for what is no type. What is not known is said to be
 * unknown, not guessed.
 */
package io.flipbook.engine.memtype;
