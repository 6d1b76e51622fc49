package io.flipbook.tests.cli;

import io.flipbook.replay.Main;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The program as a process of its own, started from a shell in some directory. */
final class RealProgram {
    private static final long TIMEOUT_SECONDS = 60;

    private final Path directory;
    private final Path launcher;
    private final long timeoutSeconds;

    /** Puts a launcher called {@code flipbook} on the path of shells that work in a directory. */
    RealProgram(Path directory, Path launcherDirectory) throws IOException {
        this(directory, launcherDirectory, "-XX:TieredStopAtLevel=1", TIMEOUT_SECONDS);
    }

    /** The same, with another flag of the virtual machine, and so many seconds for each script. */
    RealProgram(Path directory, Path launcherDirectory, String ownFlag, long timeoutSeconds) throws IOException {
        this.directory = directory;
        this.timeoutSeconds = timeoutSeconds;
        launcher = launcherDirectory.resolve("flipbook");
        String flags = ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--") || flag.startsWith("-Dchronicle"))
                .map(RealProgram::quote)
                .collect(Collectors.joining(" "));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Files.writeString(
                launcher,
                "#!/bin/sh\nexec " + quote(java) + " -XX:+UseSerialGC " + ownFlag + " " + flags + " -cp "
                        + quote(System.getProperty("java.class.path")) + " " + Main.class.getName() + " \"$@\"\n");
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
    }

    /** Runs a shell script to its end. */
    Cli.Result shell(String script) throws IOException, InterruptedException {
        Path out = Files.createTempFile(launcher.getParent(), "out", "");
        Path err = Files.createTempFile(launcher.getParent(), "err", "");
        Process process =
                start(script, ProcessBuilder.Redirect.to(out.toFile()), ProcessBuilder.Redirect.to(err.toFile()));
        if (!process.waitFor(timeoutSeconds, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("does not end: " + script);
        }
        return new Cli.Result(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }

    /** Starts a shell script, whose standard error is that of this process. */
    Process start(String script, ProcessBuilder.Redirect out, ProcessBuilder.Redirect err) throws IOException {
        ProcessBuilder shell = new ProcessBuilder(List.of("bash", "-c", script))
                .directory(directory.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(out)
                .redirectError(err);
        shell.environment().merge("PATH", launcher.getParent().toString(), (path, first) -> first + ":" + path);
        return shell.start();
    }

    private static String quote(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
