package io.flipbook.tests.cli;

import io.flipbook.replay.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Runs the program inside this process. */
public final class Cli {
    /** What came of a command. */
    public record Result(int code, String out, String err) {
        /** The lines of the answer. */
        public List<String> lines() {
            return out.lines().toList();
        }
    }

    private Cli() {}

    /** Runs a command; arguments may be anything that has a text, such as a path. */
    public static Result run(Object... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String[] texts = Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new);
        int code = Main.run(out, err, texts);
        return new Result(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Writes a script, runs it, and returns the directory of its journal. */
    public static Path journal(Path directory, String... statements) throws IOException {
        Path script = directory.resolve("made.flip");
        Files.write(script, List.of(statements));
        Path journal = directory.resolve("journal");
        Result result = run("run", script, "--journal", journal);
        if (result.code() != 0) {
            throw new AssertionError(result);
        }
        return journal;
    }
}
