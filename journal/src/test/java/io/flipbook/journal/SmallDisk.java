package io.flipbook.journal;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A file system in memory with little space, most of which can be taken and given back. */
final class SmallDisk implements AutoCloseable {
    private static final int BLOCK_BYTES = 4096;

    private final Path path;
    private final Path ballast;

    private SmallDisk(Path path) {
        this.path = path;
        ballast = path.resolve("ballast");
    }

    /** Mounts one at an empty directory; skips the test where that is not permitted. */
    static SmallDisk mount(Path path, int sizeMib) {
        boolean mounted = run(List.of("mount", "-t", "tmpfs", "-o", "size=" + sizeMib + "m", "tmpfs", path.toString()));
        assumeTrue(mounted, "a tmpfs can be mounted");
        return new SmallDisk(path);
    }

    Path path() {
        return path;
    }

    long usableBytes() throws IOException {
        return Files.getFileStore(path).getUsableSpace();
    }

    long usedBytes() throws IOException {
        return Files.getFileStore(path).getTotalSpace() - usableBytes();
    }

    /** Takes all space. */
    void fill() throws IOException {
        leave(0);
    }

    /** Takes all space but so much. */
    void leave(long bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(ballast, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (usableBytes() >= bytes + BLOCK_BYTES) {
                long rest = usableBytes() - bytes;
                channel.write(ByteBuffer.allocate((int) Math.min(1 << 20, rest / BLOCK_BYTES * BLOCK_BYTES)));
            }
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
