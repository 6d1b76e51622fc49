package io.flipbook.journal;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Reads a journal while it is written, in this process or another, from its raw files. Writes nothing, takes no lock,
 * maps nothing. For one thread.
 *
 * <p>It checks what a {@link JournalScanner} checks, and the first thing that is wrong ends it. So does an end that is
 * none: where no more records are, the queue's own write position, the names and headers of all files and the manifest
 * must not say otherwise. While it waits there these are looked at a hundred times a second at most, and a poll in
 * between allocates nothing.
 */
public final class JournalTailer implements AutoCloseable {
    /** So often a file may be gone that was just listed, before that is an error. */
    private static final int ATTEMPTS = 3;

    private final WatchedDirectory directory;
    private final TailedFile tailed = new TailedFile();
    private final ChainCheck chain = new ChainCheck();

    /** Between the next record and the end of its document; the same where none is open. */
    private long next;

    private long end;
    private boolean atPlace;
    /** Nothing was read since the directory last said that there is no more. */
    private boolean isAtEnd;

    private boolean closed;
    private JournalException failure;

    /** Records up to that one are read again, and not handed on; null when nothing is before the first. */
    private ScanStart start;

    private boolean hasRead;

    private JournalTailer(Path path) {
        directory = new WatchedDirectory(path);
    }

    /**
     * Opens a journal at its first record.
     *
     * @throws JournalIoException if there is no journal, or it cannot be read
     * @throws JournalDamagedException if the names or headers of its files are not as they have to be
     */
    public static JournalTailer open(Path directory) {
        return openBehindSnapshot(directory, record -> true);
    }

