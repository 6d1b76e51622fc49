/**
 * One bit a page, for as many pages as a guest can have, off heap, and without a loop over pages; the parts above say
 * what a bit means.
 *
 * <p><b>Priorities</b>, in this order: an answer is right; a change of a uniform range costs the same whatever its
 * length; memory is used where pages differ; the code is small.
 *
 * <p><b>Critical path:</b> all of {@link io.flipbook.engine.bitmap.PageBitmap}, with one visit of a word for 64 pages,
 * and none for those below a uniform entry. It allocates when it is made and never again.
 *
 * <p><b>Threads:</b> one writes. Others may search by {@link io.flipbook.engine.bitmap.LivePages}, which says when it
 * was overtaken; nothing else here may be called by them.
 *
 * <p><b>Errors:</b> pages out of range are the caller's fault and are looked for where they come in, not here. Once
 * closed, memory is gone: the caller sees to it that nobody asks any more.
 */
package io.flipbook.engine.bitmap;
