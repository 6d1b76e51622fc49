package io.flipbook.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
    /** The next manifest: its space, until it is written; what a killed writer leaves of it counts for nothing. */
    static final String MANIFEST_ASIDE = "flipbook.manifest.new";
    /** Says which snapshots are kept; see {@link SnapshotList}. */
    static final String SNAPSHOTS = "flipbook.snapshots";
    /** The next list of snapshots while it is written; counts for nothing. */
    static final String SNAPSHOTS_ASIDE = "flipbook.snapshots.new";
    /** Chronicle's own bookkeeping. */
    static final String METADATA = "metadata.cq4t";

    static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    static final FileAttribute<Set<PosixFilePermission>> PRIVATE_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private JournalFiles() {}

    /** Makes sure that the directory is there and is a journal or empty; returns it without links in it. */
    static Path prepare(FileOperations files, Path directory) {
        try {
            if (!Files.exists(directory)) {
                return create(files, directory);
            } else if (!Files.isDirectory(directory)) {
                throw new IllegalArgumentException("not a directory: " + directory);
            } else {
                prepareExisting(files, directory);
            }
            return files.realPath(directory);
        } catch (IOException | DirectoryIteratorException e) {
            throw JournalIoException.of("cannot create or read the directory", directory, e);
        }
    }

    private static Path create(FileOperations files, Path directory) throws IOException {
        files.createDirectory(directory);
        try {
            return files.realPath(directory);
        } catch (IOException e) {
            directory.toFile().delete(); // As long as it is empty.
            throw e;
        }
    }

    /** Looks for anything that only a journal's directory holds. */
    private static void prepareExisting(FileOperations files, Path directory) throws IOException {
        boolean isEmpty = true;
        try (DirectoryStream<Path> entries = files.list(directory)) {
            for (Path entry : entries) {
                if (isOwn(entry)) {
                    return;
                }
                isEmpty = false;
            }
        }
        if (!isEmpty) {
            throw new IllegalArgumentException("neither a journal nor empty: " + directory);
        }
        files.makePrivate(directory);
    }

    /** Creates an empty file that nobody else may read, unless there is one. */
    static void createPrivate(FileOperations files, Path file) throws IOException {
        if (!files.exists(file)) {
            files.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)
                    .close();
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
