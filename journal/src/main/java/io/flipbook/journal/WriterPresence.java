package io.flipbook.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a process writes to a journal, as told without its lock, which a reader must not touch.
 *
 * @param alive the process that opened the journal for writing still runs
 * @param pid its process id, 0 when none is on record
 * @param startTimeMs when it started, ms since the epoch, 0 when that is not known
 */
public record WriterPresence(boolean alive, long pid, long startTimeMs) {
    private static final WriterPresence NONE = new WriterPresence(false, 0, 0);
    private static final int MAX_BYTES = 64;
    private static final Pattern LINE = Pattern.compile("(\\d{1,10}) (\\d{1,18})\n");
    /** The JDK derives a start time from the boot time in whole seconds, which moves when the clock is set. */
    private static final long START_TOLERANCE_MS = 2000;

    /** Reads the mark that the writer left in the directory; a mark that makes no sense counts as none. */
    public static WriterPresence of(Path directory) {
        String line = read(directory.resolve(JournalFiles.WRITER));
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            return NONE;
        }
        long pid = Long.parseLong(matcher.group(1));
        long startTimeMs = Long.parseLong(matcher.group(2));
        boolean alive = ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .map(process -> Math.abs(startTimeMs(process) - startTimeMs) <= START_TOLERANCE_MS)
                .orElse(false);
        return new WriterPresence(alive, pid, startTimeMs);
    }

    /** The line that a writer leaves for others: process id and start time in ms since the epoch. */
    static byte[] ownLine() {
        ProcessHandle self = ProcessHandle.current();
        return (self.pid() + " " + startTimeMs(self) + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static long startTimeMs(ProcessHandle process) {
        return process.info()
                .startInstant()
                .map(java.time.Instant::toEpochMilli)
                .orElse(0L);
    }

    private static String read(Path file) {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return "";
        }
        Set<java.nio.file.OpenOption> options = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        try (SeekableByteChannel channel = Files.newByteChannel(file, options)) {
            ByteBuffer bytes = ByteBuffer.allocate(MAX_BYTES);
            int length = channel.read(bytes);
            return new String(bytes.array(), 0, Math.max(length, 0), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return "";
        }
    }
}
