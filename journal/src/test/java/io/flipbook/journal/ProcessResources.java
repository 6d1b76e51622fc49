package io.flipbook.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.openhft.chronicle.core.io.BackgroundResourceReleaser;

/** What this process holds of a journal, as the kernel says; nothing where it does not say. */
final class ProcessResources {
    private static final Path SELF = Path.of("/proc/self");

    private ProcessResources() {}

    /** Descriptors and mappings of files in a directory, and threads of a journal's, one line each. */
    static List<String> of(Path directory) throws IOException {
        BackgroundResourceReleaser.releasePendingResources();
        List<String> held = new ArrayList<>();
        Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("flipbook"))
                .forEach(held::add);
        if (Files.isDirectory(SELF)) {
            addDescriptors(directory.toString(), held);
            Files.readAllLines(SELF.resolve("maps"), StandardCharsets.ISO_8859_1).stream()
                    .filter(line -> line.contains(directory + "/"))
                    .forEach(held::add);
        }
        return held;
    }

    private static void addDescriptors(String directory, List<String> held) throws IOException {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(SELF.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                try {
                    String target = Files.readSymbolicLink(descriptor).toString();
                    if (target.startsWith(directory)) {
                        held.add(target);
                    }
                } catch (IOException e) {
                    // It is that of the listing, or of another thread's, and closed.
                }
            }
        }
    }
}
