package io.flipbook.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/** The names, headers and manifest of a journal that is written, checked again whenever they may have changed. */
final class WatchedDirectory {
    /** Two changes of a directory may have the same time, so long; then the second must not be missed. */
    private static final long SETTLED_AFTER_NS = 2_000_000_000L;
    /** A look takes a call of the system and allocates: too much for who asks again and again without a pause. */
    private static final long FRESH_NS = 10_000_000L;

    private final Path path;
    private JournalScanner.CheckedFiles files;
    private FileTime changed;
    private long changeSeenNs;
    private long lookedNs;
    private boolean isSettled;

    WatchedDirectory(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    /** What the manifest said at the last look; null where there is none. */
    Manifest manifest() {
        return files.manifest();
    }

    /** The first roll file behind a day, at the last look; null if there is none. */
    RollFile after(int day) {
        return files.after(day);
    }

    /** Whether the last look was only just now. */
    boolean isFresh() {
        return System.nanoTime() - lookedNs < FRESH_NS;
    }

    /** Checks all again, unless nothing can have changed; whether it did. */
    boolean look() throws IOException {
        lookedNs = System.nanoTime();
        FileTime time = Files.getLastModifiedTime(path);
        if (!time.equals(changed)) {
            changed = time;
            changeSeenNs = lookedNs;
            isSettled = false;
        }
        if (isSettled) {
            return false;
        }
        files = JournalScanner.checkFiles(path);
        // That a file gets its header changes nothing in the directory.
        isSettled = !files.hasUnborn() && lookedNs - changeSeenNs > SETTLED_AFTER_NS;
        return true;
    }

    /** What was found is not so any more: the next look checks all again. */
    void distrust() {
        isSettled = false;
    }
}
