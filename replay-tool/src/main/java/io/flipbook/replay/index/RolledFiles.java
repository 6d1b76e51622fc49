package io.flipbook.replay.index;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** What the roll files of a journal look like from outside: names, sizes, and when they were last changed. */
final class RolledFiles {
    private static final String ROLL_FILES = "*.cq4";

    private record Look(long sizeBytes, long changedNs) {}

    private final TreeMap<String, Look> looks;

    private RolledFiles(TreeMap<String, Look> looks) {
        this.looks = looks;
    }

    static RolledFiles of(Path journal) throws IOException {
        TreeMap<String, Look> looks = new TreeMap<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(journal, ROLL_FILES)) {
            for (Path entry : entries) {
                BasicFileAttributes file =
                        Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                looks.put(
                        entry.getFileName().toString(),
                        new Look(file.size(), file.lastModifiedTime().to(TimeUnit.NANOSECONDS)));
            }
        }
        return new RolledFiles(looks);
    }

    /** Whether a journal that looked like this may look like {@code now}, having gone on: only at its end. */
    boolean mayHaveBecome(RolledFiles now) {
        for (Map.Entry<String, Look> each : looks.entrySet()) {
            boolean isLast = each.getKey().equals(looks.lastKey());
            Look found = now.looks.get(each.getKey());
            if (found == null || !isLast && !found.equals(each.getValue())) {
                return false;
            }
        }
        return looks.isEmpty() || looks.firstKey().equals(now.looks.firstKey());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RolledFiles files && looks.equals(files.looks);
    }

    @Override
    public int hashCode() {
        return looks.hashCode();
    }

    void write(ByteSink out) {
        out.putCount(looks.size());
        looks.forEach((name, look) -> {
            out.putText(name);
            out.putLong(look.sizeBytes());
            out.putLong(look.changedNs());
        });
    }

    static RolledFiles read(ByteSource in) {
        TreeMap<String, Look> looks = new TreeMap<>();
        for (int i = in.readCount(); i > 0; i--) {
            looks.put(in.readText(), new Look(in.readLong(), in.readLong()));
        }
        return new RolledFiles(looks);
    }
}
