package io.flipbook.replay.whatif;

import io.flipbook.replay.scenario.Statement;
import io.flipbook.replay.scenario.StatementText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Asks a command, which is called by a shell with the path of a scenario and answers 0 when it shows. */
public final class CommandTrial implements Trial {
    private final String command;
    private final Path directory;

    /** A command, and a directory for scenarios. */
    public CommandTrial(String command, Path directory) {
        this.command = command;
        this.directory = directory;
    }

    @Override
    public int showsAfter(List<Statement> scenario) {
        try {
            Path candidate = Files.createTempFile(directory, "candidate-", ".flip");
            try {
                Files.write(candidate, scenario.stream().map(StatementText::of).toList());
                return exitCode(candidate) == 0 ? scenario.size() - 1 : NOWHERE;
            } finally {
                Files.deleteIfExists(candidate);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int exitCode(Path candidate) throws IOException {
        Process process = new ProcessBuilder("sh", "-c", command + " \"$1\"", "sh", candidate.toString())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            return 1;
        }
    }
}
