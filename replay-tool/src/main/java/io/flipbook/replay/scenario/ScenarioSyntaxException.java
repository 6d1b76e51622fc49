package io.flipbook.replay.scenario;

import io.flipbook.replay.trace.Excerpt;

/** A script that does not parse, at its first bad line. The message is {@code SCRIPT:LINE: reason}, one line. */
public final class ScenarioSyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final String reason;

    ScenarioSyntaxException(String script, int line, String reason) {
        super(Excerpt.escape(script) + ":" + line + ": " + reason);
        this.line = line;
        this.reason = reason;
    }

    /** The line, from 1. */
    public int line() {
        return line;
    }

    /** What is wrong, in one short line, with every text of the script escaped. */
    public String reason() {
        return reason;
    }
}
