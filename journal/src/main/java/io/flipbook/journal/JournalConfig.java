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

    private static final long DEFAULT_BLOCK_BYTES = 64L << 20;

    private final Path directory;
    private final EpochClock clock;
    private final long blockSizeBytes;
    private final String writer;
    private final FileOperations files;
    private final RecoveryMode recovery;

    private JournalConfig(
            Path directory,
            EpochClock clock,
            long blockSizeBytes,
            String writer,
            FileOperations files,
            RecoveryMode recovery) {
        this.directory = Objects.requireNonNull(directory, "directory");
        this.clock = Objects.requireNonNull(clock, "clock");
        this.blockSizeBytes = blockSizeBytes;
        this.writer = Objects.requireNonNull(writer, "writer");
        this.files = files;
        this.recovery = Objects.requireNonNull(recovery, "recovery");
    }

    /** A journal in a directory that is missing, empty, or a journal, with the system's clock and 64 MiB blocks. */
    public static JournalConfig of(Path directory) {
        return new JournalConfig(
                directory,
                EpochClock.system(),
                DEFAULT_BLOCK_BYTES,
                "flipbook",
                FileOperations.SYSTEM,
                RecoveryMode.TORN_TAIL);
    }

    /** Where journal time comes from. */
    public JournalConfig clock(EpochClock newClock) {
        return new JournalConfig(directory, newClock, blockSizeBytes, writer, files, recovery);
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
        return new JournalConfig(directory, clock, newBlockSizeBytes, writer, files, recovery);
    }

    /** The program and version that go on record when a journal begins; at most 256 bytes of UTF-8. */
    public JournalConfig writer(String newWriter) {
        if (newWriter.getBytes(StandardCharsets.UTF_8).length > MAX_WRITER_BYTES) {
            throw new IllegalArgumentException("name of the writer is longer than " + MAX_WRITER_BYTES + " bytes");
        }
        return new JournalConfig(directory, clock, blockSizeBytes, newWriter, files, recovery);
    }

    /** What is accepted of a journal that is there already; {@link RecoveryMode#TORN_TAIL} if nothing is said. */
    public JournalConfig recovery(RecoveryMode newRecovery) {
        return new JournalConfig(directory, clock, blockSizeBytes, writer, files, newRecovery);
    }

    /** See {@link #recovery(RecoveryMode)}. */
    public RecoveryMode recovery() {
        return recovery;
    }

    /** How the journal's own files are read and written. */
    JournalConfig files(FileOperations newFiles) {
        return new JournalConfig(directory, clock, blockSizeBytes, writer, newFiles, recovery);
    }

    FileOperations files() {
        return files;
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
}
