package io.flipbook.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** The file system, with a note of what the writer forced; it forces really, and can be told to fail. */
final class RecordingFiles extends FileOperations {
    final List<String> forced = new CopyOnWriteArrayList<>();
    final List<String> threads = new CopyOnWriteArrayList<>();
    volatile CountDownLatch nextForce = new CountDownLatch(1);
    volatile IOException forceFailure;
    volatile IOException allocateFailure;
    volatile boolean cannotAllocate;

    /** How often a roll file was forced; forgets all that was noted. */
    long rollFileForces() {
        long count =
                forced.stream().filter(name -> name.endsWith(RollFile.SUFFIX)).count();
        forced.clear();
        return count;
    }

    @Override
    void force(FileChannel channel, Path path) throws IOException {
        if (forceFailure != null) {
            throw forceFailure;
        }
        super.force(channel, path);
        forced.add(path.getFileName().toString());
        threads.add(Thread.currentThread().getName());
        nextForce.countDown();
    }

    @Override
    FileSpace openSpace(Path file) throws IOException {
        return new PassedOnSpace(super.openSpace(file)) {
            @Override
            public boolean allocate(long offset, long lengthBytes) throws IOException {
                if (allocateFailure != null) {
                    throw allocateFailure;
                }
                return !cannotAllocate && super.allocate(offset, lengthBytes);
            }
        };
    }
}
