package io.flipbook.tests.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.GuestMemory;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.device.Errno;
import io.flipbook.engine.device.RegionListener;
import io.flipbook.journal.JournalScanner;
import io.flipbook.journal.JournalTailer;
import io.flipbook.journal.RecordView;
import io.flipbook.journal.RecordVisitor;
import io.flipbook.journal.SnapshotInput;
import io.flipbook.replay.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Journals of each format version are read by every build: the same dump, the same state, the same outcomes again.
 *
 * <p>{@code -Dflipbook.golden=journals} makes those of the current version anew, {@code =texts} only what is expected
 * of all that are there; CONTRIBUTING says when.
 */
class GoldenJournalsTest {
    private static final String ASKED = System.getProperty("flipbook.golden", "");
    private static final Path KEPT = Path.of("src/test/resources/golden");
    private static final Path CURRENT = KEPT.resolve("format-1");
    private static final String SUFFIX = ".zip";

    @TempDir
    private Path temp;

    @Test
    void makesThemWhenAsked() throws IOException {
        Assumptions.assumeFalse(ASKED.isEmpty(), "nobody asked");
        if (ASKED.equals("journals")) {
            Files.createDirectories(CURRENT);
            for (GoldenJournal golden : GoldenJournal.values()) {
                Path directory = temp.resolve(golden.fileName());
                ConversionEngine writer = golden.write(directory);
                zip(directory, CURRENT.resolve(golden.fileName() + SUFFIX));
                writer.close();
            }
        }
        for (Path zip : kept()) {
            Path journal = unzip(zip);
            for (String command : List.of("dump", "state", "replay")) {
                Files.writeString(expected(zip, command), run(0, command, journal));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kept")
    void readsThemAsEver(Path zip) throws IOException {
        Path journal = unzip(zip);
        run(0, "verify", journal);
        for (String command : List.of("dump", "state", "replay")) {
            assertThat(run(0, command, journal)).as(command).isEqualTo(Files.readString(expected(zip, command)));
        }
    }

    @ParameterizedTest
    @MethodSource("kept")
    void aTailerReadsWhatTheScannerDoes(Path zip) throws IOException {
        Path journal = unzip(zip);
        List<String> scanned = new ArrayList<>();
        JournalScanner.of(journal).scan(record -> scanned.add(said(record)), finding -> {});
        List<String> tailed = new ArrayList<>();
        try (JournalTailer tailer = JournalTailer.open(journal)) {
            while (tailer.poll(record -> tailed.add(said(record)), 7) > 0) {}
        }
        assertThat(tailed).isEqualTo(scanned).hasSizeGreaterThan(5);
    }

    private static String said(RecordView record) {
        return record.sequence() + " " + record.type() + " " + record.timeNs() + " " + record.crc();
    }

    @ParameterizedTest
    @MethodSource("kept")
    void goesOnInThem(Path zip) throws IOException {
        Path journal = unzip(zip);
        long digest = digestOf(journal);
        try (ConversionEngine engine =
                ConversionEngine.open(EngineConfig.journaledIn(journal).listeners(spec -> agreeable()))) {
            assertThat(engine.guest().digest()).isEqualTo(digest);
            assertThat(engine.guest().undecided()).isEmpty();
        }
        assertThat(digestOf(journal)).isEqualTo(digest);
    }

    @Test
    void thereIsOneOfEachKind() throws IOException {
        for (GoldenJournal golden : GoldenJournal.values()) {
            assertThat(CURRENT.resolve(golden.fileName() + SUFFIX)).isRegularFile();
        }
    }

    @Test
    void theyHoldEveryKindOfOutcome() throws IOException {
        String dump = Files.readString(expected(CURRENT.resolve("everything" + SUFFIX), "dump"));
        for (Outcome.Kind kind : Outcome.Kind.values()) {
            if (kind != Outcome.Kind.OK) {
                assertThat(dump).contains("\"outcome\":\"" + kind + "\"");
            }
        }
    }

    @Test
    void aSnapshotWithGapsInTheNumbersOfRegionsIsWhatTheHistoryLeadsTo() throws IOException {
        Path journal = unzip(CURRENT.resolve("removals" + SUFFIX));
        List<Long> begins = new ArrayList<>();
        try (GuestMemory fromSnapshot = new GuestMemory()) {
            RecordVisitor visitor = new RecordVisitor() {
                @Override
                public boolean onRecord(RecordView record) {
                    return fromSnapshot.onRecord(record);
                }

                @Override
                public boolean onSnapshot(SnapshotInput snapshot) {
                    begins.add(snapshot.sequence());
                    return fromSnapshot.onSnapshot(snapshot);
                }
            };
            JournalScanner.of(journal).scanFromSnapshot(visitor, finding -> {
                throw new AssertionError(finding);
            });
            assertThat(fromSnapshot.digest()).isEqualTo(digestOf(journal));
            assertThat(fromSnapshot.maps())
                    .extracting(map -> fromSnapshot.regionOf(map).name() + " " + map.regionId())
                    .containsExactly("ram 0", "dimm 3");
        }
        assertThat(begins).hasSize(1);
    }

    private static long digestOf(Path journal) {
        try (GuestMemory memory = new GuestMemory()) {
            JournalScanner.of(journal).scan(memory, finding -> {
                throw new AssertionError(finding);
            });
            return memory.digest();
        }
    }

    private static RegionListener agreeable() {
        return new RegionListener() {
            @Override
            public Errno populate(long offset, long sizeBytes) {
                return Errno.NONE;
            }

            @Override
            public void discard(long offset, long sizeBytes) {}
        };
    }

    static List<Path> kept() throws IOException {
        if (!Files.isDirectory(KEPT)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(KEPT)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        }
    }

    private static Path expected(Path zip, String command) {
        String name = zip.getFileName().toString();
        return zip.resolveSibling(name.substring(0, name.length() - SUFFIX.length()) + "." + command + ".json");
    }

    private static String run(int code, Object... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        List<String> words =
                new ArrayList<>(Stream.of(arguments).map(String::valueOf).toList());
        words.addAll(List.of("--format", "json"));
        assertThat(Main.run(out, err, words.toArray(new String[0])))
                .as("%s: %s%s", words, out, err)
                .isEqualTo(code);
        return out.toString(StandardCharsets.UTF_8);
    }

    /** Everything but the lock, which is empty and which nobody but its writer may open. */
    private static void zip(Path directory, Path to) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(to));
                Stream<Path> files = Files.list(directory)) {
            for (Path file : files.sorted().toList()) {
                if (!file.endsWith("flipbook.lock")) {
                    zip.putNextEntry(
                            new ZipEntry(file.getFileName().toString()).setLastModifiedTime(FileTime.fromMillis(0)));
                    Files.copy(file, zip);
                    zip.closeEntry();
                }
            }
        }
    }

    private Path unzip(Path zip) throws IOException {
        Path directory = Files.createTempDirectory(temp, "journal");
        try (InputStream in = Files.newInputStream(zip);
                ZipInputStream entries = new ZipInputStream(in)) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                Files.copy(entries, directory.resolve(Path.of(entry.getName()).getFileName()));
            }
        }
        return directory;
    }
}
