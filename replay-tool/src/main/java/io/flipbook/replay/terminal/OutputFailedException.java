package io.flipbook.replay.terminal;

import java.io.IOException;

/** Standard output cannot be written; unchecked, so that it crosses writers that swallow an {@link IOException}. */
public final class OutputFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean brokenPipe;

    OutputFailedException(IOException cause, boolean brokenPipe) {
        super("cannot write to standard output: " + cause.getMessage(), cause);
        this.brokenPipe = brokenPipe;
    }

    /** Whether the reader has gone, as {@code head} does when it has enough. */
    public boolean isBrokenPipe() {
        return brokenPipe;
    }
}
