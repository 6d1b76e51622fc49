package io.flipbook.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.function.Consumer;

/** Writes a snapshot aside, forces it, gives it its name, and removes those that are not needed any more. */
final class SnapshotWriter {
    /** The steps of a snapshot, for tests that end the process between two of them. */
    enum Step {
        PAYLOAD_WRITTEN,
        FORCED,
        RENAMED,
        DIRECTORY_FORCED,
        OLD_REMOVED
    }

    private final Path directory;
    private final Consumer<Step> steps;

    SnapshotWriter(Path directory, Consumer<Step> steps) {
        this.directory = directory;
        this.steps = steps;
    }

    /**
     * Writes a snapshot and keeps one other beside it.
     *
     * @param older sequence of the other one, 0 for none
     */
    void write(ScanStart start, SnapshotContent content, long older) throws IOException {
        Path file = directory.resolve(SnapshotFile.nameOf(start.sequence()));
        Path aside = directory.resolve(SnapshotFile.nameOf(start.sequence()) + SnapshotFile.ASIDE);
        Files.deleteIfExists(aside);
        try {
            Files.createFile(aside, JournalFiles.PRIVATE_FILE);
            writeAside(aside, start, content);
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(aside);
        }
        steps.accept(Step.RENAMED);
        forceDirectory();
        steps.accept(Step.DIRECTORY_FORCED);
        removeBut(start.sequence(), older);
        steps.accept(Step.OLD_REMOVED);
    }

    private void writeAside(Path aside, ScanStart start, SnapshotContent content) throws IOException {
        try (FileChannel channel =
                FileChannel.open(aside, Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS))) {
            // The header is zero up to the end: what is half written is never taken for a snapshot, whatever its name.
            channel.position(SnapshotHeader.LENGTH);
            SnapshotOutput out = new SnapshotOutput(channel, aside.getFileName().toString());
            content.write(out);
            ByteBuffer header = out.finish(start).encode();
            steps.accept(Step.PAYLOAD_WRITTEN);
            while (header.hasRemaining()) {
                channel.write(header, header.position());
            }
            channel.force(true);
        }
        steps.accept(Step.FORCED);
    }

    private void forceDirectory() throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Others that are there could not be used; what is no file is not ours to remove. */
    private void removeBut(long newest, long older) throws IOException {
        for (Path path : SnapshotFile.list(directory)) {
            long sequence = SnapshotFile.sequenceOf(path.getFileName().toString());
            if (sequence != newest && sequence != older && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                Files.deleteIfExists(path);
            }
        }
        try (var leftovers = Files.newDirectoryStream(directory, SnapshotFile.ANY_NAME + SnapshotFile.ASIDE)) {
            for (Path path : leftovers) {
                if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }
}
