package io.flipbook.verify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A directory for the time of a verification. It is gone afterwards, also when the process is told to end. */
final class Scratch implements AutoCloseable {
    private static final String PREFIX = "flipbook-verify-";
    private static final long LONGEST_STEP_S = 10;

    private final Path path;
    private final CountDownLatch removed = new CountDownLatch(1);
    private final Thread hook = new Thread(this::end, "flipbook-verify-end");
    private volatile boolean ending;

    private Scratch(Path path) {
        this.path = path;
    }

    /** Makes one in a directory that is there. */
    static Scratch in(Path parent) {
        try {
            Scratch scratch = new Scratch(Files.createTempDirectory(parent, PREFIX));
            Runtime.getRuntime().addShutdownHook(scratch.hook);
            return scratch;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An empty directory inside. */
    Path directory(String name) throws IOException {
        return Files.createDirectory(path.resolve(name));
    }

    /** Whether the process is told to end. */
    boolean isEnding() {
        return ending;
    }

    /** Removes a directory and what is in it. */
    static void remove(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            remove(path);
        } finally {
            removed.countDown();
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // The process ends already, and the hook waits for nothing but this.
            }
        }
    }

    /** The trial that is under way sees that it is over, and everything is removed as always. */
    private void end() {
        ending = true;
        try {
            removed.await(LONGEST_STEP_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
