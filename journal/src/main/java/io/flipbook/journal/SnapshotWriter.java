package io.flipbook.journal;

import io.flipbook.journal.SnapshotList.Kept;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Writes a snapshot aside, forces it, gives it its name, lists it, and removes those that are not needed any more.
 *
 * <p>Wherever a kill comes between, what is listed is there; and of what is not, there is one at most that is newer
 * than all that is listed, and one that is older.
 */
final class SnapshotWriter {
    /** The steps of a snapshot, for tests that end the process between two of them. */
    enum Step {
        PAYLOAD_WRITTEN,
        FORCED,
        RENAMED,
        DIRECTORY_FORCED,
        LISTED,
        OLD_REMOVED
    }

    private final FileOperations files;
    private final Path directory;
    private final SnapshotListFile list;
    private final Consumer<Step> steps;

    SnapshotWriter(FileOperations files, Path directory, Consumer<Step> steps) {
        this.files = files;
        this.directory = directory;
        list = new SnapshotListFile(files, directory);
        this.steps = steps;
    }

    /**
     * Writes a snapshot and keeps one other beside it.
     *
     * @param older sequence of the other one, 0 for none
     */
    void write(ScanStart start, SnapshotContent content, long older) throws IOException {
        List<Kept> before = settle(start.identity(), older);
        Path file = directory.resolve(SnapshotFile.nameOf(start.sequence()));
        SnapshotHeader header;
        Path aside = directory.resolve(SnapshotFile.nameOf(start.sequence()) + SnapshotFile.ASIDE);
        files.delete(aside);
        try {
            header = writeAside(aside, start, content);
            files.rename(aside, file);
        } catch (IOException | RuntimeException | Error e) {
            removeHalf(aside, e);
            throw e;
        }
        steps.accept(Step.RENAMED);
        files.forceDirectory(directory);
        steps.accept(Step.DIRECTORY_FORCED);
        List<Kept> kept = new ArrayList<>(before);
        kept.removeIf(each -> each.sequence() != older);
        kept.add(Kept.of(header));
        list.write(new SnapshotList(start.identity(), kept));
        steps.accept(Step.LISTED);
        removeBut(start.sequence(), older);
        steps.accept(Step.OLD_REMOVED);
    }

    /**
     * Makes the list name the newest good snapshot, which a kill may have kept it from, and removes what the same has
     * left of those before.
     *
     * @param newest its sequence, 0 for none
     * @return what is listed then
     */
    private List<Kept> settle(UUID identity, long newest) throws IOException {
        SnapshotList listed = list.read().list();
        boolean isOwn = listed != null && listed.identity().equals(identity);
        if (!isOwn || newest > 0 && listed.of(newest) == null) {
            listed = new SnapshotList(identity, newestTwo(identity, newest));
            list.write(listed);
        }
        for (Path path : SnapshotFile.list(files, directory)) {
            long sequence = SnapshotFile.sequenceOf(path.getFileName().toString());
            if (sequence < listed.oldest()) {
                removeFile(path);
            }
        }
        return listed.kept();
    }

    /** A snapshot and the one before it, as their headers say. */
    private List<Kept> newestTwo(UUID identity, long newest) throws IOException {
        List<Kept> kept = new ArrayList<>();
        for (Path path : SnapshotFile.list(files, directory)) {
            boolean isWanted = SnapshotFile.sequenceOf(path.getFileName().toString()) <= newest && kept.size() < 2;
            SnapshotHeader header = isWanted ? SnapshotFile.headerOf(files, path, identity) : null;
            if (header != null) {
                kept.add(0, Kept.of(header));
            }
        }
        return kept;
    }

    private SnapshotHeader writeAside(Path aside, ScanStart start, SnapshotContent content) throws IOException {
        try (FileChannel channel = files.open(aside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            // The header is zero up to the end: what is half written is never taken for a snapshot, whatever its name.
            channel.position(SnapshotHeader.LENGTH);
            SnapshotOutput out = new SnapshotOutput(channel, aside.getFileName().toString());
            content.write(out);
            SnapshotHeader header = out.finish(start);
            ByteBuffer bytes = header.encode();
            steps.accept(Step.PAYLOAD_WRITTEN);
            while (bytes.hasRemaining()) {
                channel.write(bytes, bytes.position());
            }
            channel.force(true);
            steps.accept(Step.FORCED);
            return header;
        }
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
