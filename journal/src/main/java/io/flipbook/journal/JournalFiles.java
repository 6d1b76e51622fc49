package io.flipbook.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.stream.Stream;

/** The names and permissions of what is in a journal's directory. */
final class JournalFiles {
    /** Empty; the writer holds a lock on it. Nobody else opens it: closing it would drop the lock of the process. */
    static final String LOCK = "flipbook.lock";
    /** Says which process writes; empty when none does. */
    static final String WRITER = "flipbook.writer";
    /** Says which roll files there are; see {@link Manifest}. */
    static final String MANIFEST = "flipbook.manifest";
    /** The next manifest while it is written; what a killed writer leaves of it counts for nothing. */
    static final String MANIFEST_ASIDE = "flipbook.manifest.new";
    /** Says which snapshots are kept; see {@link SnapshotList}. */
    static final String SNAPSHOTS = "flipbook.snapshots";
    /** The next list of snapshots while it is written; counts for nothing. */
    static final String SNAPSHOTS_ASIDE = "flipbook.snapshots.new";
    /** Chronicle's own bookkeeping. */
    static final String METADATA = "metadata.cq4t";

    static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final Set<PosixFilePermission> PRIVATE_DIRECTORY = PosixFilePermissions.fromString("rwx------");

    private JournalFiles() {}

    /** Makes sure that the directory is there and is a journal or empty; returns it without links in it. */
    static Path prepare(Path directory) {
        try {
            if (!Files.exists(directory)) {
                Path parent = directory.toAbsolutePath().normalize().getParent();
                if (parent != null) {
                    Files.createDirectories(parent);
                }
                Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(PRIVATE_DIRECTORY));
            } else if (!Files.isDirectory(directory)) {
                throw new IllegalArgumentException("not a directory: " + directory);
            } else if (isEmpty(directory)) {
                Files.setPosixFilePermissions(directory, PRIVATE_DIRECTORY);
            } else if (!isJournal(directory)) {
                throw new IllegalArgumentException("neither a journal nor empty: " + directory);
            }
            return directory.toRealPath();
        } catch (IOException | UncheckedIOException e) {
            throw JournalIoException.of("cannot create or read the directory", directory, e);
        }
    }

    /** Whether there is anything that only a journal's directory holds. */
    private static boolean isJournal(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.anyMatch(JournalFiles::isOwn);
        }
    }

    /** Creates an empty file that nobody else may read, unless there is one. */
    static void createPrivate(Path file) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            try {
                Files.createFile(file, PRIVATE_FILE);
            } catch (FileAlreadyExistsException e) {
                // Another process was quicker: the lock decides between the two.
            }
        }
    }

    private static boolean isOwn(Path entry) {
        String name = entry.getFileName().toString();
        return name.equals(LOCK) || name.equals(MANIFEST) || name.equals(METADATA) || RollFile.isRollFileName(name);
    }

    static boolean isEmptyDirectory(Path directory) {
        try {
            return Files.isDirectory(directory) && isEmpty(directory);
        } catch (IOException | UncheckedIOException e) {
            throw JournalIoException.of("cannot read", directory, e);
        }
    }

    /** Removes files that were made in a directory that was empty, as far as that is possible. */
    static void removeAll(Path directory, boolean directoryToo) {
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path entry : entries.toList()) {
                Files.delete(entry);
            }
            if (directoryToo) {
                Files.delete(directory);
            }
        } catch (IOException | UncheckedIOException e) {
            // What failed before says more.
        }
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.findAny().isEmpty();
        }
    }
}
