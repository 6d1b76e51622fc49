package io.flipbook.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** The machine's device, with a note of what was forced; it forces really, and can be told to fail. */
final class RecordingDevice implements Device {
    final List<String> forced = new CopyOnWriteArrayList<>();
    final List<String> threads = new CopyOnWriteArrayList<>();
    volatile CountDownLatch nextForce = new CountDownLatch(1);
    volatile IOException forceFailure;
    volatile IOException allocateFailure;
    volatile boolean cannotAllocate;
    private final Device system = new SystemDevice();

    /** How often a roll file was forced; forgets all that was noted. */
    long rollFileForces() {
        long count =
                forced.stream().filter(name -> name.endsWith(RollFile.SUFFIX)).count();
        forced.clear();
        return count;
    }

    @Override
    public void force(FileChannel channel, Path path) throws IOException {
        if (forceFailure != null) {
            throw forceFailure;
        }
        system.force(channel, path);
        forced.add(path.getFileName().toString());
        threads.add(Thread.currentThread().getName());
        nextForce.countDown();
    }

    @Override
    public Space open(Path file) throws IOException {
        Space space = system.open(file);
        return new Space() {
            @Override
            public void extend(long endOffset) throws IOException {
                space.extend(endOffset);
            }

            @Override
            public boolean allocate(long offset, long lengthBytes) throws IOException {
                if (allocateFailure != null) {
                    throw allocateFailure;
                }
                return !cannotAllocate && space.allocate(offset, lengthBytes);
            }

            @Override
            public void release(long offset, long lengthBytes) {
                space.release(offset, lengthBytes);
            }

            @Override
            public void close() {
                space.close();
            }
        };
    }

    @Override
    public void populate(long address, long lengthBytes) {
        system.populate(address, lengthBytes);
    }
}
