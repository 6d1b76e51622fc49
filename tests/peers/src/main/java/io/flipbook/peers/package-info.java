/** Other logs and bitmaps that do the same as the product's, to be compared in one run with it. */
package io.flipbook.peers;
