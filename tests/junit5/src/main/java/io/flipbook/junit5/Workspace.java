package io.flipbook.junit5;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Where one replay may write: below the directory that the system property {@code flipbook.output} names, else in
 * {@code target/flipbook} or {@code build/flipbook}, where a build has its output, else in the temporary directory.
 * What was unpacked is gone afterwards, unless a failure names it.
 */
final class Workspace implements AutoCloseable {
    /** The system property. */
    static final String OUTPUT = "flipbook.output";

    private final String test;
    private Path directory;
    private boolean kept;

    /** For a test; its name is part of the names of files. */
    Workspace(String test) {
        this.test = test.replaceAll("[^A-Za-z0-9_.-]+", "-").replaceAll("^\\.+", "");
    }

    /** A directory of its own, made when it is first asked for. */
    Path directory() {
        if (directory == null) {
            try {
                directory = Files.createTempDirectory(Files.createDirectories(output()), test + "-");
            } catch (IOException e) {
                throw new UncheckedIOException("no directory can be made in " + output() + ": " + e.getMessage(), e);
            }
        }
        return directory;
    }

    /** A file that is to stay, with an ending; its directory is there. */
    Path lasting(String ending) throws IOException {
        return Files.createDirectories(output()).resolve(test + ending);
    }

    /** Says that somebody was told of the directory. */
    void keep() {
        kept = true;
    }

    @Override
    public void close() {
        if (directory == null || kept) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + directory + ": " + e.getMessage(), e);
        }
    }

    private static Path output() {
        String named = System.getProperty(OUTPUT, "");
        if (!named.isEmpty()) {
            return Path.of(named).toAbsolutePath();
        }
        for (String build : new String[] {"target", "build"}) {
            if (Files.isDirectory(Path.of(build))) {
                return Path.of(build, "flipbook").toAbsolutePath();
            }
        }
        return Path.of(System.getProperty("java.io.tmpdir"), "flipbook").toAbsolutePath();
    }
}
