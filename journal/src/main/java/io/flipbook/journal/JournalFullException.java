package io.flipbook.journal;

/**
 * There is no space for a record. Nothing was written and the journal goes on: all that was acknowledged is there, and
 * once there is space again the same append succeeds.
 */
public final class JournalFullException extends JournalIoException {
    private static final long serialVersionUID = 1L;

    /** For a log: the file that could not grow, and why. */
    public JournalFullException(java.nio.file.Path file, Throwable cause) {
        super(
                "no space for another record in " + file + ": " + cause.getMessage()
                        + "; nothing was written and nothing is lost: free space on its file system and try again",
                file.toString(),
                -1,
                cause);
    }
}
