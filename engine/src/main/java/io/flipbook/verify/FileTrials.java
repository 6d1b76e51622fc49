package io.flipbook.verify;

import io.flipbook.engine.backing.LinuxCalls;
import io.flipbook.verify.Trial.Answer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** What the file system and the kernel have to do with files. */
final class FileTrials {
    private static final long MIB = 1 << 20;
    private static final int MAPPED_BYTES = 1 << 20;
    private static final long RESERVED_BYTES = 32 * MIB;
    private static final int OPEN_READ_WRITE = 2;
    private static final int PROTECT_READ_WRITE = 3;
    private static final int MAP_SHARED = 1;
    private static final int POPULATE_WRITE = 23;
    private static final int TRIES = 3;
    /** On these space that was reserved is not that which a later write takes. */
    private static final Set<String> COPY_ON_WRITE = Set.of("btrfs", "zfs", "bcachefs");

    private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs");

    private FileTrials() {}

    static List<Trial> all() {
        return List.of(
                Trial.plain("mapped-files", FileTrials::mappedFiles),
                Trial.plain("reserve-space", (directory, time) -> reserveSpace(directory)),
                Trial.plain("prepare-pages", (directory, time) -> preparePages(directory)),
                Trial.plain("force", FileTrials::force));
    }

    /** The writer writes to a mapping; readers read by position. */
    private static Answer mappedFiles(Path directory, Deadline time) throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        ByteBuffer word = ByteBuffer.allocate(Long.BYTES);
        long words = 0;
        try (FileChannel file = create(directory.resolve("mapped"))) {
            MappedByteBuffer one = file.map(FileChannel.MapMode.READ_WRITE, 0, MAPPED_BYTES);
            MappedByteBuffer other = file.map(FileChannel.MapMode.READ_WRITE, 0, MAPPED_BYTES);
            do {
                int at = random.nextInt(MAPPED_BYTES / Long.BYTES) * Long.BYTES;
                long value = random.nextLong();
                one.putLong(at, value);
                file.read(word.clear(), at);
                if (word.getLong(0) != value || other.getLong(at) != value) {
                    return Answer.broken("what was written to a mapping is not read back at offset " + at);
                }
                file.write(word.putLong(0, ~value).rewind(), at);
                if (one.getLong(at) != ~value) {
                    return Answer.broken("what was written to a file is not in its mapping at offset " + at);
                }
                words++;
            } while (!time.isOver());
        }
        return Answer.kept(words + " words, each way");
    }

    private static Answer reserveSpace(Path directory) throws IOException {
        if (!isLinux()) {
            return Answer.note("this is not Linux: space is reserved by writing zeros");
        }
        FileStore store = Files.getFileStore(directory);
        long taken = 0;
        for (int i = 0; i < TRIES && taken < RESERVED_BYTES / 2; i++) {
            Path file = directory.resolve("reserved-" + i);
            long before = store.getUnallocatedSpace();
            String refused = reserve(file);
            if (refused != null) {
                return Answer.note(
                        "fallocate on " + store.type() + ": " + refused + "; space is reserved by writing zeros");
            }
            taken = before - store.getUnallocatedSpace();
            if (Files.size(file) != 1) {
                return Answer.broken("fallocate has changed the length of a file");
            }
            Files.delete(file);
        }
        if (COPY_ON_WRITE.contains(store.type())) {
            return Answer.note(store.type() + " copies on write: a full disk may stop an engine, which recovers");
        }
        return taken >= RESERVED_BYTES / 2
                ? Answer.kept(RESERVED_BYTES / MIB + " MiB on " + store.type())
                : Answer.note("after fallocate of " + RESERVED_BYTES / MIB + " MiB " + store.type() + " had "
                        + taken / MIB + " MiB less: a full disk may stop an engine, which recovers");
    }

    /** Null, or why not. */
    private static String reserve(Path file) throws IOException {
        Files.write(file, new byte[1]);
        LinuxCalls linux = LinuxCalls.ofThisMachine();
        int descriptor = linux.open(file.toString(), OPEN_READ_WRITE, 0);
        try {
            return linux.fallocate(descriptor, LinuxCalls.KEEP_SIZE, 0, RESERVED_BYTES) == 0
                    ? null
                    : "error " + LinuxCalls.errno();
        } finally {
            linux.close(descriptor);
        }
    }

    private static Answer preparePages(Path directory) throws IOException {
        if (!isLinux()) {
            return Answer.note("this is not Linux: each page is prepared at its first write");
        }
        Path path = directory.resolve("pages");
        try (FileChannel file = create(path)) {
            file.write(ByteBuffer.allocate(1), MAPPED_BYTES - 1);
        }
        LinuxCalls linux = LinuxCalls.ofThisMachine();
        int descriptor = linux.open(path.toString(), OPEN_READ_WRITE, 0);
        try {
            long address = linux.mmap(null, MAPPED_BYTES, PROTECT_READ_WRITE, MAP_SHARED, descriptor, 0);
            if (address == -1) {
                return Answer.broken("a file cannot be mapped: error " + LinuxCalls.errno());
            }
            int error = linux.madvise(address, MAPPED_BYTES, POPULATE_WRITE) == 0 ? 0 : LinuxCalls.errno();
            linux.munmap(address, MAPPED_BYTES);
            return error == 0
                    ? Answer.kept(MAPPED_BYTES / MIB + " MiB in one call")
                    : Answer.note("MADV_POPULATE_WRITE: error " + error
                            + " (Linux 5.14 has it); each page is prepared at" + " its first write");
        } finally {
            linux.close(descriptor);
        }
    }

    private static Answer force(Path directory, Deadline time) throws IOException {
        ByteBuffer record = ByteBuffer.allocate(96);
        long writeNs = 0;
        long forceNs = 0;
        long count = 0;
        try (FileChannel file = create(directory.resolve("forced"))) {
            do {
                long beginNs = System.nanoTime();
                file.write(record.clear());
                long writtenNs = System.nanoTime();
                file.force(false);
                forceNs += System.nanoTime() - writtenNs;
                writeNs += writtenNs - beginNs;
                count++;
            } while (!time.isOver());
        }
        String type = Files.getFileStore(directory).type();
        String text = "a force takes " + forceNs / count / 1000 + " us on " + type + ", "
                + forceNs / Math.max(1, writeNs) + " times a write";
        if (IN_MEMORY.contains(type)) {
            return Answer.note(text + ": it is memory, a power cut loses all");
        }
        return forceNs > 2 * writeNs
                ? Answer.kept(text)
                : Answer.note(text + ": a device is hardly that fast, it may be that nothing is forced");
    }

    private static FileChannel create(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private static boolean isLinux() {
        return System.getProperty("os.name").equals("Linux");
    }
}
