/**
 * One bit a page, for as many pages as a guest can have. Off heap, of one thread, and without a loop over pages; the
 * parts above say what a bit means.
 */
package io.flipbook.engine.bitmap;
