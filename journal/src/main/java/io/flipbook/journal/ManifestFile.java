package io.flipbook.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The file with the {@link Manifest}: read whole, and replaced whole, so that there is always one that is good. */
final class ManifestFile {
    private final FileOperations files;
    private final Path directory;

    ManifestFile(FileOperations files, Path directory) {
        this.files = files;
        this.directory = directory;
    }

    /** The file's bytes; null when there is no such file, or it is not a regular one. */
    byte[] read() throws IOException {
        Path file = directory.resolve(JournalFiles.MANIFEST);
        try {
            if (!files.attributes(file).isRegularFile()) {
                return null;
            }
        } catch (NoSuchFileException e) {
            return null;
        }
        try (FileChannel channel = files.open(file, StandardOpenOption.READ)) {
            // One byte more than there may be says that there are too many.
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(channel.size(), Manifest.MAX_BYTES + 1));
            while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) > 0) {}
            byte[] read = new byte[bytes.flip().remaining()];
            bytes.get(read);
            return read;
        }
    }

    /** Removes the files that retention has dropped. */
    void removeDropped(Manifest manifest) throws IOException {
        for (int day : manifest.dropped()) {
            files.delete(directory.resolve(RollFile.nameOf(day)));
        }
        files.forceDirectory(directory);
    }

    /** Replaces the file: written aside, forced, renamed, and the directory forced. */
    void write(Manifest manifest) throws IOException {
        Path aside = directory.resolve(JournalFiles.MANIFEST_ASIDE);
        files.delete(aside);
        try (FileChannel channel = files.open(aside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(manifest.encode());
            while (bytes.hasRemaining()) {
                channel.write(bytes, bytes.position());
            }
            channel.force(true);
        }
        files.rename(aside, directory.resolve(JournalFiles.MANIFEST));
        files.forceDirectory(directory);
    }
}
