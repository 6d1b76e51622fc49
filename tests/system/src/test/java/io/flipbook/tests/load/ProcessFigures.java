package io.flipbook.tests.load;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    private static final int COLLECTIONS = 3;

    static boolean areKnown() {
        return Files.isDirectory(SELF);
    }

    /** As things are now, with the mappings of files below a directory. */
    static ProcessFigures of(Path directory) throws IOException {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        List<String> maps = Files.readAllLines(SELF.resolve("maps"), StandardCharsets.ISO_8859_1).stream()
                .filter(line -> line.contains(directory + "/"))
                .toList();
        return new ProcessFigures(
                descriptorsOpen(),
                maps.size(),
                maps.stream().mapToLong(ProcessFigures::lengthOf).sum(),
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .mapToLong(BufferPoolMXBean::getMemoryUsed)
                        .sum(),
                residentNow(),
                Thread.getAllStackTraces().size());
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
