package io.flipbook.journal;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * How a journal is opened. Immutable: each setting returns a configuration of its own.
 *
 * <pre>{@code JournalConfig.of(directory).writer("example 1.0").blockSizeBytes(1 << 20)}</pre>
 */
public final class JournalConfig {
    /** The smallest block: a quarter of it has to hold the longest document. */
    public static final long MIN_BLOCK_BYTES = 1L << 20;
    /** The largest block. */
    public static final long MAX_BLOCK_BYTES = 1L << 30;
    /** The longest name of a writer, in bytes of UTF-8. */
    public static final int MAX_WRITER_BYTES = 256;

    /** The least that can be reserved ahead. */
    public static final long MIN_ROOM_BYTES = 64L << 10;
    /** The most that can be reserved ahead. */
    public static final long MAX_ROOM_BYTES = 1L << 30;

    private static final LongSupplier ALL_NEEDED = () -> 1;
    private static final long DEFAULT_BLOCK_BYTES = 64L << 20;
    private static final long DEFAULT_ROOM_BYTES = 2L << 20;

    private final Path directory;
    private EpochClock clock = EpochClock.system();
    private long blockSizeBytes = DEFAULT_BLOCK_BYTES;
    private String writer = "flipbook";
    private FileOperations files = FileOperations.SYSTEM;
    private RecoveryMode recovery = RecoveryMode.TORN_TAIL;
    private Retention retention = Retention.ALL;
    private LongSupplier oldestNeeded = ALL_NEEDED;
    private SyncPolicy syncPolicy = SyncPolicy.NONE;
    private long roomBytes = DEFAULT_ROOM_BYTES;
    private JournalObserver observer = JournalObserver.NONE;

    private JournalConfig(Path directory) {
        this.directory = Objects.requireNonNull(directory, "directory");
    }

    /** A configuration in which one field is set before anybody sees it. */
    private JournalConfig copy() {
        JournalConfig copy = new JournalConfig(directory);
        copy.clock = clock;
        copy.blockSizeBytes = blockSizeBytes;
        copy.writer = writer;
        copy.files = files;
        copy.recovery = recovery;
        copy.retention = retention;
        copy.oldestNeeded = oldestNeeded;
        copy.syncPolicy = syncPolicy;
        copy.roomBytes = roomBytes;
        copy.observer = observer;
        return copy;
    }

    /**
     * A journal in a directory that is missing, empty, or a journal, with the system's clock, 64 MiB blocks,
     * never forced, and 2 MiB reserved ahead.
     */
    public static JournalConfig of(Path directory) {
        return new JournalConfig(directory);
    }

    /**
     * The same with the smallest blocks and the least room, 1 MiB and 64 KiB, for many journals in one process, each of
     * which is written to now and then: it maps a fiftieth and takes less than half of the space. One that is written
     * to all the time begins a block more often.
     */
    public JournalConfig small() {
        return blockSizeBytes(MIN_BLOCK_BYTES).roomBytes(MIN_ROOM_BYTES);
    }

    /** Where journal time comes from. */
    public JournalConfig clock(EpochClock newClock) {
        JournalConfig changed = copy();
        changed.clock = Objects.requireNonNull(newClock, "clock");
        return changed;
    }

    /**
     * The size of the blocks in which roll files grow and are mapped, in bytes: a power of two from 1 MiB to 1 GiB. A
     * new block costs the writer tens of microseconds; the file is sparse and takes no more room for it.
     */
    public JournalConfig blockSizeBytes(long newBlockSizeBytes) {
        if (newBlockSizeBytes < MIN_BLOCK_BYTES
                || newBlockSizeBytes > MAX_BLOCK_BYTES
                || Long.bitCount(newBlockSizeBytes) != 1) {
            throw new IllegalArgumentException(
                    "block size is not a power of two from 1 MiB to 1 GiB: " + newBlockSizeBytes);
        }
        JournalConfig changed = copy();
        changed.blockSizeBytes = newBlockSizeBytes;
        return changed;
    }

    /** The program and version that go on record when a journal begins; at most 256 bytes of UTF-8. */
    public JournalConfig writer(String newWriter) {
        if (newWriter.getBytes(StandardCharsets.UTF_8).length > MAX_WRITER_BYTES) {
            throw new IllegalArgumentException("name of the writer is longer than " + MAX_WRITER_BYTES + " bytes");
        }
        JournalConfig changed = copy();
        changed.writer = Objects.requireNonNull(newWriter, "writer");
        return changed;
    }

    /** What is accepted of a journal that is there already; {@link RecoveryMode#TORN_TAIL} if nothing is said. */
    public JournalConfig recovery(RecoveryMode newRecovery) {
        JournalConfig changed = copy();
        changed.recovery = Objects.requireNonNull(newRecovery, "recovery");
        return changed;
    }

