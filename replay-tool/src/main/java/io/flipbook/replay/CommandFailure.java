package io.flipbook.replay;

/** A command cannot do what it was asked to; the message is for the user and says what, where, and what to do. */
final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private CommandFailure(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** The command was called wrongly. */
    static CommandFailure usage(String message) {
        return new CommandFailure(ExitCode.USAGE, message);
    }

    /** Something cannot be read or written. */
    static CommandFailure unreadable(String message) {
        return new CommandFailure(ExitCode.UNREADABLE, message);
    }

    /** What was to be worked on does not have what it was to have. */
    static CommandFailure finding(String message) {
        return new CommandFailure(ExitCode.FINDING, message);
    }

    /** Replay did not give what was recorded. */
    static CommandFailure mismatch(long sequence, String recorded, String replayed) {
        return new CommandFailure(
                ExitCode.MISMATCH,
                "replay differs from the record at sequence " + sequence + ": recorded " + recorded + ", replayed "
                        + replayed + "; see `flipbook replay`");
    }

    int exitCode() {
        return exitCode;
    }
}
