package io.flipbook.journal;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;

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

    private static final long DEFAULT_BLOCK_BYTES = 64L << 20;
    private static final long DEFAULT_ROOM_BYTES = 2L << 20;

    private final Path directory;
    private final EpochClock clock;
    private final long blockSizeBytes;
    private final String writer;
    private final SyncPolicy syncPolicy;
    private final long roomBytes;
    private final Device device;

    private JournalConfig(
            Path directory,
            EpochClock clock,
            long blockSizeBytes,
            String writer,
            SyncPolicy syncPolicy,
            long roomBytes,
            Device device) {
        this.directory = Objects.requireNonNull(directory, "directory");
        this.clock = Objects.requireNonNull(clock, "clock");
        this.blockSizeBytes = blockSizeBytes;
        this.writer = Objects.requireNonNull(writer, "writer");
        this.syncPolicy = Objects.requireNonNull(syncPolicy, "syncPolicy");
        this.roomBytes = roomBytes;
        this.device = device;
    }

    /**
     * A journal in a directory that is missing, empty, or a journal, with the system's clock, 64 MiB blocks,
     * never forced, and 2 MiB reserved ahead.
     */
    public static JournalConfig of(Path directory) {
        return new JournalConfig(
                directory,
                EpochClock.system(),
                DEFAULT_BLOCK_BYTES,
                "flipbook",
                SyncPolicy.NONE,
                DEFAULT_ROOM_BYTES,
                new SystemDevice());
    }

    /** Where journal time comes from. */
    public JournalConfig clock(EpochClock newClock) {
        return new JournalConfig(directory, newClock, blockSizeBytes, writer, syncPolicy, roomBytes, device);
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
        return new JournalConfig(directory, clock, newBlockSizeBytes, writer, syncPolicy, roomBytes, device);
    }

    /** The program and version that go on record when a journal begins; at most 256 bytes of UTF-8. */
    public JournalConfig writer(String newWriter) {
        if (newWriter.getBytes(StandardCharsets.UTF_8).length > MAX_WRITER_BYTES) {
            throw new IllegalArgumentException("name of the writer is longer than " + MAX_WRITER_BYTES + " bytes");
        }
        return new JournalConfig(directory, clock, blockSizeBytes, newWriter, syncPolicy, roomBytes, device);
    }

    /** When records are forced to the device; it goes on record with the session. */
    public JournalConfig syncPolicy(SyncPolicy newSyncPolicy) {
        return new JournalConfig(directory, clock, blockSizeBytes, writer, newSyncPolicy, roomBytes, device);
    }

    /**
     * How much space is reserved ahead of what is written, in bytes, besides the 0.7 MiB that the next records may
     * need: 64 KiB to 1 GiB; or 0, to reserve nothing at all, and then a full device fails the journal, or the process.
     * More makes reserving rarer. What is not used is given back at the end of a file, and when the journal is closed.
     */
    public JournalConfig roomBytes(long newRoomBytes) {
        if (newRoomBytes != 0 && (newRoomBytes < MIN_ROOM_BYTES || newRoomBytes > MAX_ROOM_BYTES)) {
            throw new IllegalArgumentException("room is not 0, or from 64 KiB to 1 GiB: " + newRoomBytes);
        }
        return new JournalConfig(directory, clock, blockSizeBytes, writer, syncPolicy, newRoomBytes, device);
    }

    /** What is asked to force and to reserve. */
    JournalConfig device(Device newDevice) {
        return new JournalConfig(directory, clock, blockSizeBytes, writer, syncPolicy, roomBytes, newDevice);
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

    Device device() {
        return device;
    }
}
