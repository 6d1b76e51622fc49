package io.flipbook.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.EngineConfig;
import io.flipbook.journal.JournalConfig;
import io.flipbook.tests.model.JsonLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every command that reads a journal, on every kind of journal. */
@Timeout(300)
final class CommandsOnJournalsTest {
    /** Commands that read something else than a journal. */
    private static final Set<String> OTHERS =
            Set.of("", "demo", "run", "record", "verify-platform", "completion", "man");

    @TempDir
    private Path directory;

    private int made;

    @Test
    void noCommandIsLeftOut() {
        Set<String> named = new TreeSet<>(OTHERS);
        JournalCommand.all().forEach(command -> named.add(command.name()));
        assertThat(named).containsExactlyInAnyOrderElementsOf(HelpExamplesTest.commands());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "LIVE")
    void eachEndsAsItShouldAndLeavesTheJournalAsItIs(JournalKind kind) throws IOException {
        Path journal = kind.make(directory);
        Map<String, FileTime> files = files(journal);
        Map<String, Long> bytes = checksums(journal);
        for (JournalCommand command : JournalCommand.all()) {
            for (String format : List.of("text", "json")) {
                endsAsItShould(command, kind, journal, format);
                assertThat(files(journal)).as("%s", command).isEqualTo(files);
            }
        }
        assertThat(checksums(journal)).isEqualTo(bytes);
    }

    @Test
    void eachReadsAJournalThatGrows() throws Exception {
        Path journal = JournalKind.LIVE.make(directory);
        AtomicBoolean isOver = new AtomicBoolean();
        CountDownLatch begun = new CountDownLatch(1);
        long[] written = new long[1];
        Thread writer = new Thread(() -> written[0] = write(journal, begun, isOver), "writer");
        writer.start();
        begun.await();
        try {
            for (JournalCommand command : JournalCommand.all()) {
                for (String format : List.of("text", "json")) {
                    endsAsItShould(command, JournalKind.LIVE, journal, format);
                }
            }
        } finally {
            isOver.set(true);
            writer.join();
        }
        assertThat(Cli.run("verify", journal)).matches(result -> result.code() == 0);
        assertThat(Cli.run("replay", journal, "--format=json").out()).contains("\"events\":" + written[0] + ",");
    }

    /** Writes a little, again and again; returns how many requests that were. */
    private static long write(Path journal, CountDownLatch begun, AtomicBoolean isOver) {
        JournalConfig config = JournalConfig.of(journal).blockSizeBytes(JournalConfig.MIN_BLOCK_BYTES);
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledAs(config))) {
            JournalKind.begin(engine);
            long layout = engine.lastSequence();
            for (long number = 1; !isOver.get(); number++) {
                JournalKind.convert(engine, number);
                if (number == 100) {
                    begun.countDown();
                } else if (number > 100) {
                    LockSupport.parkNanos(1_000_000);
                }
            }
            return (engine.lastSequence() - layout) / 2;
        } finally {
            begun.countDown();
        }
    }

    private void endsAsItShould(JournalCommand command, JournalKind kind, Path journal, String format)
            throws IOException {
        List<Object> words = command.words(journal, directory.resolve("out-" + made++));
        words.add("--format=" + format);
        Cli.Result result = Cli.run(words.toArray());
        assertThat(result.code()).as("%s: %s", command, result).isEqualTo(command.codeOn(kind));
        assertThat(result.err()).as("%s", command).doesNotContain("\tat ", "internal error");
        assertThat(result.err().lines()).as("%s", command).allMatch(line -> line.startsWith("flipbook: "));
        if (result.code() == 2) {
            assertThat(result.out()).as("%s", command).isEmpty();
        }
        if (result.code() >= 2) {
            // Of a damaged journal some commands have that as their answer, and others as an error behind it.
            assertThat(result.err().lines().count())
                    .as("%s", command)
                    .isEqualTo(result.err().isEmpty() ? 0 : 1);
            assertThat(result.out() + result.err()).as("%s", command).isNotEmpty();
        }
        if (format.equals("json")) {
            for (String line : result.lines()) {
                assertThat(JsonLine.read(line)).as("%s", command).isNotEmpty();
            }
        }
    }

    private static Map<String, FileTime> files(Path directory) throws IOException {
        Map<String, FileTime> times = new TreeMap<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.toList()) {
                times.put(directory.relativize(file).toString(), Files.getLastModifiedTime(file));
            }
        }
        return times;
    }

    private static Map<String, Long> checksums(Path directory) throws IOException {
        Map<String, Long> checksums = new TreeMap<>();
        for (String name : files(directory).keySet()) {
            Path file = directory.resolve(name);
            if (Files.isRegularFile(file)) {
                CRC32C checksum = new CRC32C();
                checksum.update(Files.readAllBytes(file));
                checksums.put(name, checksum.getValue());
            }
        }
        return checksums;
    }
}
