package io.flipbook.journal;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import net.openhft.chronicle.core.io.BackgroundResourceReleaser;

/** A file system in memory with little space, most of which can be taken and given back. */
final class SmallDisk implements AutoCloseable {
    private static final int BLOCK_BYTES = 4096;

    private final Path path;
    private final long sizeBytes;
    private final Path ballast;

    private SmallDisk(Path path, long sizeBytes) {
        this.path = path;
        this.sizeBytes = sizeBytes;
        ballast = path.resolve("ballast");
    }

    /** Mounts one at an empty directory; skips the test where that is not permitted. */
    static SmallDisk mount(Path path, int sizeMib) {
        boolean mounted = run(List.of("mount", "-t", "tmpfs", "-o", "size=" + sizeMib + "m", "tmpfs", path.toString()));
        assumeTrue(mounted, "a tmpfs can be mounted");
        return new SmallDisk(path, (long) sizeMib << 20);
    }

    Path path() {
        return path;
    }

    long usableBytes() throws IOException {
        return store().getUsableSpace();
    }

    long usedBytes() throws IOException {
        return sizeBytes - usableBytes();
    }

    /** Fails if somebody has unmounted it meanwhile: the machine's own disk is behind it, and would be filled. */
    private FileStore store() throws IOException {
        FileStore store = Files.getFileStore(path);
        if (!store.type().equals("tmpfs") || store.getTotalSpace() != sizeBytes) {
            throw new IllegalStateException("not mounted any more: " + path);
        }
        return store;
    }

    /** Takes all space. */
    void fill() throws IOException {
        leave(0);
    }

    /** Takes all space but so much. */
    void leave(long bytes) throws IOException {
        // A file that was deleted has its space until it is not mapped any more.
        BackgroundResourceReleaser.releasePendingResources();
        store();
        try (FileChannel channel = FileChannel.open(ballast, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            ByteBuffer block = ByteBuffer.allocateDirect(1 << 20);
            for (long rest = usableBytes() - bytes; rest >= BLOCK_BYTES; rest = usableBytes() - bytes) {
                block.clear().limit((int) Math.min(block.capacity(), rest / BLOCK_BYTES * BLOCK_BYTES));
                channel.write(block);
            }
        } catch (FileSystemException e) {
            throw e; // There is no such disk.
        } catch (IOException e) {
            // The journal took the last of it meanwhile.
        }
    }

    /** Gives back what was taken. */
    void free() throws IOException {
        Files.delete(ballast);
    }

    @Override
    public void close() {
        run(List.of("umount", "-l", path.toString()));
    }

    private static boolean run(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.onExit().join().exitValue() == 0;
        } catch (IOException e) {
            return false; // No such program.
        }
    }
}
