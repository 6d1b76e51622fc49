/**
 * What stands between a command and whoever reads its answers: standard output and its failures, what the terminal can
 * do, progress on standard error, sizes for people. Nothing here knows of journals. For one thread, where not said
 * otherwise.
 */
package io.flipbook.replay.terminal;
