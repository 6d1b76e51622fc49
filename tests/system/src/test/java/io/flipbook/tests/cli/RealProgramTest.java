package io.flipbook.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What shows only in a process of its own. */
final class RealProgramTest {
    private static final String TEMPORARY = "export JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=tmp; ";

    @TempDir
    private Path directory;

    @TempDir
    private Path launchers;

    private RealProgram program;

    @BeforeEach
    void prepare() throws IOException {
        program = new RealProgram(directory, launchers);
    }

    @Test
    void exitsWithItsCodeAndKeepsStandardOutputToTheAnswer() throws Exception {
        Cli.journal(directory, "region ram 1M");
        Cli.Result good = program.shell("flipbook verify journal");
        String clean = "clean, 3 records, last good sequence 3\n"
                + "power cut: can cost all that the kernel had not written yet (sync none)\n";
        assertThat(good).isEqualTo(new Cli.Result(0, clean, ""));
        Cli.Result missing = program.shell("flipbook verify missing");
        assertThat(missing).isEqualTo(new Cli.Result(3, "", "flipbook: no such directory: missing\n"));
        assertThat(program.shell("flipbook verify").code()).isEqualTo(2);
    }

    @Test
    void endsQuietlyWhenTheReaderHasGone() throws Exception {
        Cli.journal(directory, manyRuns());
        Cli.Result result = program.shell("flipbook dump journal | head -n 1; flipbook --help | true");
        assertThat(result.out()).hasLineCount(1);
        assertThat(result.err()).isEmpty();
    }

    @Test
    void saysSoWhenStandardOutputCannotBeWritten() throws Exception {
        Cli.journal(directory, "region ram 1M");
        for (String command : List.of("state journal", "--help", "verify journal --format=json", "--version")) {
            Cli.Result full = program.shell("flipbook " + command + " > /dev/full");
            assertThat(full.code()).as(command).isEqualTo(3);
            assertThat(full.err())
                    .startsWith("flipbook: cannot write to standard output: ")
                    .hasLineCount(1);
        }
        assertThat(program.shell("flipbook state journal >&-").code()).isEqualTo(3);
    }

    @Test
    void coloursNothingWhereThereIsNoTerminal() throws Exception {
        assertThat(program.shell("flipbook --help").out()).doesNotContain("\033");
    }

    @Test
    void coloursOnATerminalUnlessToldNotTo() throws Exception {
        assertThat(onTerminal("flipbook --help")).contains("\033[");
        assertThat(onTerminal("NO_COLOR=1 flipbook --help")).doesNotContain("\033[");
        assertThat(onTerminal("flipbook --no-color --help")).doesNotContain("\033[");
        assertThat(onTerminal("flipbook --help --no-color")).doesNotContain("\033[");
    }

    @Test
    void theDemoDrawsMemoryAsWideAsTheTerminalInPlainCharactersWithoutUtf8() throws Exception {
        String narrow = onTerminal("stty cols 60; LC_ALL=C NO_COLOR=1 flipbook demo");
        assertThat(narrow)
                .contains("$ flipbook record ", "$ flipbook verify ", "$ flipbook replay ", "$ flipbook state ")
                .contains("vmem over time")
                .containsPattern("\\+\\d+\\.\\d{3} s {2}=+-?\\.+\r?\n")
                .matches(text -> text.chars().allMatch(c -> c < 0x80));
        assertThat(narrow.lines().filter(line -> line.matches(" *\\+[0-9.]+ s .*")))
                .hasSize(16)
                .allMatch(line -> line.strip().length() <= 60);
        assertThat(onTerminal("stty cols 60; LC_ALL=C.UTF-8 flipbook demo")).contains("\u2592\u2592", "\033[36m");
    }

    @Test
    void leavesNoTemporaryJournalBehind() throws Exception {
        Files.createDirectory(directory.resolve("tmp"));
        Files.write(directory.resolve("a.flip"), List.of("region ram 1M", "restart"));
        Files.write(directory.resolve("bad.flip"), List.of("region"));
        assertThat(program.shell(TEMPORARY + "flipbook run a.flip a.flip").code())
                .isZero();
        assertThat(program.shell(TEMPORARY + "flipbook run a.flip bad.flip").code())
                .isEqualTo(2);
        assertThat(program.shell(TEMPORARY + "flipbook run a.flip > /dev/full").code())
                .isEqualTo(3);
        assertThat(program.shell(TEMPORARY + "flipbook demo").code()).isZero();
        assertThat(temporaryFiles()).isEmpty();
    }

    @Test
    void leavesNoTemporaryJournalBehindWhenItIsInterrupted() throws Exception {
        Files.createDirectory(directory.resolve("tmp"));
        List<String> statements = new ArrayList<>(List.of(manyRuns()));
        for (int i = 0; i < 8; i++) {
            statements.addAll(statements);
        }
        Files.write(directory.resolve("long.flip"), statements);
        Process process = program.start(
                TEMPORARY + "exec flipbook run long.flip",
                ProcessBuilder.Redirect.PIPE,
                ProcessBuilder.Redirect.to(directory.resolve("err").toFile()));
        try (BufferedReader results =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(results.readLine()).contains("\"op\":\"region\"");
            assertThat(temporaryFiles()).hasSize(1);
            process.toHandle().destroy();
            while (results.readLine() != null) {
                // It must not wait for a reader.
            }
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(143);
        assertThat(temporaryFiles()).isEmpty();
    }

    private List<Path> temporaryFiles() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("tmp"))) {
            return files.toList();
        }
    }

    /** What a command prints on a terminal. */
    private String onTerminal(String command) throws Exception {
        Cli.Result result = program.shell("script -qec \"" + command + "\" /dev/null");
        assertThat(result.code()).as(result.toString()).isZero();
        return result.out();
    }

    private static String[] manyRuns() {
        List<String> statements = new ArrayList<>(List.of("region ram 64M"));
        for (int i = 0; i < 4000; i++) {
            statements.add("to-shared ram " + 8 * i + "K 4K");
        }
        return statements.toArray(String[]::new);
    }
}
