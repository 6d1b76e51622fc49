package io.flipbook.replay.trace;

/**
 * One line of a trace.
 *
 * @param number from 1, blank, damaged and overlong lines counted
 */
public record TraceLine(long number, TraceTime time, TraceTask task, TraceEvent event) {}
