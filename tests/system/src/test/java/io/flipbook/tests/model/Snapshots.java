package io.flipbook.tests.model;

import io.flipbook.engine.GuestMemory;
import io.flipbook.journal.JournalSnapshots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the tests do with snapshots of an engine's journal. */
public final class Snapshots {
    private Snapshots() {}

    /** Makes a snapshot behind the newest one, up to a record. */
    public static long make(Path journal, long upTo) {
        try (GuestMemory memory = new GuestMemory()) {
            return JournalSnapshots.in(journal).make(memory, upTo, memory::writeSnapshot);
        }
    }

    static byte[] read(Path journal, long sequence) throws IOException {
        return Files.readAllBytes(path(journal, sequence));
    }

    static void delete(Path journal, long sequence) throws IOException {
        Files.delete(path(journal, sequence));
    }

    private static Path path(Path journal, long sequence) {
        return journal.resolve("snapshot-" + sequence + ".fbs");
    }
}
