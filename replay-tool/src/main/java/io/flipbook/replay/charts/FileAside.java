package io.flipbook.replay.charts;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file that is there whole or not at all: it is written beside its place, and gets its name when it is complete. What
 * had the name before stays until then. Nothing is ever written into a journal's directory.
 */
public final class FileAside implements AutoCloseable {
    private static final String JOURNAL_FILES =
            "{*.cq4,*.cq4t,flipbook.lock,flipbook.manifest,flipbook.writer,flipbook.snapshots}";

    private final Path file;
    private final Path aside;
    private final FileOutputStream bytes;
    private final OutputStream out;

    private FileAside(Path file, Path aside) throws IOException {
        this.file = file;
        this.aside = aside;
        bytes = new FileOutputStream(aside.toFile());
        out = new BufferedOutputStream(bytes, 1 << 16);
    }

    /**
     * Begins to write what is to become {@code file}.
     *
     * @throws IllegalArgumentException if nothing may be written there, in one line for the user
     */
    public static FileAside of(Path file) {
        Path directory = file.toAbsolutePath().getParent();
        try {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file)) {
                throw new IllegalArgumentException(file + " is there and is no regular file");
            }
            if (Files.isDirectory(directory)) {
                refuseJournal(directory);
            }
            Path aside = Files.createTempFile(directory, "." + file.getFileName(), ".aside");
            aside.toFile().deleteOnExit(); // where the process is interrupted
            return new FileAside(file, aside);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where to write. */
    public OutputStream out() {
        return out;
    }

    /** All is written: it gets its name, over what had it before. */
    public void complete() {
        try {
            out.flush();
            bytes.getFD().sync();
            out.close();
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes what was not completed. */
    @Override
    public void close() {
        try {
            bytes.close();
            Files.deleteIfExists(aside);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void refuseJournal(Path directory) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, JOURNAL_FILES)) {
            if (files.iterator().hasNext()) {
                throw new IllegalArgumentException(
                        "nothing is written into a journal's directory, which " + directory + " is");
            }
        }
    }
}