    /**
     * Opens a journal behind the newest snapshot that a visitor accepts, or at its first record where it accepts none.
     * Throws as {@link #open} does.
     *
     * @param state is offered the snapshots; it is given no record
     */
    public static JournalTailer openBehindSnapshot(Path directory, RecordVisitor state) {
        PlatformFlags.check();
        JournalTailer opened = new JournalTailer(directory);
        try {
            opened.directory.look();
            opened.beginBehind(SnapshotChoice.of(FileOperations.SYSTEM, directory, state));
            return opened;
        } catch (IOException e) {
            opened.close();
            throw JournalIoException.of("cannot read the journal", directory, e);
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    /**
     * Opens a journal behind a record that was read before.
     *
     * @param state comes to be that behind the record: it is offered the snapshots that are not later, and given
     *     the records from there on up to the position
     * @throws IllegalArgumentException if the position is of another journal, or of this one as it is not any more
     * @throws JournalIoException as {@link #open}; or if retention has dropped what led to the position
     */
    public static JournalTailer openBehind(Path directory, JournalPosition position, RecordVisitor state) {
        PositionSearch search = new PositionSearch(directory, position, state);
        JournalTailer opened = openBehindSnapshot(directory, search);
        try {
            search.run(opened);
            return opened;
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    /** The last record that was handed on, or behind which this was opened; null before the first. */
    public JournalPosition position() {
        if (start != null) {
            return new JournalPosition(start.identity(), start.sequence(), start.crc());
        }
        return hasRead && identity() != null
                ? new JournalPosition(identity(), chain.lastSequence(), chain.lastCrc())
                : null;
    }

    /** The sequence of the first record that is kept: 1 unless retention has dropped what was before. */
    public long firstSequence() {
        return directory.manifest() == null ? 1 : directory.manifest().firstSequence();
    }

    /**
     * Hands on the records that are there and were not handed on yet, in order; does not wait for more.
     *
     * @param limit the most records to hand on, at least 1
     * @return how many were handed on
     * @throws JournalDamagedException if a record is not as it was written, or records are lost; it cannot go on then
     * @throws JournalIoException if a file cannot be read, or retention has dropped what was not handed on yet
     * @throws IllegalStateException if this is closed
     */
    public int poll(RecordVisitor visitor, int limit) {
        if (closed) {
            throw new IllegalStateException("the tailer is closed");
        }
        int count = 0;
        while (count < limit && hasNext()) {
            RecordView record = chain.record();
            chain.accept();
            isAtEnd = false;
            next += record.length();
            if (atPlace) {
                endDocument();
            } else if (chain.reserves()) {
                atPlace = true;
            }
            if (isReadAgain(record)) {
                continue;
            }
            count++;
            if (!visitor.onRecord(record)) {
                break;
            }
        }
        return count;
    }

    @Override
    public void close() {
        closed = true;
        try {
            tailed.close();
        } catch (IOException e) {
            throw JournalIoException.of("cannot close the journal", directory.path(), e);
        }
    }

    long lastSequence() {
        return chain.lastSequence();
    }

    /** That of the journal; null as long as nothing says it. */
    UUID identity() {
        return directory.manifest() == null
                ? chain.session().identity()
                : directory.manifest().identity();
    }

    private void beginBehind(ScanStart newStart) {
        start = newStart;
        if (start != null) {
            chain.beginAt(start);
        }
    }

    /** The document of the record behind which it begins is read whole. */
    private boolean isReadAgain(RecordView record) {
        if (start == null || record.sequence() > start.sequence()) {
            start = null;
            hasRead = true;
            return false;
        }
        if (record.sequence() == start.sequence() && !start.isAt(record)) {
            failure = JournalDamagedException.at(record, "a snapshot was made behind another record of that number");
            throw failure;
        }
        return true;
    }

    private boolean hasNext() {
        if (failure != null) {
            throw failure;
        }
        try {
            return advance();
        } catch (TailedFile.Damage e) {
            String name = tailed.file().name();
            Finding finding = new Finding(e.kind(), name, e.offset(), chain.lastSequence() + 1, e.getMessage());
            failure = JournalDamagedException.of(directory.path().toString(), finding);
        } catch (IOException e) {
            failure = JournalIoException.of("cannot read on in the journal", directory.path(), e);
        } catch (JournalException e) {
            failure = e;
        }
        throw failure;
    }

    /** Checks the next record; false when there is none yet. */
    private boolean advance() throws IOException, TailedFile.Damage {
        while (true) {
            if (atPlace && isFilled()) {
                read(true);
                return true;
            } else if (!atPlace && next < end) {
                read(false);
                return true;
            }
            int length = tailed.file() == null ? TailedFile.ENDED : tailed.next();
            if (length == TailedFile.NOTHING_YET) {
                if (isEnd()) {
                    return false;
                }
            } else if (atPlace) {
                settlePlace();
            } else if (length == TailedFile.ENDED) {
                if (!beginNextFile()) {
                    return false;
                }
            } else {
                next = tailed.take(length);
                end = next + length;
            }
        }
    }

    /** Whether nothing says that there is more where no more was found; what has come meanwhile is no end. */
    private boolean isEnd() throws IOException, TailedFile.Damage {
        if (isAtEnd && directory.isFresh()) {
            return true;
        }
        isAtEnd = !directory.look() || !hasComeMeanwhile();
        return isAtEnd;
    }

    private boolean hasComeMeanwhile() throws IOException, TailedFile.Damage {
        if (tailed.next() != TailedFile.NOTHING_YET || atPlace && isFilled()) {
            return true;
        }
        if (directory.after(tailed.file().day()) != null) {
            throw damage(FindingKind.END_MARK, "other roll files follow, but no end mark is here");
        }
        checkWholeFile();
        return false;
    }

    /** Where no more records are in the file: whether it is still the one of that name, and holds what it should. */
    private void checkWholeFile() throws IOException, TailedFile.Damage {
        if (tailed.isReplaced()) {
            throw damage(FindingKind.FOREIGN_FILE, "another file has the name of the one that was read");
        }
        Manifest manifest = directory.manifest();
        RolledFile listed =
                manifest == null ? null : manifest.fileOf(tailed.file().day());
        if (listed != null && listed.lastSequence() > chain.lastSequence()) {
            throw damage(
                    FindingKind.MANIFEST,
                    "the file ends here, but the manifest says that it goes on to sequence " + listed.lastSequence());
        }
    }

    /** False when there is no further file yet. */
    private boolean beginNextFile() throws IOException, TailedFile.Damage {
        boolean isFirst = tailed.file() == null;
        for (int attempt = 1; ; attempt++) {
            directory.look();
            if (!isFirst) {
                checkWholeFile();
            }
            RollFile following =
                    directory.after(isFirst ? firstDay() - 1 : tailed.file().day());
            if (following == null) {
                return false;
            }
            try {
                if (isFirst && start != null && following.day() == start.day()) {
                    tailed.begin(following, start.documentOffset());
                } else {
                    beginBehindDropped(following, isFirst);
                    tailed.begin(following);
                }
                return true;
            } catch (NoSuchFileException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                directory.distrust(); // retention has dropped it since it was listed
            }
        }
    }

    private int firstDay() {
        return start == null ? 0 : start.day();
    }

    private void beginBehindDropped(RollFile following, boolean isFirst) {
        Manifest manifest = directory.manifest();
        if (manifest == null || manifest.firstSequence() <= chain.lastSequence() + 1) {
            return;
        }
        if (!isFirst) {
            String lost = (chain.lastSequence() + 1) + " to " + (manifest.firstSequence() - 1);
            throw new JournalIoException(
                    "journal " + directory.path() + ": retention has dropped the records " + lost
                            + " before they were read",
                    following.name(),
                    chain.lastSequence() + 1,
                    null);
        }
        if (!manifest.files().isEmpty() && manifest.files().get(0).day() == following.day()) {
            chain.beginBehind(manifest.firstSequence() - 1, manifest.crcBefore());
        }
    }

    private boolean isFilled() throws IOException, TailedFile.Damage {
        if (end - next < RecordLayout.PAYLOAD_OFFSET) {
            throw damage(FindingKind.RESERVED_PLACE, "reserved place of " + (end - next) + " bytes");
        }
        long crc = next + RecordLayout.CRC_OFFSET;
        FileWindow window = tailed.window();
        boolean isBuffered = window.load(crc, Integer.BYTES) && window.intAt(crc) != 0;
        return isBuffered || (int) window.peekLong(crc) != 0;
    }

    /** Something follows the place: the writer has filled it before, or will not. */
    private void settlePlace() throws IOException, TailedFile.Damage {
        if (isFilled()) {
            return;
        }
        int length = (int) (end - next);
        FileWindow window = tailed.window();
        if (window.reload(next, length) && window.usedBytes(next, length) != 0) {
            throw damage(FindingKind.RESERVED_PLACE, "half a record in a place that is open");
        }
        chain.leavePlaceOpen();
        endDocument();
    }

    /** Checks the next record, a second time from the file if need be: it may have been read while it was written. */
    private void read(boolean inPlace) throws IOException, TailedFile.Damage {
        FileWindow window = tailed.window();
        int available = (int) (end - next);
        boolean good = window.load(next, available) && check(window, available, inPlace);
        if (!good && !window.refresh(next, available)) {
            throw damage(FindingKind.CUT, "the file was cut while it was read");
        }
        if (!good && !check(window, available, inPlace)) {
            throw damage(chain.kind(), chain.problem());
        }
        int length = chain.record().length();
        if (inPlace && window.usedBytes(next + length, available - length) != 0) {
            throw damage(FindingKind.RESERVED_PLACE, "bytes behind the record in its place");
        }
    }

    private boolean check(FileWindow window, int available, boolean inPlace) {
        String name = tailed.file().name();
        return chain.check(window.buffer(), window.bytes(), window.indexOf(next), available, inPlace, name, next);
    }

    private void endDocument() {
        next = end;
        atPlace = false;
    }

    private TailedFile.Damage damage(FindingKind kind, String text) {
        return new TailedFile.Damage(kind, next < end ? next : tailed.position(), text);
    }
}
