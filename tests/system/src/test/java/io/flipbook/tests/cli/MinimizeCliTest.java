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
import org.junit.jupiter.params.provider.CsvSource;
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
        Interrupt interrupt = Interrupt.here();
        // The fifth candidate interrupts; what is asked behind it is never wanted.
        String command =
                "echo >> tries; test $(wc -l < tries) -lt 5 || kill " + interrupt.option() + " $PPID; grep -q gpu0";
        Cli.Result result = new RealProgram(directory, launchers)
                .shell("flipbook minimize long.flip --jobs 1 --run '" + command + "' --to small.flip");
        assertThat(result.code()).as("%s", result).isEqualTo(interrupt.exitCode());
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
                "--keep errno=EIO",
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "check | 5 | 1",
                "outcome = sideways | 10 | 8",
                "errno = EIO and errno = oops | 24 | 4",
                "reason = none | 9 | 4",
                "nonsense = 1 | 0 | 8",
            })
    void ofAPredicateThatIsNoneTheWordIsMarked(String predicate, int column, int length) throws IOException {
        Path script = Files.write(directory.resolve("long.flip"), SCRIPT);
        Cli.Result result = Cli.run("minimize", script, "--keep", predicate, "--to", directory.resolve("o.flip"));
        assertThat(result.code()).isEqualTo(2);
        String[] lines = result.err().split("\n");
        assertThat(lines).hasSize(2);
        assertThat(lines[0]).startsWith("flipbook: ").endsWith(": " + predicate);
        int shown = lines[0].length() - predicate.length();
        assertThat(lines[1]).isEqualTo(" ".repeat(shown + column) + "^".repeat(length));
    }

    /** What has to hold, and what is left of a script in which it does. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mappings gpu0 > 2 | region ram 12K; map 0 12K ram 0;"
                        + " listener gpu0 ram kind=type1 limit=4096; convert 0 12K shared",
                "shared(other) >= 8K and not type = begin | region other 8K; to-shared other 0 8K",
                "op = convert and pages > 1 | region ram 8K; map 0 8K ram 0; convert 0 8K shared",
                "page 0 is private and region = ram | region ram 4K; map 0 4K ram 0",
                "listeners = 2 | region other 4K; region ram 4K; listener bystander other; listener gpu0 ram",
                "type = recover | restart",
                "reason = duplicate | region ram 4K; region ram 0",
                "outcome = rejected and reason = unknown-listener | unlisten nobody",
                "outcome = rolled-back and type = unlisten | region ram 4K; to-shared ram 0 4K;"
                        + " listener late ram veto=1:EIO",
                "outcome = committed and listener = picky | region ram 8K; to-shared ram 0 4K; policy on-veto=detach;"
                        + " listener picky ram veto=2:EIO; to-shared ram 0 8K",
                "outcome = ok | region ram 4K",
                "reason = unknown-region and op = to-shared | to-shared nothing 0 0",
            })
    void aPredicateSaysWhatIsToBeShown(String predicate, String left) throws IOException {
        List<String> statements = List.of(
                "region ram 1G",
                "region other 16M",
                "map 0 1G ram 0",
                "region ram 4K",
                "unlisten nobody",
                "listener bystander other",
                "listener gpu0 ram kind=type1",
                "to-shared nothing 0 4K",
                "cost ram",
                "to-shared other 0 64K",
                "convert 16M 8M shared",
                "listener late ram veto=1:EIO",
                "policy on-veto=detach",
                "listener picky ram veto=2:EIO",
                "convert 32M 16K shared",
                "restart");
        Path small = directory.resolve("small.flip");
        Path script = Files.write(directory.resolve("long.flip"), statements);
        Cli.Result result = Cli.run("minimize", script, "--keep", predicate, "--to", small);
        assertThat(result.code()).as("%s", result).isZero();
        assertThat(String.join("; ", Files.readAllLines(small))).endsWith("; they show: " + predicate + "; " + left);
    }

    @Test
    void aScriptThatIsNoneIsCode2AndItsLine() throws IOException {
        Path script = Files.write(directory.resolve("bad.flip"), List.of("region ram 1G", "nonsense"));
        Cli.Result result = Cli.run("minimize", script, "--keep", "check fails", "--to", directory.resolve("o.flip"));
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("bad.flip:2: unknown statement");
    }
}
