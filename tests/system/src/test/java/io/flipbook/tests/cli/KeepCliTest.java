package io.flipbook.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.RegionSpec;
import io.flipbook.journal.JournalConfig;
import io.flipbook.journal.JournalScanner;
import io.flipbook.journal.JournalSnapshots;
import io.flipbook.journal.SnapshotInfo;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code record --snapshot-every --keep}, on a journal that was begun days ago. */
@Timeout(120)
final class KeepCliTest {
    private static final long PAGE = 4096;
    private static final int PAGES = 4096;
    private static final int DAYS = 3;

    @TempDir
    private Path directory;

    private Path journal;
    private Path trace;

    @BeforeEach
    void writeAJournalOfSomeDaysAndALongTrace() throws IOException {
        journal = directory.resolve("journal");
        long[] nowNs = {TimeUnit.DAYS.toNanos(19_000)};
        JournalConfig config = JournalConfig.of(journal).blockSizeBytes(1 << 20).clock(() -> nowNs[0]);
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledAs(config))) {
            engine.addRegion(RegionSpec.of("ram", PAGES * PAGE));
            engine.map(0, PAGES * PAGE, "ram", 0);
            for (int day = 0; day < DAYS; day++) {
                for (int page = 0; page < 20; page++) {
                    engine.convert(ConversionRequest.toShared("ram", (page * 7L + day) * PAGE, PAGE));
                }
                nowNs[0] += TimeUnit.DAYS.toNanos(1);
            }
        }
        trace = directory.resolve("guest.log");
        try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(trace))) {
            for (int i = 0; i < 20_000; i++) {
                out.printf(
                        "kvm_convert_memory start 0x%x size 0x1000 %s%n",
                        i * 13 % PAGES * PAGE, i / 3 % 2 == 0 ? "private_to_shared" : "shared_to_private");
            }
        }
    }

    @Test
    void dropsWhatIsBeforeTheOldestSnapshotAndAllElseGoesOn() throws IOException {
        long today = lastSequence() + 1;
        recordUntilThereAreTwoSnapshots(today);
        Path whole = copy();
        assertThat(record(whole).code()).isZero();
        assertThat(rollFiles()).hasSize(DAYS + 1);

        assertThat(record(journal, "--snapshot-every", 200, "--keep", "0").code())
                .isZero();

        assertThat(rollFiles()).hasSize(1);
        assertThat(JournalScanner.of(journal).firstSequence()).isEqualTo(today);
        assertThat(digest(journal)).isEqualTo(digest(whole));
        isGood();
        assertThat(Cli.run("info", journal).out())
                .contains("dropped        1 to " + (today - 1) + "; the first state that is known is that after ")
                .containsPattern("snapshot       \\d+ at 20");

        assertThat(record(journal, "--snapshot-every", 200, "--keep", "30d").code())
                .isZero();
        assertThat(record(whole).code()).isZero();
        assertThat(digest(journal)).isEqualTo(digest(whole));
        isGood();
    }

    @Test
    void dropsNothingUnlessAskedTo() throws IOException {
        for (int round = 0; round < 2; round++) {
            assertThat(record(journal, "--snapshot-every", 200, "--keep", "1T").code())
                    .isZero();
            assertThat(record(journal, "--snapshot-every", 200, "--keep", "99999d")
                            .code())
                    .isZero();
        }
        assertThat(rollFiles()).hasSize(DAYS + 1);
        assertThat(Cli.run("verify", journal).code()).isZero();
    }

    @Test
    void isCalledWronglyWithoutSnapshotsOrWithoutANumber() {
        for (Object[] options : new Object[][] {
            {"--keep", "1G"},
            {"--snapshot-every", -1},
            {"--snapshot-every", 5, "--keep", "1y"},
            {"--snapshot-every", 5, "--keep", ""},
            {"--snapshot-every", 5, "--keep", "-3d"}
        }) {
            Cli.Result result = record(journal, options);
            assertThat(result.code()).isEqualTo(2);
            assertThat(result.err()).contains(options.length == 2 ? "--snapshot-every" : "--keep");
        }
    }

    /** The trace comes through a pipe, which is held up until what was written so far is in a snapshot. */
    private void recordUntilThereAreTwoSnapshots(long today) throws IOException {
        byte[] lines = Files.readAllBytes(trace);
        InputStream before = System.in;
        System.setIn(new SequenceInputStream(Collections.enumeration(List.of(
                new ByteArrayInputStream(lines, 0, lines.length / 2),
                waitingFor(() -> goodSnapshotsBehind(today) > 0),
                new ByteArrayInputStream(lines, lines.length / 2, lines.length - lines.length / 2),
                waitingFor(() -> goodSnapshotsBehind(today) > 1)))));
        try {
            Cli.Result result = Cli.run("record", "-", "--journal", journal, "--snapshot-every", 200, "--keep", 0);
            assertThat(result.code()).as(result.toString()).isZero();
        } finally {
            System.setIn(before);
        }
    }

    private static InputStream waitingFor(BooleanSupplier condition) {
        return new InputStream() {
            @Override
            public int read() {
                while (!condition.getAsBoolean()) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
                }
                return -1;
            }
        };
    }

    private void isGood() {
        for (String command : new String[] {"verify", "replay", "state", "dump", "info"}) {
            Cli.Result result = Cli.run(command, journal);
            assertThat(result.code()).as(command + " " + result.err()).isZero();
        }
    }

    private Cli.Result record(Path to, Object... options) {
        return Cli.run(Stream.concat(Stream.of("record", trace, "--journal", to), Stream.of(options))
                .toArray());
    }

    private long goodSnapshotsBehind(long sequence) {
        return JournalSnapshots.in(journal).list().stream()
                .filter(SnapshotInfo::isGood)
                .filter(each -> each.sequence() > sequence)
                .count();
    }

    private String digest(Path of) {
        return Cli.run("state", of).lines().stream()
                .filter(line -> line.startsWith("digest") || line.startsWith("sequence"))
                .toList()
                .toString();
    }

    private long lastSequence() {
        return JournalScanner.of(journal).scan(record -> true, finding -> {}).lastSequence();
    }

    private String[] rollFiles() {
        return journal.toFile().list((parent, name) -> name.endsWith(".cq4"));
    }

    private Path copy() throws IOException {
        Path copy = Files.createDirectory(directory.resolve("whole"));
        try (Stream<Path> files = Files.list(journal)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy;
    }
}
