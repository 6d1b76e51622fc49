package io.flipbook.replay;

import io.flipbook.replay.json.JsonOut;
import io.flipbook.replay.terminal.Progress;
import io.flipbook.verify.CheckResult;
import io.flipbook.verify.Verifier;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code verify-platform}: whether this machine keeps the promises. */
@Command(
        name = "verify-platform",
        header = "Say whether this machine keeps what journals rely on.",
        description = {
            "Tries, in the file system of a directory and with this Java, whether mapped files are seen at once, space"
                    + " can be reserved, a force comes to an end and what it costs, another process is kept out, a"
                    + " writer that is killed loses nothing, a damaged bit is found, and state, digest and concurrent"
                    + " readers are right. A line for each check: kept, note, BROKEN or skipped.",
            "The exit code is 0 when nothing is broken, 1 when something is, 3 when nothing can be written there. What"
                    + " is written for it, some 100 MiB at the most, is removed. It cannot cut the power."
        },
        footer = {
            "  flipbook verify-platform --seconds 1",
            "  flipbook verify-platform --directory /tmp --seconds 1 --format json"
        })
final class VerifyPlatformCommand implements Callable<Integer> {
    private static final int MAX_SECONDS = 24 * 60 * 60;

    @ParentCommand
    private Flipbook flipbook;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "5",
            description = "About how long it may take, 1 to 86400; ${DEFAULT-VALUE} if nothing is said.")
    private int seconds;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "Where to write, best where journals will be; the current directory if nothing is said.")
    private Path directory;

    private int done;

    @Override
    public Integer call() throws NoSuchFileException, NotDirectoryException {
        if (seconds < 1 || seconds > MAX_SECONDS) {
            throw CommandFailure.usage("--seconds is not from 1 to " + MAX_SECONDS + ": " + seconds);
        }
        if (!Files.exists(directory)) {
            throw new NoSuchFileException(directory.toString());
        }
        if (!Files.isDirectory(directory)) {
            throw new NotDirectoryException(directory.toString());
        }
        List<CheckResult> results;
        try (Progress progress = flipbook.terminal().progress("verifying", Progress.Unit.CHECKS, Verifier.count())) {
            results = Verifier.in(directory).run(Duration.ofSeconds(seconds), result -> {
                progress.at(++done);
                progress.check();
            });
            progress.finish();
        }
        if (results.size() < Verifier.count()) {
            throw CommandFailure.unreadable("told to end before all was tried; nothing can be said of this machine");
        }
        boolean keeps = Verifier.keepsPromises(results);
        if (flipbook.isJson()) {
            writeJson(results, keeps);
        } else {
            writeText(results, keeps);
        }
        return keeps ? ExitCode.OK : ExitCode.FINDING;
    }

    private void writeJson(List<CheckResult> results, boolean keeps) {
        try (JsonOut json = flipbook.json()) {
            for (CheckResult result : results) {
                json.begin()
                        .field("check", result.check())
                        .field("verdict", wordOf(result))
                        .field("text", result.text())
                        .endLine();
            }
            json.begin()
                    .field("keeps", keeps)
                    .field("checks", results.size())
                    .field("java", Runtime.version().toString())
                    .field(
                            "system",
                            System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                                    + System.getProperty("os.arch"))
                    .endLine();
        }
    }

    private void writeText(List<CheckResult> results, boolean keeps) {
        try (PrintWriter text = flipbook.terminal().text()) {
            for (CheckResult result : results) {
                text.print(String.format("%-8s %-19s %s%n", result.verdict(), result.check(), result.text()));
            }
            text.print(keeps ? "this machine keeps the promises\n" : "this machine does not keep the promises\n");
        }
    }

    private static String wordOf(CheckResult result) {
        return result.verdict().name().toLowerCase(java.util.Locale.ROOT);
    }
}
