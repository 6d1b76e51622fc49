package io.flipbook.replay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A directory for the time of one command, which is gone afterwards, also when the process is told to end. What is done
 * in it is done in {@linkplain #during steps}, so that nothing appears behind the back of whoever removes it.
 */
final class ScratchDirectory implements AutoCloseable {
    private static final String PREFIX = "flipbook-";

    private final Path path;
    private final Thread hook = new Thread(this::remove, "scratch-directory");
    private boolean removed;

    ScratchDirectory() {
        try {
            path = Files.createTempDirectory(PREFIX);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(hook);
    }

    Path path() {
        return path;
    }

    /** Does something in the directory, unless that is gone already because the process ends. */
    synchronized void during(Runnable step) {
        if (!removed) {
            step.run();
        }
    }

    @Override
    public void close() {
        remove();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process ends already, and the hook does the same.
        }
    }

    private synchronized void remove() {
        if (removed) {
            return;
        }
        removed = true;
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + path + ": " + e.getMessage(), e);
        }
    }
}
