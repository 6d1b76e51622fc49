package io.flipbook.tests.load;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * What this process holds, as the kernel and the virtual machine say.
 *
 * @param descriptors open files, of whatever kind
 * @param mappings of files below a directory
 * @param mappedBytes addresses that those take, used or not
 * @param heapBytes what is in use behind a collection
 * @param directBytes memory of direct buffers, and what is mapped by Java itself
 * @param residentBytes memory that the kernel has given, shared pages of files apart
 * @param threads that live
 */
record ProcessFigures(
        long descriptors,
        long mappings,
        long mappedBytes,
        long heapBytes,
        long directBytes,
        long residentBytes,
        long threads) {
    private static final Path SELF = Path.of("/proc/self");
    /** Collections that may be needed: what has a finalizer goes with a later one, once another thread has run that. */
    private static final int COLLECTIONS_MAX = 50;

    private static final int QUIET_COLLECTIONS = 3;
    private static final long PAUSE_MS = 20;
    private static final long QUIET_BYTES = 64 << 10;

    static boolean areKnown() {
        return Files.isDirectory(SELF);
    }

    /** As things are now, with the mappings of files below a directory. */
    static ProcessFigures of(Path directory) throws IOException {
        long heapBytes = heapWhenQuiet();
        List<String> maps = Files.readAllLines(SELF.resolve("maps"), StandardCharsets.ISO_8859_1).stream()
                .filter(line -> line.contains(directory + "/"))
                .toList();
        return new ProcessFigures(
                descriptorsOpen(),
                maps.size(),
                maps.stream().mapToLong(ProcessFigures::lengthOf).sum(),
                heapBytes,
                ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .mapToLong(BufferPoolMXBean::getMemoryUsed)
                        .sum(),
                residentNow(),
                Thread.getAllStackTraces().size());
    }

    /** What is in use once collections find nothing more. */
    private static long heapWhenQuiet() {
        long least = Long.MAX_VALUE;
        int quiet = 0;
        for (int i = 0; i < COLLECTIONS_MAX && quiet < QUIET_COLLECTIONS; i++) {
            System.gc();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MS));
            long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            quiet = used > least - QUIET_BYTES ? quiet + 1 : 0;
            least = Math.min(least, used);
        }
        return least;
    }

    private static long descriptorsOpen() throws IOException {
        try (Stream<Path> descriptors = Files.list(SELF.resolve("fd"))) {
            return descriptors.count() - 1; // that of the listing
        }
    }

    private static long residentNow() throws IOException {
        return Files.readAllLines(SELF.resolve("status"), StandardCharsets.ISO_8859_1).stream()
                .filter(line -> line.startsWith("RssAnon:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .sum();
    }

    private static long lengthOf(String line) {
        String[] borders = line.substring(0, line.indexOf(' ')).split("-");
        return Long.parseUnsignedLong(borders[1], 16) - Long.parseUnsignedLong(borders[0], 16);
    }
}
