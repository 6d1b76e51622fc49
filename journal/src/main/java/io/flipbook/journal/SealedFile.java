package io.flipbook.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A small file that is read whole, and replaced whole by its one writer: there is always one that is good. */
final class SealedFile {
    private final FileOperations files;
    private final Path path;
    private final Path aside;

    SealedFile(FileOperations files, Path path, Path aside) {
        this.files = files;
        this.path = path;
        this.aside = aside;
    }

    /**
     * Its bytes, and not many more than there may be of them; null where there is no file.
     *
     * @throws IllegalArgumentException if it is no regular file
     */
    byte[] read(int maxBytes) throws IOException {
        try {
            if (!files.attributes(path).isRegularFile()) {
                throw new IllegalArgumentException("not a regular file");
            }
            return readAll(maxBytes);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private byte[] readAll(int maxBytes) throws IOException {
        try (FileChannel channel = files.open(path, StandardOpenOption.READ)) {
            // One byte more than there may be says that there are too many.
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(channel.size(), maxBytes + 1));
            while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) > 0) {}
            byte[] read = new byte[bytes.flip().remaining()];
            bytes.get(read);
            return read;
        }
    }

    /** Replaces it: written aside, forced, renamed, and the directory forced. */
    void write(byte[] content) throws IOException {
        files.delete(aside);
        try (FileChannel channel = files.open(aside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes, bytes.position());
            }
            channel.force(true);
        }
        files.rename(aside, path);
        files.forceDirectory(path.toAbsolutePath().getParent());
    }
}
