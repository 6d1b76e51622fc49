/**
 * What a history looks like from afar: its last records while it goes on, its numbers, tables and pictures of it for
 * other programs. Fed with records by the commands; reads and writes no journal but the one that it follows. For one
 * thread, where not said otherwise.
 */
package io.flipbook.replay.charts;
