package io.flipbook.replay;

import io.flipbook.journal.RecordView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** How much there is to read of a journal, roughly, and how far along a record lies; for progress alone. */
final class JournalSize {
    private static final String ROLL_FILES = "*.cq4";
    private static final int PROBE_BYTES = 64 << 10;

    private final Map<String, Long> starts = new HashMap<>();
    private long totalBytes;
    private String file;
    private long startBytes;

    private JournalSize() {}

    /** Looks at the roll files of a directory; what cannot be read counts as nothing. */
    static JournalSize of(Path directory) {
        JournalSize size = new JournalSize();
        TreeMap<String, Path> files = new TreeMap<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, ROLL_FILES)) {
            for (Path entry : entries) {
                if (Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
                    files.put(entry.getFileName().toString(), entry);
                }
            }
            for (Map.Entry<String, Path> entry : files.entrySet()) {
                size.starts.put(entry.getKey(), size.totalBytes);
                size.totalBytes += dataBytes(entry.getValue());
            }
        } catch (IOException e) {
            size.totalBytes = 0;
        }
        return size;
    }

    long totalBytes() {
        return totalBytes;
    }

    /** How many bytes lie before a record. */
    long bytesBefore(RecordView record) {
        if (!record.file().equals(file)) {
            file = record.file();
            startBytes = starts.getOrDefault(file, 0L);
        }
        return startBytes + record.fileOffset();
    }

    /** How many bytes lie behind a place in a file. */
    long bytesBehind(String name, long offset) {
        return totalBytes - starts.getOrDefault(name, totalBytes - offset) - offset;
    }

    /** Where the zeros begin with which a roll file ends. */
    private static long dataBytes(Path path) throws IOException {
        Set<java.nio.file.OpenOption> options = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        try (FileChannel channel = FileChannel.open(path, options)) {
            ByteBuffer probe = ByteBuffer.allocate(PROBE_BYTES);
            long low = 0;
            long high = channel.size() / PROBE_BYTES;
            while (low < high) {
                long middle = (low + high) >>> 1;
                if (isZero(channel, probe.clear(), middle * PROBE_BYTES)) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            return Math.min(channel.size(), low * PROBE_BYTES);
        }
    }

    private static boolean isZero(FileChannel channel, ByteBuffer probe, long position) throws IOException {
        channel.read(probe, position);
        probe.flip();
        while (probe.hasRemaining()) {
            if (probe.get() != 0) {
                return false;
            }
        }
        return true;
    }
}
