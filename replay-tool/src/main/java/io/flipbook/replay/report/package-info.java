/**
 * A history as one page to hand on: aggregated in Java in bounded memory, shown by the scripts that lie beside this
 * package as resources. Everything that a journal says reaches the page as data, never as markup.
 */
package io.flipbook.replay.report;
