package io.flipbook.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Held by the one writer of a journal.
 *
 * <p>On Linux a process loses its lock on a file as soon as it closes <em>any</em> descriptor of that file. So a
 * register of what this process holds comes first, and only who is alone in it opens the file.
 */
final class WriterLock {
    private static final Set<Object> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Object key;
    private final FileChannel lock;
    private final Path writerFile;
    private final FileOperations files;

    private WriterLock(Object key, FileChannel lock, Path writerFile, FileOperations files) {
        this.files = files;
        this.key = key;
        this.lock = lock;
        this.writerFile = writerFile;
    }

    /** Takes the lock or throws at once; {@code directory} is a real path. */
    static WriterLock acquire(Path directory, FileOperations files) {
        Object key = keyOf(directory, files);
        if (!HELD_HERE.add(key)) {
            throw held(directory, ProcessHandle.current().pid());
        }
        FileChannel channel = null;
        try {
            channel = open(files, directory.resolve(JournalFiles.LOCK));
            if (channel.tryLock() == null) {
                throw held(directory, WriterPresence.of(directory).pid());
            }
            Path writerFile = directory.resolve(JournalFiles.WRITER);
            write(files, writerFile, WriterPresence.ownLine());
            return new WriterLock(key, channel, writerFile, files);
        } catch (IOException e) {
            abandon(key, channel);
            throw JournalIoException.of("cannot lock", directory, e);
        } catch (RuntimeException e) {
            abandon(key, channel);
            throw e;
        }
    }

    /** Gives the lock back; never throws, there is nothing that a caller could do. */
    void release() {
        try {
            write(files, writerFile, new byte[0]);
        } catch (IOException e) {
            // A mark that stays says a process id that is gone soon.
        }
        abandon(key, lock);
    }

    private static void abandon(Object key, FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // The descriptor is closed all the same, and the lock with it.
        } finally {
            HELD_HERE.remove(key);
        }
    }

    private static IllegalStateException held(Path directory, long pid) {
        return new IllegalStateException("journal " + directory + " is open for writing in process "
                + (pid == 0 ? "(unknown)" : Long.toString(pid)) + "; a journal has one writer");
    }

    private static Object keyOf(Path directory, FileOperations files) {
        try {
            Object fileKey = files.attributes(directory).fileKey();
            return fileKey == null ? directory : fileKey;
        } catch (IOException e) {
            throw JournalIoException.of("cannot read", directory, e);
        }
    }

    private static FileChannel open(FileOperations files, Path file) throws IOException {
        try {
            if (!files.attributes(file).isRegularFile()) {
                throw new IOException(file.getFileName() + " is not a regular file");
            }
        } catch (NoSuchFileException e) {
            // It is made.
        }
        return files.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private static void write(FileOperations files, Path file, byte[] line) throws IOException {
        try (FileChannel channel = open(files, file)) {
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(line), 0);
        }
    }
}
