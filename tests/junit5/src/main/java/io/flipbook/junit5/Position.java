package io.flipbook.junit5;

import io.flipbook.engine.ConversionRequest;
import io.flipbook.replay.json.JsonOut;

/**
 * A record of a history, and what it is about.
 *
 * @param request that it decides, with the sequence that has; null where it is about something else
 * @param step what the source calls it
 */
record Position(long sequence, long requestSequence, ConversionRequest request, String step) {
    /** Before the first record. */
    static final Position NONE = new Position(0, 0, null, "");

    /** Where it is, in some words. */
    String text() {
        String at = "at sequence " + sequence;
        if (request != null) {
            at += ", request " + requestSequence + " (" + request + ")";
        }
        return step.isEmpty() ? at : at + ", " + step;
    }

    /** The sequence of the first record of it. */
    long from() {
        return request == null ? Math.max(1, sequence) : requestSequence;
    }

    /** Where in memory it is, as the command line says it; null for nowhere. */
    String place() {
        if (request == null) {
            return null;
        }
        String start = JsonOut.hex(request.start());
        return request.operation().isByAddress() ? start : request.region() + ":" + start;
    }
}
