package io.flipbook.replay.index;

import io.flipbook.engine.GuestMemory;
import io.flipbook.engine.RecordDecoder;
import io.flipbook.journal.JournalDamagedException;
import io.flipbook.journal.JournalScanner;
import io.flipbook.journal.RecordView;
import io.flipbook.journal.ScanStart;
import io.flipbook.journal.SnapshotInput;
import io.flipbook.journal.SyncPolicy;
import io.flipbook.replay.history.Block;
import io.flipbook.replay.history.Mark;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * An index of a journal, in a file. It is not believed: each part has a checksum, each mark is the state
 * that the journal's own record at that place says, and what does not fit is as if it were not there.
 *
 * <p>Its blocks are numbered from 0; behind each there is a mark.
 */
public final class JournalIndex {
    /** So many of the marks are compared with the journal when an index is opened; the others when they are used. */
    private static final int SAMPLES = 16;

    private final Path file;
    private final JournalScanner journal;
    private final long beginning;
    private final List<Entry> entries = new ArrayList<>();
    private RolledFiles files;
    private boolean isOfNow;

    private JournalIndex(Path file, Path directory, long beginning) {
        this.file = file;
        this.beginning = beginning;
        journal = JournalScanner.of(directory);
    }

    /**
     * Opens a file.
     *
     * @param directory the journal's
     * @param beginning the sequence of the record behind which its history begins; 0 for all of it
     * @throws IllegalArgumentException if it is no index, or not of the journal as it is now
     */
    static JournalIndex open(Path file, Path directory, UUID identity, long beginning) throws IOException {
        JournalIndex index = new JournalIndex(file, directory, beginning);
        index.read(identity);
        index.compare(directory);
        return index;
    }

    /** Whether the journal's files look as they did when it was made, so that there is nothing to add. */
    public boolean isOfNow() {
        return isOfNow;
    }

    /** How many blocks there are. */
    public int blocks() {
        return entries.size();
    }

    /** The sequence of the last record of a block, where a mark is. */
    public long end(int block) {
        return entries.get(block).start().sequence();
    }

    /** Where a scan begins that reads on behind a block. */
    public ScanStart start(int block) {
        return entries.get(block).start();
    }

    /** The sync policy of the session that the record at the end of a block is of; null where that is not known. */
    public SyncPolicy sync(int block) {
        return entries.get(block).sync();
    }

    /** What is known of a block; null if that cannot be read. */
    public Block block(int number) {
        long before = number == 0 ? beginning : end(number - 1);
        try {
            return new IndexedBlock(
                    before + 1, end(number), read(entries.get(number).block()));
        } catch (IOException | IllegalArgumentException e) {
            return null;
        }
    }

    /** The mark behind a block; null if the journal says otherwise, or if it cannot be read. */
    public Mark mark(int block) {
        Entry entry = entries.get(block);
        try (GuestMemory guest = new GuestMemory()) {
            byte[] state = read(entry.state());
            byte[] models = entry.models().equals(Part.NOTHING) ? null : read(entry.models());
            guest.onSnapshot(SnapshotInput.of(state, end(block)));
            boolean fits = guest.digest() == entry.digest() && guest.undecided().isEmpty() && isInJournal(entry);
            return fits ? new Mark(end(block), state, models, entry.clock(), entry.sourceTimeNs()) : null;
        } catch (IOException | IllegalArgumentException e) {
            return null;
        }
    }

    /** Puts all parts where they are here at the front of another file, so that they are in the same places there. */
    void copyTo(IndexWriter out) throws IOException {
        long end = 0;
        for (Entry entry : entries) {
            end = Math.max(end, entry.block().offset() + entry.block().length());
        }
        try (FileChannel channel = open()) {
            out.copy(channel, end);
        }
    }

    /** Its entries, for an index that goes on. */
    List<Entry> entries() {
        return entries;
    }

    private FileChannel open() throws IOException {
        return FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    private void read(UUID identity) throws IOException {
        long end = Files.size(file) - IndexWriter.TRAILER_BYTES;
        ByteBuffer trailer =
                ByteBuffer.wrap(read(end, IndexWriter.TRAILER_BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        Part table = new Part(trailer.getLong(), trailer.getInt(), trailer.getInt());
        if (trailer.getLong() != IndexWriter.MAGIC || table.offset() + table.length() != end) {
            throw new IllegalArgumentException("not an index");
        }
        ByteSource in = new ByteSource(read(table));
        if (!new UUID(in.readLong(), in.readLong()).equals(identity) || in.readLong() != beginning) {
            throw new IllegalArgumentException("of another journal");
        }
        files = RolledFiles.read(in);
        long before = beginning;
        for (int i = in.readCount(); i > 0; i--) {
            Entry entry = Entry.read(identity, in);
            if (entry.start().sequence() <= before) {
                throw new IllegalArgumentException("marks are not in their order");
            }
            before = entry.start().sequence();
            entries.add(entry);
        }
    }

    private void compare(Path directory) throws IOException {
        RolledFiles now = RolledFiles.of(directory);
        isOfNow = files.equals(now);
        if (!files.mayHaveBecome(now)) {
            throw new IllegalArgumentException("the journal's files are others by now");
        }
        int count = entries.size();
        for (int i = 1; i <= Math.min(SAMPLES, count); i++) {
            if (!isInJournal(entries.get((int) ((long) i * count / Math.min(SAMPLES, count)) - 1))) {
                throw new IllegalArgumentException("the journal has other records by now");
            }
        }
    }

    private boolean isInJournal(Entry entry) {
        boolean[] fits = new boolean[1];
        return journal.show(entry.start(), record -> fits[0] = digestOf(record) == entry.digest()) && fits[0];
    }

    /** The digest that an outcome on record says; that of nothing where it is none. */
    private static long digestOf(RecordView record) {
        RecordDecoder decoder = new RecordDecoder();
        try {
            return decoder.read(record) == RecordDecoder.Kind.OUTCOME
                    ? decoder.outcome().digest()
                    : 0;
        } catch (JournalDamagedException e) {
            return 0;
        }
    }

    private byte[] read(Part part) throws IOException {
        byte[] bytes = read(part.offset(), part.length());
        if (IndexWriter.crcOf(bytes) != part.crc()) {
            throw new IllegalArgumentException("bytes do not have their checksum");
        }
        return bytes;
    }

    private byte[] read(long offset, int length) throws IOException {
        try (FileChannel channel = open()) {
            if (offset < 0 || length < 0 || offset + length > channel.size()) {
                throw new IllegalArgumentException("the file ends too early");
            }
            ByteBuffer bytes = ByteBuffer.allocate(length);
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, offset + bytes.position()) < 0) {
                    throw new IllegalArgumentException("the file was cut");
                }
            }
            return bytes.array();
        }
    }
}
