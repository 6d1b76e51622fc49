package io.flipbook.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunCliTest {
    @TempDir
    private Path directory;

    @Test
    void printsAResultALineWhateverTheFormat() throws IOException {
        Path script = script("a.flip", "region ram 1M", "", "to-shared ram 0 8K # two pages");
        Cli.Result result = Cli.run("run", script, "--format", "text");
        assertThat(result.code()).isZero();
        assertThat(result.lines())
                .containsExactly(
                        "{\"line\":1,\"op\":\"region\",\"outcome\":\"ok\"}",
                        "{\"line\":3,\"op\":\"to-shared\",\"outcome\":\"committed\",\"pages\":2,\"calls\":[]}");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void aRejectionIsAResultAndNoError() throws IOException {
        Cli.Result result = Cli.run("run", script("a.flip", "to-shared ram 0 8K"));
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("\"outcome\":\"rejected\",\"reason\":\"unknown-region\"");
    }

    @Test
    void nothingRunsWhenAnyScriptDoesNotParse() throws IOException {
        Path good = script("good.flip", "region ram 1M");
        Path bad = script("bad.flip", "region ram 1M", "nonsense");
        Path journal = directory.resolve("journal");
        Cli.Result result = Cli.run("run", good, bad, "--journal", journal);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith(bad + ":2: ").hasLineCount(1);
        assertThat(journal).doesNotExist();
    }

    @Test
    void resultsOfSeveralScriptsNameTheScriptAsItWasNamed() throws IOException {
        Path first = script("a.flip", "region ram 1M");
        Path second = Files.createDirectory(directory.resolve("x")).resolve("a.flip");
        Files.writeString(second, "region ram 2M\n");
        String roundabout = directory + "/./x/a.flip";
        Path journal = directory.resolve("journal");
        Cli.Result result = Cli.run("run", first, roundabout, "--journal", journal);
        assertThat(result.code()).isZero();
        assertThat(result.lines())
                .containsExactly(
                        "{\"script\":\"" + first + "\",\"line\":1,\"op\":\"region\",\"outcome\":\"ok\"}",
                        "{\"script\":\"" + roundabout + "\",\"line\":1,\"op\":\"region\",\"outcome\":\"ok\"}");
        assertThat(Cli.run("state", journal.resolve("a"), "--format=json").out())
                .contains("\"size\":\"0x100000\"");
        assertThat(Cli.run("state", journal.resolve("a-2"), "--format=json").out())
                .contains("\"size\":\"0x200000\"");
    }

    @Test
    void eachScriptHasAnEngineOfItsOwn() throws IOException {
        Path script = script("a.flip", "region ram 1M");
        assertThat(Cli.run("run", script, script).out()).doesNotContain("duplicate");
    }

    @Test
    void refusesADirectoryThatHoldsAJournal() throws IOException {
        Path journal = Cli.journal(directory, "region ram 1M");
        Cli.Result result = Cli.run("run", script("a.flip", "region other 1M"), "--journal", journal);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("holds a journal already").hasLineCount(1);
        assertThat(Cli.run("state", journal).out()).doesNotContain("other");
    }

    @Test
    void aRestartReallyReadsTheJournal() throws IOException {
        Path script = script("a.flip", "region ram 1M", "to-shared ram 0 4K", "restart", "state ram");
        assertThat(Cli.run("run", script).out()).contains("\"shared\":[[\"0x0\",\"0x1000\"]]");
    }

    private Path script(String name, String... statements) throws IOException {
        return Files.write(directory.resolve(name), List.of(statements));
    }
}
