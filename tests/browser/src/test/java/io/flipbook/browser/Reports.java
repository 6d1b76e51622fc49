package io.flipbook.browser;

import io.flipbook.replay.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes journals and pages of them, inside this process. */
final class Reports {
    private Reports() {}

    /** Runs a command; its answer, or a failure where the code is another. */
    static String run(int code, Object... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int got =
                Main.run(out, err, Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new));
        if (got != code) {
            throw new AssertionError(Arrays.toString(arguments) + " ended with " + got + ": " + err);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** Runs a command line that begins with {@code flipbook}, as a shell understands it. */
    static void runLine(int code, Path directory, String line) throws IOException, InterruptedException {
        Path words = directory.resolve("words");
        Process shell = new ProcessBuilder("bash", "-c", "flipbook() { printf '%s\\0' \"$@\"; }\n" + line)
                .directory(directory.toFile())
                .redirectOutput(words.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (shell.waitFor() != 0) {
            throw new AssertionError("bash does not understand " + line);
        }
        List<String> arguments = new ArrayList<>(List.of(Files.readString(words).split("\0")));
        int out = arguments.indexOf("--out");
        if (out >= 0) {
            arguments.set(out + 1, directory.resolve(arguments.get(out + 1)).toString());
        }
        run(code, arguments.toArray());
    }

    /** The journal of a scenario. */
    static Path journal(Path directory, List<String> statements) throws IOException {
        Path script = Files.write(directory.resolve("made.flip"), statements);
        Path journal = directory.resolve("journal");
        run(0, "run", script, "--journal", journal);
        return journal;
    }

    /** The page of a journal. */
    static Path page(Path journal, Path file) {
        run(0, "report", journal, "--out", file);
        return file;
    }
}
