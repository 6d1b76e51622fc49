package io.flipbook.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandLineRulesTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "stat",
                "state",
                "state a b",
                "state a --nonsense",
                "state a --format xml",
                "state a --at 0",
                "state a --at yesterday",
                "state a --progress sometimes",
                "run",
                "blame",
                "blame a",
                "blame a nowhere",
                "blame a 0 --limit x",
                "bisect",
                "diff",
                "completion fish",
                "man"
            })
    void aCommandThatMakesNoSenseIsOneLineOnStandardErrorAndCode2(String commandLine) {
        Object[] arguments = commandLine.isEmpty() ? new Object[0] : commandLine.split(" ");
        Cli.Result result = Cli.run(arguments);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("flipbook").contains("--help`").hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"state", "info", "verify", "replay", "dump", "run"})
    void whatIsMissingIsOneLineOnStandardErrorAndCode3(String command) {
        Cli.Result result = Cli.run(command, directory.resolve("missing"));
        assertThat(result.code()).isEqualTo(3);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .startsWith("flipbook: no such ")
                .contains("missing")
                .hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"blame 0", "bisect halted", "bisect --run=true", "dump --where=halted", "diff --from=1"})
    void questionsAboutWhatIsMissingAreCode3Too(String command) {
        String[] words = command.split(" ");
        assertThat(Cli.run(words[0], directory.resolve("missing"), words[1]))
                .matches(result -> result.code() == 3 && result.err().startsWith("flipbook: no such directory"));
        assertThat(Cli.run(words[0], directory, words[1]))
                .matches(result -> result.code() == 3 && result.err().startsWith("flipbook: no journal in "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"state", "info", "verify", "replay", "dump"})
    void aDirectoryWithoutAJournalIsCode3AndStaysAsItIs(String command) throws IOException {
        Cli.Result result = Cli.run(command, directory);
        assertThat(result.code()).isEqualTo(3);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("flipbook: no journal in ").hasLineCount(1);
        assertThat(Files.list(directory)).isEmpty();
    }

    @Test
    void aStackTraceIsPrintedOnlyWithDebug() {
        assertThat(Cli.run("state", directory, "--debug").err()).contains("\n\tat io.flipbook.");
        assertThat(Cli.run("--debug", "state", directory).err()).contains("\n\tat io.flipbook.");
        assertThat(Cli.run("state", directory).err()).doesNotContain("\tat ");
    }

    @Test
    void aHostilePathReachesStandardErrorEscaped() {
        Cli.Result result = Cli.run("state", directory.resolve("a\nb\033[31m\u202e"));
        assertThat(result.code()).isEqualTo(3);
        assertThat(result.err())
                .hasLineCount(1)
                .contains("a b\\u001b[31m\\u202e")
                .doesNotContain("\033");
    }

    @Test
    void aFileOfArgumentsIsNotExpanded() throws IOException {
        Path file = directory.resolve("arguments");
        Files.writeString(file, "--version");
        assertThat(Cli.run("@" + file).code()).isEqualTo(2);
    }

    @Test
    void optionsForAllCommandsMayStandBeforeTheCommandAndBehindIt() throws IOException {
        Path journal = Cli.journal(directory, "region ram 1M");
        Cli.Result before = Cli.run("--format", "json", "--no-color", "--progress=never", "state", journal);
        Cli.Result behind = Cli.run("state", journal, "--format", "json", "--no-color", "--progress=never");
        assertThat(before).isEqualTo(behind);
        assertThat(before.out()).startsWith("{\"sequence\":3,");
    }

    @Test
    void theVersionIsPrinted() {
        Cli.Result result = Cli.run("--version");
        assertThat(result.code()).isZero();
        assertThat(result.out()).matches("flipbook [0-9]+\\.[0-9]+\\.[0-9]+\\R");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void progressIsOnStandardErrorOnly() throws IOException {
        Path journal = Cli.journal(directory, "region ram 1M");
        Cli.Result quiet = Cli.run("verify", journal);
        Cli.Result shown = Cli.run("verify", journal, "--progress=always");
        assertThat(shown.out()).isEqualTo(quiet.out());
        assertThat(shown.err()).startsWith("verifying [").hasLineCount(1);
        assertThat(quiet.err()).isEmpty();
    }

    @Test
    void readingChangesNothingInTheJournalsDirectory() throws IOException {
        Path journal = Cli.journal(directory, "region ram 1M", "to-shared ram 0 64K");
        List<String> before = contents(journal);
        for (String command : List.of("state", "info", "verify", "replay", "dump")) {
            assertThat(Cli.run(command, journal).code()).as(command).isZero();
        }
        assertThat(Cli.run("blame", journal, "ram:0").code()).isZero();
        assertThat(Cli.run("bisect", journal, "shared > 0").code()).isZero();
        assertThat(Cli.run("bisect", journal, "--run", "true").code()).isZero();
        assertThat(Cli.run("diff", journal, "--from", "last").code()).isZero();
        assertThat(contents(journal)).isEqualTo(before);
    }

    private static List<String> contents(Path journal) throws IOException {
        try (var files = Files.list(journal)) {
            return files.sorted().map(CommandLineRulesTest::describe).toList();
        }
    }

    private static String describe(Path file) {
        try {
            return file + " " + Files.getLastModifiedTime(file) + " "
                    + java.util.Arrays.hashCode(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
