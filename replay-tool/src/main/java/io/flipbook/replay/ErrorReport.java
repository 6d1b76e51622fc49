package io.flipbook.replay;

import io.flipbook.journal.JournalException;
import io.flipbook.replay.query.predicate.PredicateSyntaxException;
import io.flipbook.replay.terminal.OutputFailedException;
import io.flipbook.replay.trace.Excerpt;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Makes one line on standard error, and an exit code, of whatever a command has thrown; below a predicate that means
 * nothing, carets too.
 */
final class ErrorReport {
    private static final String PROGRAM = "flipbook: ";

    private final PrintStream err;
    private boolean debug;

    ErrorReport(PrintStream err) {
        this.err = err;
    }

    /** Says that stack traces are wanted. */
    void setDebug(boolean newDebug) {
        debug = newDebug;
    }

    /** Reports; returns the exit code. */
    int report(Throwable thrown) {
        if (thrown instanceof OutputFailedException failed && failed.isBrokenPipe()) {
            return ExitCode.BROKEN_PIPE;
        }
        if (thrown instanceof PredicateSyntaxException syntax) {
            err.println(PROGRAM + syntax.getMessage());
            err.println(" ".repeat(PROGRAM.length()) + syntax.caretLine());
        } else {
            err.println(PROGRAM + oneLine(messageOf(thrown)));
        }
        if (debug) {
            thrown.printStackTrace(err);
        }
        return codeOf(thrown);
    }

    /** Reports that the command line makes no sense. */
    int reportUsage(ParameterException e, String[] arguments) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        String message = e.getMessage();
        List<String> suggestions =
                e instanceof UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
        if (!suggestions.isEmpty()) {
            message += "; did you mean " + String.join(" or ", suggestions) + "?";
        }
        err.println(command + ": " + oneLine(message) + "; see `" + command + " --help`");
        if (debug || List.of(arguments).contains("--debug")) {
            e.printStackTrace(err);
        }
        return ExitCode.USAGE;
    }

    private static int codeOf(Throwable thrown) {
        if (thrown instanceof CommandFailure failure) {
            return failure.exitCode();
        }
        return thrown instanceof IllegalArgumentException ? ExitCode.USAGE : ExitCode.UNREADABLE;
    }

    private static String messageOf(Throwable thrown) {
        if (thrown instanceof UncheckedIOException unchecked) {
            return messageOf(unchecked.getCause());
        } else if (thrown instanceof IOException io) {
            return messageOf(io);
        } else if (thrown instanceof OutOfMemoryError) {
            return "not enough memory: " + thrown.getMessage() + "; give more with FLIPBOOK_JAVA_OPTS=-Xmx...";
        } else if (isForTheUser(thrown)) {
            return thrown.getMessage();
        }
        return "internal error: " + thrown + "; run it with --debug and report what that prints";
    }

    /** The exceptions of {@code java.nio.file} have a bare path as message. */
    private static String messageOf(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file: " + e.getMessage();
        } else if (e instanceof AccessDeniedException) {
            return "no permission: " + e.getMessage();
        } else if (e instanceof FileAlreadyExistsException) {
            return "exists already: " + e.getMessage();
        } else if (e instanceof NotDirectoryException) {
            return "not a directory: " + e.getMessage();
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static boolean isForTheUser(Throwable thrown) {
        return thrown.getMessage() != null
                && (thrown instanceof CommandFailure
                        || thrown instanceof OutputFailedException
                        || thrown instanceof JournalException
                        || thrown instanceof IllegalArgumentException
                        || thrown instanceof IllegalStateException);
    }

    private static String oneLine(String message) {
        return Excerpt.escape(message.strip().replaceAll("\\R", " "));
    }
}
