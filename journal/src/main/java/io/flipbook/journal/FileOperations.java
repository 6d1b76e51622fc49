package io.flipbook.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;

/**
 * What the journal's own code asks of the file system; the queue's files are written by Chronicle and not through this.
 *
 * <p>There is one of these in production. A test gives another, whose N-th operation fails, those on the channels that
 * it opens included.
 */
class FileOperations {
    /** The file system itself. */
    static final FileOperations SYSTEM = new FileOperations();

    /** Opens a file, never through a symbolic link; one that is created may be read by its owner alone. */
    FileChannel open(Path file, OpenOption... options) throws IOException {
        Set<OpenOption> all = new HashSet<>(Set.of(options));
        all.add(LinkOption.NOFOLLOW_LINKS);
        return FileChannel.open(file, all, JournalFiles.PRIVATE_FILE);
    }

    /** What is in a directory. */
    DirectoryStream<Path> list(Path directory) throws IOException {
        return Files.newDirectoryStream(directory);
    }

    /** What an entry is, of a link the link itself. */
    BasicFileAttributes attributes(Path entry) throws IOException {
        return Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    /** Gives a file another name, in one step and in place of what has that name. */
    void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Gives a file a second name. */
    void link(Path from, Path to) throws IOException {
        Files.createLink(to, from);
    }

    /** Removes a file, if it is there. */
    void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    /** Makes names that were given or taken in a directory outlast a power cut. */
    void forceDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
