package io.flipbook.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The file with the {@link SnapshotList}: replaced whole, by whoever makes snapshots. */
final class SnapshotListFile {
    private final FileOperations files;
    private final Path directory;

    SnapshotListFile(FileOperations files, Path directory) {
        this.files = files;
        this.directory = directory;
    }

    /**
     * What is there under the name of the list.
     *
     * @param list what it says; null when there is none, or it is not one that a writer writes
     * @param problem why it is none; null when it is one, or there is nothing
     */
    record Found(SnapshotList list, String problem) {
        boolean isThere() {
            return list != null || problem != null;
        }
    }

    Found read() throws IOException {
        Path file = directory.resolve(JournalFiles.SNAPSHOTS);
        try {
            if (!files.attributes(file).isRegularFile()) {
                return new Found(null, "not a regular file");
            }
            return new Found(SnapshotList.parse(readAll(file)), null);
        } catch (NoSuchFileException e) {
            return new Found(null, null);
        } catch (IllegalArgumentException e) {
            return new Found(null, e.getMessage());
        }
    }

    private byte[] readAll(Path file) throws IOException {
        try (FileChannel channel = files.open(file, StandardOpenOption.READ)) {
            // One byte more than there may be says that there are too many.
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(channel.size(), SnapshotList.MAX_BYTES + 1));
            while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) > 0) {}
            byte[] read = new byte[bytes.flip().remaining()];
            bytes.get(read);
            return read;
        }
    }

    /** Replaces the file: written aside, forced, renamed, and the directory forced. */
    void write(SnapshotList list) throws IOException {
        Path aside = directory.resolve(JournalFiles.SNAPSHOTS_ASIDE);
        files.delete(aside);
        try (FileChannel channel = files.open(aside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(list.encode());
            while (bytes.hasRemaining()) {
                channel.write(bytes, bytes.position());
            }
            channel.force(true);
        }
        files.rename(aside, directory.resolve(JournalFiles.SNAPSHOTS));
        files.forceDirectory(directory);
    }
}
