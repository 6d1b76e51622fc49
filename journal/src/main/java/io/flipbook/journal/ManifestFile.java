package io.flipbook.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The file with the {@link Manifest}: read whole, and replaced whole, so that there is always one that is good.
 *
 * <p>The next one can be given its space before it is needed: writing it then needs none.
 */
final class ManifestFile {
    private final FileOperations files;
    private final Path directory;
    private final Path aside;
    private int reservedBytes;

    ManifestFile(FileOperations files, Path directory) {
        this.files = files;
        this.directory = directory;
        aside = directory.resolve(JournalFiles.MANIFEST_ASIDE);
    }

    Path path() {
        return directory.resolve(JournalFiles.MANIFEST);
    }

    /** The file's bytes; null when there is no such file, or it is not a regular one. */
    byte[] read() throws IOException {
        Path file = path();
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

    /** Makes space for the next one, which is at most so long; nothing is changed by that. */
    void reserve(int lengthBytes) throws IOException {
        if (reservedBytes >= lengthBytes) {
            return;
        }
        reservedBytes = 0;
        files.delete(aside);
        try (FileChannel channel = files.open(aside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            write(channel, new byte[lengthBytes]);
        } catch (IOException e) {
            giveBack(e);
            throw e;
        }
        reservedBytes = lengthBytes;
    }

    /** Replaces the file: written aside, forced, renamed, and the directory forced. */
    void write(Manifest manifest) throws IOException {
        byte[] bytes = manifest.encode();
        reserve(bytes.length);
        reservedBytes = 0;
        try (FileChannel channel = files.open(aside, StandardOpenOption.WRITE)) {
            write(channel, bytes);
            channel.truncate(bytes.length);
            channel.force(true);
        }
        files.rename(aside, path());
        files.forceDirectory(directory);
    }

    private void giveBack(IOException reason) {
        try {
            files.delete(aside);
        } catch (IOException e) {
            reason.addSuppressed(e); // The next one does it.
        }
    }

    private static void write(FileChannel channel, byte[] bytes) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
            channel.write(rest, rest.position());
        }
    }
}
