package io.flipbook.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MinimizeCliTest {
    private static final List<String> SCRIPT = List.of(
            "region ram 1G",
            "region other 16M",
            "map 0 1G ram 0",
            "listener bystander other",
            "listener gpu0 ram kind=type1 limit=600 granule=16K",
            "to-shared other 0 64K",
            "convert 16M 8M shared",
            "convert 32M 8M shared",
            "to-private other 0 64K");

    @TempDir
    private Path directory;

    @TempDir
    private Path launchers;

    @Test
    void whatIsLeftOfAScriptShowsTheSameInAFewStatements() throws IOException {
        Path script = Files.write(directory.resolve("long.flip"), SCRIPT);
        Path small = directory.resolve("small.flip");
        Cli.Result result = Cli.run(
                "minimize",
                script,
                "--keep",
                "outcome = rolled-back and listener = gpu0 and errno = ENOSPC",
                "--to",
                small);
        assertThat(result.code()).as("%s", result).isZero();
        assertThat(result.out()).matches("3 of 9 statements are left, after [0-9]+ candidates: .*small.flip\n");
        assertThat(Files.readAllLines(small))
                .containsExactly(
                        "# 3 of 9 statements; they show: outcome = rolled-back and listener = gpu0 and errno = ENOSPC",
                        "region ram 4K",
                        "listener gpu0 ram kind=type1 limit=0",
                        "to-shared ram 0 4K");
        assertThat(Cli.run("run", small).out()).contains("\"outcome\":\"rolled-back\",\"listener\":\"gpu0\"");
    }

    @Test
    void aJournalIsMinimizedAsItsScenario() throws IOException {
        Path journal = Cli.journal(directory, SCRIPT.toArray(String[]::new));
        Path small = directory.resolve("small.flip");
        Cli.Result result =
                Cli.run("minimize", journal, "--keep", "errno = ENOSPC", "--to", small, "--format=json", "--jobs", 3);
        assertThat(result.code()).as("%s", result).isZero();
        assertThat(result.out())
                .startsWith("{\"before\":9,\"statements\":3,\"tried\":")
                .contains("\"stopped\":false");
        assertThat(Files.readAllLines(small)).hasSize(4);
    }

    @Test
    void aCommandSaysWhatIsToBeShown() throws IOException {
        Path script = Files.write(directory.resolve("long.flip"), SCRIPT);
        Path small = directory.resolve("small.flip");
        Cli.Result result = Cli.run("minimize", script, "--run", "grep -q bystander", "--to", small);
        assertThat(result.code()).as("%s", result).isZero();
        assertThat(Files.readAllLines(small))
                .containsExactly("# 1 of 9 statements; they show: grep -q bystander", "listener bystander other");
    }

    @Test
    void whatDoesNotShowItIsCode1AndLeavesNothing() throws IOException {
        Path script = Files.write(directory.resolve("long.flip"), SCRIPT);
        Path small = directory.resolve("small.flip");
        for (String[] wanted : new String[][] {{"--keep", "check fails"}, {"--run", "false"}}) {
            Cli.Result result = Cli.run("minimize", script, wanted[0], wanted[1], "--to", small);
            assertThat(result.code()).isEqualTo(1);
            assertThat(result.out()).isEmpty();
            assertThat(result.err()).contains("does not show it").hasLineCount(1);
            assertThat(small).doesNotExist();
        }
    }

    @Test
    void anInterruptGivesTheBestSoFar() throws IOException, InterruptedException {
        List<String> script = new ArrayList<>(SCRIPT);
        for (int i = 0; i < 40; i++) {
            script.add("to-shared other 0 4K");
        }
        Files.write(directory.resolve("long.flip"), script);
        // The fifth candidate interrupts; what is asked behind it is never wanted.
        String command = "echo >> tries; test $(wc -l < tries) -lt 5 || kill -INT $PPID; grep -q gpu0";
        Cli.Result result = new RealProgram(directory, launchers)
                .shell("flipbook minimize long.flip --jobs 1 --run '" + command + "' --to small.flip");
        assertThat(result.code()).as("%s", result).isEqualTo(130);
        assertThat(result.out()).contains(" of 49 statements are left", ", stopped: small.flip");
        assertThat(Files.readAllLines(directory.resolve("small.flip")))
                .hasSizeLessThan(50)
                .anyMatch(line -> line.startsWith("listener gpu0"));
    }

    @Test
    void progressIsOnStandardErrorOnly() throws IOException {
        Path script = Files.write(directory.resolve("long.flip"), SCRIPT);
        Path small = directory.resolve("small.flip");
        Cli.Result result = Cli.run("minimize", script, "--keep", "errno = ENOSPC", "--to", small, "--progress=always");
        assertThat(result.err())
                .startsWith("minimizing [")
                .contains("6 statements")
                .hasLineCount(1);
        assertThat(result.out()).hasLineCount(1);
    }

    @Test
    void aDamagedJournalIsCode3() throws IOException {
        Path journal = Cli.journal(directory, SCRIPT.toArray(String[]::new));
        Damage.record(journal, 8);
        Path small = directory.resolve("small.flip");
        Cli.Result result = Cli.run("minimize", journal, "--keep", "errno = ENOSPC", "--to", small);
        assertThat(result.code()).isEqualTo(3);
        assertThat(result.err()).contains("sequence 8").hasLineCount(1);
        assertThat(small).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--to small.flip",
                "--keep check",
                "--keep outcome=sideways --to small.flip",
                "--keep errno=oops --to small.flip",
                "--keep nonsense=1 --to small.flip",
                "--keep errno=EIO --run true --to small.flip",
                "--keep errno=EIO --to small.flip --jobs 0",
                "--keep errno=EIO --to ."
            })
    void whatMakesNoSenseIsOneLineAndCode2(String options) throws IOException {
        Path script = Files.write(directory.resolve("long.flip"), SCRIPT);
        Cli.Result result = Cli.run((Object[]) ("minimize " + script + " " + options).split(" "));
        assertThat(result.code()).as("%s", result).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("flipbook").hasLineCount(1);
    }

    @Test
    void aScriptThatIsNoneIsCode2AndItsLine() throws IOException {
        Path script = Files.write(directory.resolve("bad.flip"), List.of("region ram 1G", "nonsense"));
        Cli.Result result = Cli.run("minimize", script, "--keep", "check fails", "--to", directory.resolve("o.flip"));
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("bad.flip:2: unknown statement");
    }
}
