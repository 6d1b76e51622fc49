package io.flipbook.junit5;

import io.flipbook.replay.trace.Excerpt;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/** Finds the history that a name means, on the class path or else as a file, and says of what kind it is. */
final class HistoryResource {
    private static final String KINDS = "none of: a journal's directory, a .zip or .tar.gz of one, "
            + "a .jsonl that dump --format json printed, a .flip scenario";

    /** The most bytes, zeros included, that all files of an archive, or a file out of a jar, may have. */
    private static final long MAX_BYTES = 1L << 30;

    private final String name;
    private final ClassLoader loader;
    private final Workspace workspace;

    HistoryResource(String name, ClassLoader loader, Workspace workspace) {
        this.name = name;
        this.loader = loader;
        this.workspace = workspace;
    }

    HistorySource open() {
        try {
            return sourceOf(find());
        } catch (IOException e) {
            throw unreadable(name, e);
        } catch (UncheckedIOException e) {
            throw new HistoryUnreadableException(e.getMessage(), e);
        }
    }

    static HistoryUnreadableException unreadable(Object file, IOException e) {
        return new HistoryUnreadableException("cannot read " + file + ": " + reason(e), e);
    }

    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file";
        } else if (e instanceof AccessDeniedException) {
            return "no permission";
        } else if (e instanceof EOFException) {
            return "it ends too early";
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : Excerpt.escape(e.getMessage());
    }

    private Path find() throws IOException {
        URL url = loader.getResource(name.startsWith("/") ? name.substring(1) : name);
        if (url != null && url.getProtocol().equals("file")) {
            try {
                return Path.of(url.toURI());
            } catch (URISyntaxException e) {
                throw new IOException(e.getMessage(), e);
            }
        } else if (url != null) {
            return copy(url);
        }
        Path path = pathOf(name);
        if (path == null || !Files.exists(path)) {
            throw new HistoryUnreadableException("there is no history " + name + ", neither on the class path nor as "
                    + (path == null ? "a file" : "the file " + path));
        }
        return path;
    }

    private static Path pathOf(String name) {
        try {
            return Path.of(name).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            return null;
        }
    }

    /** Out of a jar. */
    private Path copy(URL url) throws IOException {
        String last = name.substring(name.lastIndexOf('/') + 1);
        if (!last.contains(".")) {
            throw new HistoryUnreadableException(
                    name + " is a directory in a jar, which has no files of its own: make a .zip of the journal");
        }
        Path copy = workspace.directory().resolve(last);
        try (InputStream in = url.openStream()) {
            new UnpackedFile(copy).write(in, MAX_BYTES);
        }
        return copy;
    }

    private HistorySource sourceOf(Path path) throws IOException {
        String file = path.toString().toLowerCase(Locale.ROOT);
        if (Files.isDirectory(path)) {
            return new JournalSource(path);
        } else if (file.endsWith(".flip")) {
            return new ScenarioSource(path);
        } else if (file.endsWith(".jsonl")) {
            return new DumpSource(path);
        } else if (file.endsWith(".zip")) {
            return new JournalSource(new JournalArchive(path, workspace.directory(), MAX_BYTES).unzip());
        } else if (file.endsWith(".tar.gz") || file.endsWith(".tgz")) {
            return new JournalSource(new JournalArchive(path, workspace.directory(), MAX_BYTES).untar());
        }
        throw new HistoryUnreadableException(path + " is " + KINDS);
    }
}
