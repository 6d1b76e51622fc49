/**
 * Memory types of x86: what an access to a page really is, and where two mappings of one page disagree.
 *
 * <p>{@link io.flipbook.engine.memtype.EffectiveType} is the manual's table,
 * {@link io.flipbook.engine.memtype.GuestPat} a guest's PAT register, and
 * {@link io.flipbook.engine.memtype.TypeAttributes} what is on record of a page.
 *
 * <p>All of it is immutable and pure, so any thread may use it. It knows nothing of regions, records or pages.
 */
package io.flipbook.engine.memtype;
