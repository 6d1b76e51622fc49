package io.flipbook.replay;

/** What the program's exit code says. */
final class ExitCode {
    /** Done; clean; equal; the answer is yes. */
    static final int OK = 0;
    /** Done, and there is a finding. */
    static final int FINDING = 1;
    /** The command was called wrongly. */
    static final int USAGE = 2;
    /** Something cannot be read or written: damaged, missing, no permission, no room, unknown version. */
    static final int UNREADABLE = 3;
    /** Replay did not give what was recorded. */
    static final int MISMATCH = 4;
    /** The reader of standard output has gone: what a shell says of a program that died of SIGPIPE. */
    static final int BROKEN_PIPE = 141;

    private ExitCode() {}
}
