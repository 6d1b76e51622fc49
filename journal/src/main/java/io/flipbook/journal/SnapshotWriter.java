package io.flipbook.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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

    private final FileOperations files;
    private final Path directory;
    private final Consumer<Step> steps;

    SnapshotWriter(FileOperations files, Path directory, Consumer<Step> steps) {
        this.files = files;
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
        files.delete(aside);
        try {
            writeAside(aside, start, content);
            files.rename(aside, file);
        } catch (IOException | RuntimeException | Error e) {
            removeHalf(aside, e);
            throw e;
        }
        steps.accept(Step.RENAMED);
        files.forceDirectory(directory);
        steps.accept(Step.DIRECTORY_FORCED);
        removeBut(start.sequence(), older);
        steps.accept(Step.OLD_REMOVED);
    }

    private void writeAside(Path aside, ScanStart start, SnapshotContent content) throws IOException {
        try (FileChannel channel = files.open(aside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
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

    /** Where that cannot be done the next snapshot does it. */
    private void removeHalf(Path aside, Throwable reason) {
        try {
            files.delete(aside);
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    /** Others that are there could not be used; what is no file is not ours to remove. */
    private void removeBut(long newest, long older) throws IOException {
        for (Path path : SnapshotFile.list(files, directory)) {
            long sequence = SnapshotFile.sequenceOf(path.getFileName().toString());
            if (sequence != newest && sequence != older) {
                removeFile(path);
            }
        }
        try (DirectoryStream<Path> entries = files.list(directory)) {
            for (Path entry : entries) {
                if (SnapshotFile.isAsideName(entry.getFileName().toString())) {
                    removeFile(entry);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private void removeFile(Path path) throws IOException {
        if (files.attributes(path).isRegularFile()) {
            files.delete(path);
        }
    }
}
