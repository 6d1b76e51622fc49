package io.flipbook.fuzz;

import io.flipbook.journal.Journal;
import io.flipbook.journal.JournalConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/** What Chronicle writes around the records of a journal, as a real journal of one day has it. */
final class Skeleton {
    static final String FIRST_FILE = "20231115H.cq4";
    static final String SECOND_FILE = "20231116H.cq4";
    static final String METADATA = "metadata.cq4t";
    static final long TIME_NS = 1_700_049_600_000_000_000L;
    static final int WRITE_POSITION = 0x40;
    static final int FIRST_RECORDS = 0x80110;

    private final byte[] rollFile;
    private final byte[] metadata;
    private final int highestDay;

    private Skeleton(Path journal) throws IOException {
        rollFile = Arrays.copyOf(Files.readAllBytes(journal.resolve(FIRST_FILE)), FIRST_RECORDS);
        Arrays.fill(rollFile, WRITE_POSITION, WRITE_POSITION + 2 * Long.BYTES, (byte) 0);
        metadata = Files.readAllBytes(journal.resolve(METADATA));
        String text = new String(metadata, StandardCharsets.ISO_8859_1);
        String name = "listing.highestCycle";
        highestDay = text.indexOf('\u00a7', text.indexOf(name) + name.length()) + 1;
    }

    static Skeleton make() {
        try {
            Path journal = Files.createTempDirectory("flipbook-fuzz");
            Journal.open(JournalConfig.of(journal).clock(() -> TIME_NS), record -> true)
                    .close();
            Skeleton made = new Skeleton(journal);
            try (Stream<Path> files = Files.list(journal)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(journal);
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A roll file without documents, with room for some. */
    byte[] rollFile(int sizeBytes) {
        return Arrays.copyOf(rollFile, sizeBytes);
    }

    byte[] metadata() {
        return metadata.clone();
    }

    /** Where the metadata says of which day the last file is. */
    int highestDayOffset() {
        return highestDay;
    }
}
