package io.flipbook.tests.model;

/**
 * A script that does not parse: the whole of it is refused before anything runs.
 * Only the line number is compared; the wording of the reason is free.
 */
public final class ScriptRejected extends Exception {
    private static final long serialVersionUID = 1L;

    private final int line;

    /**
     * Creates one.
     *
     * @param line number of the first line that does not parse, from 1
     * @param reason what is wrong with it, for people
     */
    public ScriptRejected(int line, String reason) {
        super(line + ": " + reason);
        this.line = line;
    }

    /** Number of the first line that does not parse, from 1. */
    public int line() {
        return line;
    }
}
