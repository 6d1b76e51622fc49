package io.flipbook.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;
import net.openhft.posix.PosixAPI;

/**
 * What the journal's own code asks of the file system; what Chronicle does with the queue's files is not through this.
 *
 * <p>There is one of these in production. A test gives another, whose N-th operation fails, those on the channels that
 * it opens included.
 */
class FileOperations {
    /** The file system itself. */
    static final FileOperations SYSTEM = new FileOperations();

    private static final long NEAR_BYTES = 4 << 20;

    /** MADV_POPULATE_WRITE, since Linux 5.14. */
    private static final int POPULATE_WRITE = 23;

    /** Opens a file, never through a symbolic link; one that is created may be read by its owner alone. */
    FileChannel open(Path file, OpenOption... options) throws IOException {
        Set<OpenOption> all = new HashSet<>(Set.of(options));
        all.add(LinkOption.NOFOLLOW_LINKS);
        return FileChannel.open(file, all, JournalFiles.PRIVATE_FILE);
    }

    /** A scan reads ahead, on a thread of its own, behind so much of a file, and where as much is left. */
    long nearBytes() {
        return NEAR_BYTES;
    }

    /** Whether space is reserved on a thread of its own too; a test that counts operations wants one order of them. */
    boolean makesRoomAhead() {
        return this == SYSTEM;
    }

    /** Opens a file to reserve space in it. */
    FileSpace openSpace(Path file) throws IOException {
        return PosixFileSpace.open(file);
    }

    /** Makes the pages of a mapping ready to be written to; where that cannot be done each is at its first write. */
    void populate(long address, long lengthBytes) {
        PosixAPI.posix().madvise(address, lengthBytes, POPULATE_WRITE);
    }

    /** Writes to the device what the kernel holds of a file, or of a directory; returns when that is done. */
    void force(FileChannel channel, Path path) throws IOException {
        channel.force(false);
    }

    /** What is in a directory. */
    DirectoryStream<Path> list(Path directory) throws IOException {
        return Files.newDirectoryStream(directory);
    }

    /** What an entry is, of a link the link itself. */
    BasicFileAttributes attributes(Path entry) throws IOException {
        return Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    /** Whether there is an entry of that name, be it a link. */
    final boolean exists(Path entry) throws IOException {
        try {
            attributes(entry);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Makes a directory that its owner alone may read, and those above it as they come. */
    void createDirectory(Path directory) throws IOException {
        Path parent = directory.toAbsolutePath().normalize().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.createDirectory(directory, JournalFiles.PRIVATE_DIRECTORY);
    }

    /** Lets nobody but its owner read a directory. */
    void makePrivate(Path directory) throws IOException {
        Files.setPosixFilePermissions(directory, JournalFiles.PRIVATE_DIRECTORY.value());
    }

    /** A directory without symbolic links in its path. */
    Path realPath(Path directory) throws IOException {
        return directory.toRealPath();
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
