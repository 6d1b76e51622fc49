package io.flipbook.replay;

import io.flipbook.journal.ScanStart;
import io.flipbook.replay.index.IndexStore;
import io.flipbook.replay.index.JournalIndex;
import io.flipbook.replay.index.Spacing;
import io.flipbook.replay.query.Beginning;
import io.flipbook.replay.terminal.Progress;
import io.flipbook.replay.terminal.Terminal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/**
 * Options that say where the indexes of long journals are. One is made by the first question that would read much, and
 * let go on when the journal has; what is wrong with it costs time and never the answer.
 */
final class SideIndex {
    /** Without any. */
    static final SideIndex NONE = new SideIndex(true);

    /** A journal is long that has so many bytes for each record between two marks. */
    private static final int LONG_BYTES_PER_RECORD = 4096;

    private static final int SHORTEST_RECORD_BYTES = 64;

    @Option(
            names = "--index",
            paramLabel = "DIR",
            order = 80,
            description = {
                "Keep an index of the journal in this directory, and answer with it. If nothing is said, one is kept of"
                        + " a journal of more than 64 MiB, in flipbook below XDG_CACHE_HOME or ~/.cache.",
                "Nothing is ever written into a journal's directory."
            })
    private Path directory;

    @Option(names = "--no-index", order = 81, description = "Answer without an index, and make none.")
    private boolean isOff;

    /** For tests, whose journals are short. */
    @Option(names = "--index-every", paramLabel = "RECORDS", hidden = true)
    private long every;

    /** As picocli makes it. */
    SideIndex() {}

    private SideIndex(boolean isOff) {
        this.isOff = isOff;
    }

    /** Whether a question about the records behind one and up to another is worth an index. */
    boolean isWorthIt(JournalSize size, long behind, long to) {
        long records = Math.min(to - behind, Long.MAX_VALUE / SHORTEST_RECORD_BYTES);
        return !isOff && (directory != null || isLong(size.totalBytes()) && isLong(records * SHORTEST_RECORD_BYTES));
    }

    /** The index of a journal, which is made or let go on if need be; null where none is to be had. */
    JournalIndex open(Path journal, HistoryStart start, JournalSize size, Terminal terminal) {
        Path place = directory == null ? cache() : directory;
        if (place == null) {
            return null;
        }
        IndexStore store = new IndexStore(place, every == 0 ? Spacing.DEFAULT : new Spacing(every, 0));
        Beginning beginning = start.beginning();
        JournalIndex found = null;
        try {
            found = store.open(journal, beginning);
        } catch (IOException e) {
            terminal.err().println("flipbook: the index in " + place + " is not used: " + e.getMessage());
        }
        try {
            if (found == null || !found.isOfNow() && isLong(bytesBehind(found, size))) {
                try (Progress progress = terminal.progress("indexing", Progress.Unit.BYTES, size.totalBytes())) {
                    store.make(journal, beginning, found, record -> {
                        progress.at(size.bytesBefore(record));
                        return true;
                    });
                }
                found = store.open(journal, beginning);
            }
        } catch (IOException | UncheckedIOException | UnsupportedOperationException e) {
            terminal.err().println("flipbook: no index is kept in " + place + ": " + e.getMessage());
        }
        return found;
    }

    private static long bytesBehind(JournalIndex index, JournalSize size) {
        if (index.blocks() == 0) {
            return size.totalBytes();
        }
        ScanStart last = index.start(index.blocks() - 1);
        return size.bytesBehind(last.file(), last.documentOffset());
    }

    private boolean isLong(long bytes) {
        return bytes >= (every == 0 ? Spacing.DEFAULT.records() : every) * LONG_BYTES_PER_RECORD;
    }

    private static Path cache() {
        String given = System.getenv("XDG_CACHE_HOME");
        if (given != null && given.startsWith("/")) {
            return Path.of(given, "flipbook");
        }
        String home = System.getProperty("user.home");
        return home == null || !home.startsWith("/") ? null : Path.of(home, ".cache", "flipbook");
    }
}
