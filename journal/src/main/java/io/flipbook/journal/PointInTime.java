package io.flipbook.journal;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Takes a journal back to a sequence. The writer's lock is held.
 *
 * <p>First a copy of the records that are kept is made beside, forced and checked. Then all files get a second name in
 * the directory that keeps them, snapshots too: the records that these name lie in another place in the copy. Only then
 * the copy's files are given the journal's names, the manifest first, and the files that are not in the copy lose
 * theirs. Whenever a kill or a fault comes between, either the journal is as it
 * was, or the manifest and the files disagree, which is a finding; the records that are kept are there all the time, so
 * that the same can be done again.
 */
final class PointInTime {
    private static final String ASIDE = "flipbook.aside-";
    private static final String COPY = "flipbook.kept";

    private final FileOperations files;
    private final Path directory;

    PointInTime(FileOperations files, Path directory) {
        this.files = files;
        this.directory = directory;
    }

    /** Keeps the records up to a sequence. */
    void keep(long lastSequence) {
        if (isThereAlready(lastSequence)) {
            return;
        }
        try {
            Path aside = nextAside();
            Path kept = aside.resolve(COPY);
            copy(lastSequence, kept);
            List<Path> before = journalFiles(directory);
            for (Path file : before) {
                files.link(file, aside.resolve(file.getFileName()));
            }
            files.forceDirectory(aside);
            files.forceDirectory(directory);
            replace(before, kept);
        } catch (IOException | DirectoryIteratorException e) {
            throw JournalIoException.of("cannot take the journal back to sequence " + lastSequence, directory, e);
        }
    }

    private void copy(long lastSequence, Path kept) throws IOException {
        boolean done = false;
        try {
            JournalCopy.of(files, directory, kept).upTo(lastSequence);
            done = true;
        } finally {
            if (!done) {
                Files.delete(kept.getParent());
            }
        }
    }

    private boolean isThereAlready(long lastSequence) {
        ScanSummary summary = JournalScanner.of(directory, files).scan(record -> true, finding -> {});
        return summary.findings() == 0 && summary.lastSequence() == lastSequence;
    }

    private void replace(List<Path> before, Path kept) throws IOException {
        files.rename(kept.resolve(JournalFiles.MANIFEST), directory.resolve(JournalFiles.MANIFEST));
        List<Path> after = journalFiles(kept);
        for (Path file : before) {
            boolean isKept =
                    after.stream().anyMatch(other -> other.getFileName().equals(file.getFileName()));
            if (!isKept && !file.endsWith(JournalFiles.MANIFEST)) {
                files.delete(file);
            }
        }
        for (Path file : after) {
            files.rename(file, directory.resolve(file.getFileName()));
        }
        files.forceDirectory(directory);
        JournalFiles.removeAll(kept, true);
    }

    /** What is to be replaced: the snapshots and their list, then whatever Chronicle may open, and the manifest. */
    private List<Path> journalFiles(Path from) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = files.list(from)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                boolean isOfQueue = name.contains(RollFile.SUFFIX) || name.equals(JournalFiles.MANIFEST);
                if ((isOfQueue || isOfSnapshots(name))
                        && files.attributes(entry).isRegularFile()) {
                    found.add(entry);
                }
            }
        }
        // Once the queue's files are in their places, the next attempt takes it that all is done.
        found.sort(Comparator.comparing(
                        (Path file) -> !isOfSnapshots(file.getFileName().toString()))
                .thenComparing(Comparator.naturalOrder()));
        return found;
    }

    private static boolean isOfSnapshots(String name) {
        return name.equals(JournalFiles.SNAPSHOTS) || SnapshotFile.sequenceOf(name) > 0;
    }

    private Path nextAside() throws IOException {
        for (int number = 1; ; number++) {
            Path aside = directory.resolve(ASIDE + number);
            if (!Files.exists(aside)) {
                return JournalFiles.prepare(files, aside);
            }
        }
    }
}
