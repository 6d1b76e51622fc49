package io.flipbook.journal;

import java.io.IOException;
import java.nio.file.Path;

/** The file with the {@link SnapshotList}: replaced whole, by whoever makes snapshots. */
final class SnapshotListFile {
    private final SealedFile file;

    SnapshotListFile(FileOperations files, Path directory) {
        file = new SealedFile(
                files, directory.resolve(JournalFiles.SNAPSHOTS), directory.resolve(JournalFiles.SNAPSHOTS_ASIDE));
    }

    /**
     * What is there under the name of the list.
     *
     * @param list what it says; null when there is none, or it is not one that a writer writes
     * @param problem why it is none; null when it is one, or there is nothing
     */
    record Found(SnapshotList list, String problem) {
        boolean isThere() {
            return list != null || problem != null;
        }
    }

    Found read() throws IOException {
        try {
            byte[] bytes = file.read(SnapshotList.MAX_BYTES);
            return new Found(bytes == null ? null : SnapshotList.parse(bytes), null);
        } catch (IllegalArgumentException e) {
            return new Found(null, e.getMessage());
        }
    }

    /** Replaces the file. */
    void write(SnapshotList list) throws IOException {
        file.write(list.encode());
    }
}
