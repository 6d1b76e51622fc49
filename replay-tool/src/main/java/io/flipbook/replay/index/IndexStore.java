package io.flipbook.replay.index;

import io.flipbook.engine.GuestMemory;
import io.flipbook.engine.LayoutRecord;
import io.flipbook.journal.JournalScanner;
import io.flipbook.journal.RecordVisitor;
import io.flipbook.replay.history.Mark;
import io.flipbook.replay.query.Beginning;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * A directory with indexes, one file for each journal, which nobody but its owner may read or write. It is bounded:
 * those that were not used for longest go.
 */
public final class IndexStore {
    /** The most bytes that all indexes have together. */
    static final long MAX_BYTES = 1L << 30;

    private static final String ENDING = ".fbi";
    private static final String ASIDE = ".fbi-new";
    private static final Set<PosixFilePermission> OF_DIRECTORY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OF_FILE = PosixFilePermissions.fromString("rw-------");

    private final Path path;
    private final Spacing spacing;
    private final long maxBytes;

    public IndexStore(Path path, Spacing spacing) {
        this(path, spacing, MAX_BYTES);
    }

    IndexStore(Path path, Spacing spacing, long maxBytes) {
        this.path = path;
        this.spacing = spacing;
        this.maxBytes = maxBytes;
    }

    /**
     * The index of a journal as it is now.
     *
     * @param beginning where its history begins
     * @return null if there is none, or none that is good
     * @throws IOException if there is one, and it cannot be used; the message says why
     */
    public JournalIndex open(Path journal, Beginning beginning) throws IOException {
        UUID identity = JournalScanner.of(journal).identity();
        Path file = path.resolve(identity + ENDING);
        if (identity == null || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return null;
        }
        checkOwned(path);
        checkOwned(file);
        try {
            JournalIndex index = JournalIndex.open(file, journal, identity, beginning.sequence());
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
            return index;
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /**
     * Makes the index of a journal, or lets one go on to where the journal has come.
     *
     * @param before one of it; null for none
     * @param watcher sees each record that is read, and says whether to go on
     * @throws IOException if it cannot be written
     */
    public void make(Path journal, Beginning beginning, JournalIndex before, RecordVisitor watcher) throws IOException {
        UUID identity = JournalScanner.of(journal).identity();
        if (identity == null) {
            return;
        }
        checkOutside(journal);
        Files.createDirectories(path, PosixFilePermissions.asFileAttribute(OF_DIRECTORY));
        checkOwned(path);
        Path aside =
                Files.createTempFile(path, identity.toString(), ASIDE, PosixFilePermissions.asFileAttribute(OF_FILE));
        try {
            try (FileChannel channel = FileChannel.open(aside, StandardOpenOption.WRITE)) {
                write(channel, identity, journal, beginning, before, watcher);
            }
            Files.move(aside, path.resolve(identity + ENDING), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(aside);
        }
        removeOldest(identity);
    }

    private void checkOutside(Path journal) throws IOException {
        Path existing = path.toAbsolutePath();
        while (!Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (existing.toRealPath().startsWith(journal.toRealPath())) {
            throw new IOException("it is inside the journal's own directory");
        }
    }

    private void write(
            FileChannel channel,
            UUID identity,
            Path journal,
            Beginning beginning,
            JournalIndex before,
            RecordVisitor watcher)
            throws IOException {
        RolledFiles files = RolledFiles.of(journal);
        IndexWriter out = new IndexWriter(channel);
        List<Entry> entries;
        Mark mark = before == null || before.blocks() == 0 ? null : before.mark(before.blocks() - 1);
        if (mark != null) {
            before.copyTo(out);
            entries = goOn(out, journal, before, mark, watcher);
        } else {
            entries = begin(out, journal, beginning, watcher);
        }
        out.finish(identity, beginning.sequence(), files, entries);
    }

    private List<Entry> begin(IndexWriter out, Path journal, Beginning beginning, RecordVisitor watcher)
            throws IOException {
        try (IndexBuilder builder = new IndexBuilder(journal, beginning, true, spacing, maxBytes, out)) {
            return builder.build(watcher);
        } catch (IllegalStateException | IllegalArgumentException e) {
            // The history cannot be played again. Its states are as good.
        }
        try (IndexBuilder builder = new IndexBuilder(journal, beginning, false, spacing, maxBytes, out)) {
            return builder.build(watcher);
        }
    }

    private List<Entry> goOn(IndexWriter out, Path journal, JournalIndex before, Mark mark, RecordVisitor watcher)
            throws IOException {
        List<LayoutRecord> layout;
        try (GuestMemory guest = mark.newState()) {
            layout = LayoutRecord.of(guest);
        }
        Beginning there = new Beginning(mark.sequence(), layout, mark::newState);
        try (IndexBuilder builder = new IndexBuilder(journal, mark, there, before.entries(), spacing, maxBytes, out)) {
            return builder.build(watcher);
        }
    }

    /** Nobody else may have written there: what an index says of places and numbers only its checksums vouch for. */
    private static void checkOwned(Path file) throws IOException {
        PosixFileAttributes attributes =
                Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        String owner = attributes.owner().getName();
        Set<PosixFilePermission> others = Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
        if (!owner.equals(System.getProperty("user.name"))
                || attributes.permissions().stream().anyMatch(others::contains)) {
            throw new IOException("others than its owner, or another one, may write " + file);
        }
    }

    private void removeOldest(UUID newest) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path, "*" + ASIDE)) {
            long yesterday = System.currentTimeMillis() - Duration.ofDays(1).toMillis();
            for (Path left : entries) { // by a process that was killed
                if (left.toFile().lastModified() < yesterday) {
                    Files.deleteIfExists(left);
                }
            }
        }
        List<Path> indexes = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path, "*" + ENDING)) {
            entries.forEach(indexes::add);
        }
        indexes.removeIf(file -> !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS));
        indexes.sort(Comparator.comparing((Path file) -> file.toFile().lastModified())
                .reversed());
        long total = 0;
        for (Path file : indexes) {
            total += Files.size(file);
            if (total > maxBytes && !file.getFileName().toString().startsWith(newest.toString())) {
                Files.deleteIfExists(file);
            }
        }
    }
}
