package io.flipbook.junit5;

import io.flipbook.replay.trace.Excerpt;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * An archive of a journal's directory, unpacked. A journal is one flat directory, so an archive of anything else is
 * refused: files in more than one directory, paths that lead elsewhere, names that come twice, links.
 */
final class JournalArchive {
    /** More files than a journal of ten years has. */
    private static final int ENTRIES_MAX = 4096;

    private final Path archive;
    private final Path into;
    private final long maxBytes;
    private String directory;
    private int entries;
    private long bytes;

    /** An archive that is to be unpacked into a new directory in {@code workspace}, with so many bytes at most. */
    JournalArchive(Path archive, Path workspace, long maxBytes) {
        this.maxBytes = maxBytes;
        this.archive = archive;
        into = workspace.resolve("journal");
    }

    /** Unpacks a zip; the directory in which the journal is then. */
    Path unzip() throws IOException {
        Files.createDirectory(into);
        try (InputStream in = Files.newInputStream(archive);
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                countEntry();
                if (!entry.isDirectory()) {
                    unpack(entry.getName(), zip);
                } else if (zip.read() >= 0) {
                    throw refused("a directory in it has content");
                }
            }
        } catch (IllegalArgumentException e) { // a name that is no text
            throw refused("a name in it is not UTF-8");
        }
        return unpacked();
    }

    /** Unpacks a tar that is packed with gzip. */
    Path untar() throws IOException {
        Files.createDirectory(into);
        try (InputStream in = Files.newInputStream(archive);
                GZIPInputStream unpacked = new GZIPInputStream(in)) {
            TarReader tar = new TarReader(unpacked, maxBytes);
            while (tar.next()) {
                countEntry();
                unpack(tar.name(), tar.content());
            }
        }
        return unpacked();
    }

    private Path unpacked() {
        if (directory == null) {
            throw refused("there is no file in it");
        }
        return into;
    }

    private void countEntry() {
        if (++entries > ENTRIES_MAX) {
            throw refused("there are more than " + ENTRIES_MAX + " files in it");
        }
    }

    private void unpack(String entry, InputStream content) throws IOException {
        Path file = into.resolve(nameOf(entry));
        if (Files.exists(file)) {
            throw refused(file.getFileName() + " comes twice");
        }
        bytes += new UnpackedFile(file).write(content, maxBytes - bytes);
    }

    /** The bare name of a file that is at the top, or in the one directory there. */
    private String nameOf(String entry) {
        String path = entry.startsWith("./") ? entry.substring(2) : entry;
        int slash = path.indexOf('/');
        String before = path.substring(0, slash + 1);
        String name = path.substring(slash + 1);
        boolean isPlain = name.matches("[A-Za-z0-9_.-]{1,128}") && !name.matches("\\.*");
        if (!isPlain || before.matches("\\.*/") || before.chars().anyMatch(c -> c < ' ' || c == '\\')) {
            throw refused("it is no journal's: a file in it is called " + Excerpt.of(entry));
        } else if (directory != null && !directory.equals(before)) {
            throw refused("it is no journal's: files are in more than one directory");
        }
        directory = before;
        return name;
    }

    private HistoryUnreadableException refused(String reason) {
        return new HistoryUnreadableException("cannot unpack " + archive + ": " + reason);
    }
}