    /** This one for opening the journal again: what goes back to a point in time does so once. */
    public JournalConfig reopening() {
        return recovery.kind() == RecoveryMode.Kind.POINT_IN_TIME ? recovery(RecoveryMode.TORN_TAIL) : this;
    }

    /** See {@link #recovery(RecoveryMode)}. */
    public RecoveryMode recovery() {
        return recovery;
    }

    /** How much of the journal is kept; {@link Retention#ALL} if nothing is said. */
    public JournalConfig retention(Retention newRetention) {
        JournalConfig changed = copy();
        changed.retention = Objects.requireNonNull(newRetention, "retention");
        return changed;
    }

    /**
     * Says which is the oldest record that is still needed, when retention asks, on the writer's thread: with snapshots
     * the first of the document that holds the record behind which the oldest one that is kept was made, which is what
     * {@link JournalSnapshots#oldestNeeded} says. If nothing is said it is 1, and all records are needed. Asked only
     * where there is something to drop.
     */
    public JournalConfig oldestNeeded(LongSupplier newOldestNeeded) {
        JournalConfig changed = copy();
        changed.oldestNeeded = Objects.requireNonNull(newOldestNeeded, "oldestNeeded");
        return changed;
    }

    /**
     * Says that what a restart from the oldest good snapshot reads is needed, as {@link JournalSnapshots#oldestNeeded}
     * knows it, besides what was said before.
     */
    public JournalConfig snapshotsNeeded() {
        JournalSnapshots snapshots = JournalSnapshots.in(directory);
        LongSupplier before = oldestNeeded;
        return before == ALL_NEEDED
                ? oldestNeeded(snapshots::oldestNeeded)
                : oldestNeeded(() -> Math.min(before.getAsLong(), snapshots.oldestNeeded()));
    }

    /** See {@link #retention(Retention)}. */
    public Retention retention() {
        return retention;
    }

    /** See {@link #oldestNeeded(LongSupplier)}. */
    public LongSupplier oldestNeeded() {
        return oldestNeeded;
    }

    /** What the journal's own code does to files is done through. */
    JournalConfig files(FileOperations newFiles) {
        JournalConfig changed = copy();
        changed.files = newFiles;
        return changed;
    }

    FileOperations files() {
        return files;
    }

    /** When records are forced to the device; it goes on record with the session. */
    public JournalConfig syncPolicy(SyncPolicy newSyncPolicy) {
        JournalConfig changed = copy();
        changed.syncPolicy = Objects.requireNonNull(newSyncPolicy, "syncPolicy");
        return changed;
    }

    /**
     * How much space is reserved ahead of what is written, in bytes, besides the 0.7 MiB that the next records may
     * need: 64 KiB to 1 GiB; or 0, to reserve nothing at all, and then a full device fails the journal, or the process.
     * More makes reserving rarer. From 1 MiB on a thread of its own, {@code flipbook-room}, has the next half ready
     * when one is used; with less the writer does that, and waits for it. What is not used is given back at the end of
     * a file, and when the journal is closed.
     */
    public JournalConfig roomBytes(long newRoomBytes) {
        if (newRoomBytes != 0 && (newRoomBytes < MIN_ROOM_BYTES || newRoomBytes > MAX_ROOM_BYTES)) {
            throw new IllegalArgumentException("room is not 0, or from 64 KiB to 1 GiB: " + newRoomBytes);
        }
        JournalConfig changed = copy();
        changed.roomBytes = newRoomBytes;
        return changed;
    }

    /** Who hears of rolls and forces; an engine puts itself there. */
    public JournalConfig observer(JournalObserver newObserver) {
        JournalConfig changed = copy();
        changed.observer = Objects.requireNonNull(newObserver, "observer");
        return changed;
    }

    /** See {@link #observer(JournalObserver)}. */
    public JournalObserver observer() {
        return observer;
    }

    /** See {@link #of}. */
    public Path directory() {
        return directory;
    }

    /** See {@link #clock(EpochClock)}. */
    public EpochClock clock() {
        return clock;
    }

    /** See {@link #blockSizeBytes(long)}. */
    public long blockSizeBytes() {
        return blockSizeBytes;
    }

    /** See {@link #writer(String)}. */
    public String writer() {
        return writer;
    }

    /** See {@link #syncPolicy(SyncPolicy)}. */
    public SyncPolicy syncPolicy() {
        return syncPolicy;
    }

    /** See {@link #roomBytes(long)}. */
    public long roomBytes() {
        return roomBytes;
    }
}
