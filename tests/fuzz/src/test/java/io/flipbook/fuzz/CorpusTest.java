package io.flipbook.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every input that is kept, fed to its target: those that broke something once, and those that get far. */
final class CorpusTest {
    private static final Path CORPUS = Path.of("src/test/resources/corpus");

    /** What a fuzzer calls. */
    @FunctionalInterface
    private interface Target {
        void take(byte[] input) throws IOException;
    }

    @ParameterizedTest
    @ValueSource(strings = {"scanner", "records", "snapshot", "scenario", "trace"})
    void breaksNothing(String name) throws IOException {
        Target target = target(name);
        target.take(new byte[0]);
        List<Path> inputs = inputs(name);
        assertThat(inputs).hasSizeGreaterThan(5);
        for (Path input : inputs) {
            try {
                target.take(Files.readAllBytes(input));
            } catch (Throwable e) {
                throw new AssertionError(input.toString(), e);
            }
        }
    }

    @Test
    void isSmall() throws IOException {
        try (Stream<Path> files = Files.walk(CORPUS)) {
            assertThat(files.filter(Files::isRegularFile)
                            .mapToLong(file -> file.toFile().length())
                            .sum())
                    .isLessThan(1 << 20);
        }
    }

    private static Target target(String name) {
        return switch (name) {
            case "scanner" -> ScannerTarget::fuzzerTestOneInput;
            case "records" -> RecordsTarget::fuzzerTestOneInput;
            case "snapshot" -> SnapshotTarget::fuzzerTestOneInput;
            case "scenario" -> ScenarioTarget::fuzzerTestOneInput;
            default -> TraceTarget::fuzzerTestOneInput;
        };
    }

    private static List<Path> inputs(String name) throws IOException {
        try (Stream<Path> files = Files.list(CORPUS.resolve(name))) {
            return files.sorted().toList();
        }
    }
}
