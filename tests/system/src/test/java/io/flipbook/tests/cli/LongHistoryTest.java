package io.flipbook.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.EngineConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every command that reads a journal ends on a long one in a small heap. How long it is says the system property
 * {@value #PROPERTY}; how long each took is in {@code target/long-history.txt}.
 */
@Tag("long")
final class LongHistoryTest {
    private static final String PROPERTY = "flipbook.longHistoryRecords";
    private static final long RECORDS = Long.getLong(PROPERTY, 50_000);
    private static final int TIMEOUT_SECONDS = 900;

    /** It holds the whole scenario, and what it is for are thousands of statements. */
    private static final String NOT_FOR_LONG = "minimize";

    @TempDir
    private Path directory;

    @TempDir
    private Path launchers;

    @Test
    void eachEndsIn256MiB() throws Exception {
        Path journal = directory.resolve("journal");
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledIn(journal))) {
            JournalKind.begin(engine);
            for (long number = 0; engine.lastSequence() < RECORDS - 1; number++) {
                JournalKind.convert(engine, number);
            }
        }
        RealProgram program = new RealProgram(directory, launchers, "-Xmx256m", TIMEOUT_SECONDS);
        List<String> times = new ArrayList<>();
        long replayNs = 0;
        for (JournalCommand command : JournalCommand.all()) {
            if (command.name().equals(NOT_FOR_LONG)) {
                continue;
            }
            Path out = Files.createDirectory(directory.resolve("out"));
            long begunNs = System.nanoTime();
            Cli.Result result = program.shell(shell(command, journal, out.resolve("out")));
            long tookNs = System.nanoTime() - begunNs;
            replayNs = replayNs == 0 ? tookNs : replayNs;
            times.add(String.format("%6.2f s %6.2f replays  %s", tookNs / 1e9, tookNs / (double) replayNs, command));
            assertThat(result.code()).as("%s: %s", command, result.err()).isEqualTo(command.codeOn(JournalKind.LIVE));
            assertThat(result.err().lines()).as("%s", command).allMatch(line -> line.startsWith("flipbook: "));
            delete(out);
        }
        Files.write(Path.of("target/long-history.txt"), times);
    }

    private static String shell(JournalCommand command, Path journal, Path out) {
        return command.words(journal, out).stream()
                .map(word -> "'" + word + "'")
                .collect(Collectors.joining(" ", "flipbook ", " > /dev/null"));
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
